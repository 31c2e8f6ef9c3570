"""Why a change to the itinerary is not possible, in a sentence, before anything is recorded."""

from delegation.planning.refusals.change import problem_with_change

__all__ = ("problem_with_change",)
