"""The web pages: calendar feeds, and where invites are answered."""
