"""The embedded stack: Temporal, an object store and mail on this computer, nothing else to install."""
