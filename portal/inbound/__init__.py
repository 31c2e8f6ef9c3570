"""Mail that comes in: ways in, classification, and what becomes of it."""
