"""How people get in: the typed client, the command line, the web."""
