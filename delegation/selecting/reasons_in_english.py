"""Reasons as English sentences: the one place where they are written."""

from delegation.selecting.amount import amount
from delegation.selecting.reason import Reason, ReasonCode
from delegation.selecting.scoring import in_points

PINNED_VALUE = "pinned"
"""`Reason.value` where recorded decisions are among what makes an application impossible."""
HOW_PROMOTED = "A place that becomes free goes to the first on the list with whom all published rules hold."
PLAIN = {
    ReasonCode.BEST_TOGETHER: "The best group that keeps all published rules together includes it.",
    ReasonCode.BY_LOT: (
        "Another permitted group has the same total; the published lot decided for this one."
    ),
    ReasonCode.NO_SINGLE_RULE: (
        "No single rule decided: without any one of them it would not be in the group either."
    ),
    ReasonCode.NOT_ON_RESERVE: (
        "The reserve list went to applications that can fill more of the places that may become free under "
        "the published rules, or that had fewer points missing."
    ),
    ReasonCode.NO_SHEET: "No score sheet was handed in for this application, so it could not be ranked.",
    ReasonCode.PAIR_INCOMPLETE: (
        "It is one of two applications that are taken together or not at all, and the other cannot be taken."
    ),
}


def in_english(reason: Reason) -> str:  # noqa: PLR0911, PLR0912 - one line per code
    """One full sentence or two; it never names another applicant."""
    match reason.code:
        case ReasonCode.SELECTED_BY_POINTS:
            return f"Selected with {_points(reason)} points, number {reason.place} of {reason.of} by points."
        case ReasonCode.SELECTED:
            return f"Selected with {_points(reason)} points."
        case ReasonCode.SELECTED_IN_PAIR:
            return f"Selected together with the second person; both have {_points(reason)} points together."
        case ReasonCode.NEEDED_BY_RULE:
            return f"It is in because {_need(reason)}: without that it would not be."
        case ReasonCode.PLACED:
            return f"Selected by a recorded decision of the organiser{_noted(reason)}"
        case ReasonCode.LEFT_OUT:
            return f"Left out by a recorded decision of the organiser{_noted(reason)}"
        case ReasonCode.RESERVE:
            return f"On the reserve list, {_band(reason)} of {reason.places}. {HOW_PROMOTED}"
        case ReasonCode.POINTS_MISSING:
            return _missing(reason)
        case ReasonCode.BEYOND_SCALE:
            return (
                f"{in_points(reason.missing or 0)} points were missing, more than the scale has: under the "
                "published rules no score would have been enough."
            )
        case ReasonCode.LOST_LOT:
            return (
                "The best permitted group with this application has the same total as the selected one; the "
                f"published lot decided (number {reason.place} of {reason.of} in the lot)."
            )
        case ReasonCode.DISPLACED_BY_RULE:
            return (
                f"Displaced by {_named(reason)}: without that it would be in the group, number "
                f"{reason.place} of {reason.of} by points."
            )
        case ReasonCode.BY_PLACE:
            places = amount(reason.places or 0, "place")
            return f"By points it is number {reason.place} of {reason.of}, for {places}."
        case ReasonCode.IMPOSSIBLE:
            return _impossible(reason)
        case ReasonCode.BELOW_THRESHOLD:
            return (
                f"The weighted mean of the marks, {in_points(reason.mean or 0)} of 5, is below the published "
                "threshold."
            )
        case ReasonCode.BELOW_CRITERION:
            return (
                f"For the criterion {reason.text!r} the mean of the marks is below its published threshold."
            )
        case _:
            return PLAIN[reason.code]


def _points(reason: Reason) -> str:
    return in_points(reason.points or 0)


def _noted(reason: Reason) -> str:
    return f': "{reason.note}"' if reason.note else "."


def _band(reason: Reason) -> str:
    if reason.place == reason.of:
        return f"in place {reason.place}"
    return f"in places {reason.place} to {reason.of}"


def _missing(reason: Reason) -> str:
    both = " for both together" if reason.places == 2 else ""
    return (
        f"{in_points(reason.missing or 0)} points were missing: with more than {_points(reason)} "
        f"points{both} and all other scores unchanged it would have been selected."
    )


def _need(reason: Reason) -> str:
    if reason.value and reason.low is not None:
        return f'the group needs {reason.low} from {reason.value} ("{reason.text}")'
    return f"of {_named(reason)}"


def _named(reason: Reason) -> str:
    """`the limit of 3 for DE ("At most 3 per country.")`."""
    if not reason.value:
        return f'the rule "{reason.text}"'
    demand = f"the limit of {reason.high}" if reason.high is not None else f"the minimum of {reason.low}"
    return f'{demand} for {reason.value} ("{reason.text}")'


def _impossible(reason: Reason) -> str:
    named = [f'"{text}"' for text in reason.texts]
    if reason.value == PINNED_VALUE:
        named.append("the organiser's recorded decisions")
    rules = " and ".join(named) or "the number of places"
    return f"No permitted group of {reason.places} includes this application, because of {rules}."
