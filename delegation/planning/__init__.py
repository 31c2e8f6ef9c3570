"""The programme: visits and meetings by wish, composed into an itinerary, changed with care."""
