"""What can go wrong with the embedded stack, said so that a person can act on it."""


class StackError(Exception):
    """The stack, or a part of it, cannot do what was asked. The message says what to do."""


class PortTaken(StackError):
    """Another program listens where a part of the stack wants to."""


class AlreadyRunning(StackError):
    """A second stack, or a second server on the same file, was refused."""
