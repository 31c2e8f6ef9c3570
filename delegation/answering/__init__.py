"""What comes back by mail to an invite: read without trust, and told apart from everything else."""
