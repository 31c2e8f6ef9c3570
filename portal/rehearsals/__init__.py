"""Whole delegations played on real servers: the script, the cast, the audience and what is left."""
