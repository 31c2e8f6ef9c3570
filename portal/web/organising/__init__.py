"""The organiser's desk: pages behind a sign-in."""
