"""Who would move up, worked out beside the workflows: by command and at the desk, as the delegation does."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.deciding import PromotionOrder
    from delegation.selecting.foresight import IfDeclined
    from delegation.selecting.promotion import Promotion


def if_declined(order: "PromotionOrder") -> "tuple[IfDeclined, ...]":
    """For everyone who holds a place, who would get it if they declined now."""
    from delegation.selecting.foresight import foresee

    return foresee(
        order.evaluated,
        order.rules,
        holding=order.holding,
        out=order.out,
        reserve=order.reserve,
        needs_visa=order.needs_visa,
        visa_too_late=order.is_too_late_for_visa,
    )


def next_promotion(order: "PromotionOrder") -> "Promotion":
    """Who gets the place that is free."""
    from activities.deciding import DecisionActivities

    return DecisionActivities().find_promotion(order)
