"""The filters of letters: each writes a value for the part it stands in, its text or its Markdown."""

from collections.abc import Callable, Sequence
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from activities.phrases import table_words
from activities.wording import Ready, Rendition, Row, clock, day, nearness


def filters_of(rendition: Rendition) -> dict[str, Callable[..., Any]]:  # Any: what Jinja asks of filters
    """Every filter of letters, ours and those of organisers. Programmes read the `language` of the letter."""
    return {
        "address": rendition.address,
        "agenda": _agenda(rendition),
        "changes": _changes(rendition),
        "clock": lambda value: rendition.value(clock(value)),
        "day": lambda value: rendition.value(day(value)),
        "link": rendition.link,
        "nearness": nearness,
        "strong": rendition.strong,
        "video": rendition.video,
    }


def _agenda(rendition: Rendition) -> Callable[[Context, Sequence[Row]], Ready]:
    @pass_context
    def agenda(context: Context, rows: Sequence[Row]) -> Ready:
        return rendition.agenda(rows, table_words(context["language"]))

    return agenda


def _changes(rendition: Rendition) -> Callable[[Context, Sequence[Row]], Ready]:
    @pass_context
    def changes(context: Context, rows: Sequence[Row]) -> Ready:
        return rendition.changes(rows, table_words(context["language"]))

    return changes
