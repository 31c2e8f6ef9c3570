"""One change to a published itinerary: whether it is possible, and the itinerary after it.

Nobody is moved who need not be: what is not named by the change stays where and when it is, and
freed places and slots are only offered to those who have the time free.
"""

from delegation.planning.changing.carrying import apply_change, carried_out, solves
from delegation.planning.changing.inverting import inverse
from delegation.planning.changing.previewing import preview
from delegation.planning.refusals import problem_with_change

__all__ = ("apply_change", "carried_out", "inverse", "preview", "problem_with_change", "solves")
