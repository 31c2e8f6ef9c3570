"""The language of the trip: every noun and rule of a delegation, without clock, network or disk."""
