"""A reason as figures and a code, so that every language can say it; never about another applicant."""

from enum import StrEnum

from pydantic import SerializerFunctionWrapHandler, model_serializer

from delegation.fact import Fact


class ReasonCode(StrEnum):
    """What is said. In brackets the fields of `Reason` that it uses, besides those it may leave empty."""

    SELECTED_BY_POINTS = "selected-by-points"
    """Among the first by points (points, place, of)."""
    SELECTED = "selected"
    """Selected, but not among the first by points (points)."""
    NEEDED_BY_RULE = "needed-by-rule"
    """In because of a rule; without it, it would not be (rule...)."""
    BEST_TOGETHER = "best-together"
    """The best group that keeps all rules together includes it."""
    SELECTED_IN_PAIR = "selected-in-pair"
    """Selected together with the second person of the organisation (points of both together)."""
    PAIR_INCOMPLETE = "pair-incomplete"
    """The two of a pair are taken together or not at all, and the pair is not complete."""
    BY_LOT = "by-lot"
    """Another permitted group has the same total; the lot decided for this one."""
    PLACED = "placed"
    """In by a recorded decision of the organiser (note: the reason)."""
    LEFT_OUT = "left-out"
    """Out by a recorded decision of the organiser (note: the reason)."""
    RESERVE = "reserve"
    """On the reserve list (place to of: the band of ranks told)."""
    NOT_ON_RESERVE = "not-on-reserve"
    """Why it is not on the reserve list."""
    POINTS_MISSING = "points-missing"
    """With more than `points` and all else unchanged it would have been selected (missing, points)."""
    BEYOND_SCALE = "beyond-scale"
    """More were missing than the scale has (missing)."""
    LOST_LOT = "lost-lot"
    """Level with the selected group; the lot decided for another (place in the lot, of)."""
    DISPLACED_BY_RULE = "displaced-by-rule"
    """Without that rule it would be in, number `place` of `of` by points (rule..., place, of)."""
    BY_PLACE = "by-place"
    """By points it is number `place` of `of`, for `places` places."""
    NO_SINGLE_RULE = "no-single-rule"
    """No rule alone decided."""
    IMPOSSIBLE = "impossible"
    """No permitted group of that size includes it (texts: the rules; places)."""
    NO_SHEET = "no-sheet"
    """No score sheet was handed in."""
    BELOW_THRESHOLD = "below-threshold"
    """The weighted mean is below the published threshold (mean, threshold)."""
    BELOW_CRITERION = "below-criterion"
    """One criterion is below its own threshold (text: the criterion, mean, threshold)."""


class Reason(Fact):
    """One reason. Points and means are whole hundredths; places count from 1."""

    code: ReasonCode
    points: int | None = None
    missing: int | None = None
    place: int | None = None
    of: int | None = None
    places: int | None = None
    mean: int | None = None
    threshold: int | None = None
    rule: str = ""
    text: str = ""
    """The published wording of the rule or criterion, quoted as it is."""
    texts: tuple[str, ...] = ()
    value: str = ""
    """The value the rule is about, where it holds for each value: `DE`."""
    low: int | None = None
    """The minimum that decided."""
    high: int | None = None
    """The limit that decided."""
    note: str = ""

    @model_serializer(mode="wrap")
    def _without_gaps(self, fields: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Only what is said: a thousand decisions must fit into one payload."""
        said: dict[str, object] = fields(self)
        return {name: value for name, value in said.items() if value not in (None, "", (), [])}
