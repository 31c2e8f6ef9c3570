"""The only place that talks to object stores and mail servers; wired in by the composition root."""
