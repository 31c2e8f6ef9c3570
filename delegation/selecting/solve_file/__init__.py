"""A selection as a file that anybody can solve again: docs/selection-file.md, read and written."""
