"""What was typed, for showing it again: whatever it is, as the text of a control."""

from collections.abc import Mapping
from typing import Any  # Any: as it was typed


def parts_in(raw: object) -> Mapping[str, Any]:
    """Named parts; none where it is anything else."""
    return raw if isinstance(raw, Mapping) else {}


def text_in(raw: object) -> str:
    """As it stands in an input."""
    return raw if isinstance(raw, str) else "" if raw is None or isinstance(raw, bool) else str(raw)


def lines_in(raw: Any) -> str:
    """The same of several entries, one a line; of an amount without its currency."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, list | tuple):
        return "\n".join(text_in(one) for one in raw)
    amount, _ = money_in(raw)
    return text_in(amount)


def money_in(raw: Any) -> tuple[object, object]:
    """Amount and currency; whatever else it is, as the amount."""
    if isinstance(raw, Mapping):
        return raw.get("amount"), raw.get("currency")
    return raw, None


def ranks_in(raw: Any) -> dict[str, str]:
    """The rank of each choice, as typed or as kept."""
    if isinstance(raw, Mapping):
        return {str(one): text_in(rank) for one, rank in raw.items()}
    rows = raw if isinstance(raw, list | tuple) else ()
    return {text_in(one.get("choice")): text_in(one.get("rank")) for one in rows if isinstance(one, Mapping)}
