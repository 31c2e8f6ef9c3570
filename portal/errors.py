"""What can go wrong on the way to a workflow, in the words of those who use it."""


class LegationError(Exception):
    """Something was not done; the message says why and what to do."""

    exit_code = 1


class NotFound(LegationError):
    """There is no such delegation or participant."""

    exit_code = 3


class Refused(LegationError):
    """The workflow said no, with a reason; nothing was recorded."""

    exit_code = 4


class CallClosed(Refused):
    """Applications are not taken now."""


class EngineAway(LegationError):
    """Temporal or the vault does not answer; nothing is lost, try again."""

    exit_code = 75
