"""Whether the parts of a delegation file fit together: one file per kind of question."""
