"""What a delegation does to the world: one file per capability."""
