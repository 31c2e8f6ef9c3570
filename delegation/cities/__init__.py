"""One-to-one meetings in several cities, with travel between places and site visits."""
