"""Documents and pictures as facts, before any template or typesetter sees them."""
