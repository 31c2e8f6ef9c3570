"""The process: one file per workflow."""
