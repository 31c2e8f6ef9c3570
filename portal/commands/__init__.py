"""The command line: one file per noun. Heavy imports stay inside the commands, so that `--help` is quick."""
