"""The evaluation desk: what is to be scored, one application at a time, and conflicts of interest."""
