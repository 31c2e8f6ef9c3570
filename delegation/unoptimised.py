"""Python can be told to leave out all assertions (`-O`, PYTHONOPTIMIZE); nothing of ours runs like that.

None of our own checks is an assertion. One of the calendar library is: without it, a line break in a value
would become a line of the calendar (https://github.com/collective/icalendar/issues/1532).
"""

import sys

WHY_NOT = (
    "Legation does not run under 'python -O' or PYTHONOPTIMIZE: they switch off checks that keep what people "
    "type out of other people's calendars. Start it without them."
)


def demand_assertions() -> None:
    """End the process, with a sentence and exit code 1, where Python leaves assertions out."""
    if sys.flags.optimize:
        sys.exit(WHY_NOT)
