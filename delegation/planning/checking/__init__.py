"""What cannot be in an itinerary, one kind of problem a file."""
