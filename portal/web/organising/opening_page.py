"""What the last pages of the wizard show: the whole file, what will happen when, and that it is open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.reading.problem import Problem
from delegation.zoned import stamp
from portal.foresight import dates_of
from portal.opening import has_closed
from portal.web.organising.bar import DeskPage
from portal.web.organising.wizard_begin import Checked
from portal.web.organising.wizard_draft import Draft, digest
from portal.web.organising.wizard_mistakes import sentence, sorted_out
from portal.web.organising.wizard_shown import StepShown, steps_of

FASTEST = 1_000_000.0


class Trouble(Fact):
    """One mistake, with the page on which it can be mended."""

    page: str
    title: str
    text: str
    shown: str
    """As the command says it: file, line, column, the line itself and a caret."""


class DateShown(Fact):
    at: str
    text: str
    has_passed: bool = False


class TextPage(DeskPage):
    """The facts of `templates/portal/desk/wizard-text.html`."""

    draft: str
    title: str
    yaml: str
    part: str
    steps: tuple[StepShown, ...]
    problems: tuple[Problem, ...] = ()
    """Of the draft, or of a text that cannot become one."""
    is_refused: bool = False
    """Whether `yaml` is such a text: the draft is still what it was."""
    news: str = ""


class OpenPage(DeskPage):
    """The facts of `templates/portal/desk/wizard-open.html`."""

    draft: str
    title: str
    slug: str
    part: str
    steps: tuple[StepShown, ...]
    troubles: tuple[Trouble, ...] = ()
    holds: tuple[tuple[str, str], ...] = ()
    dates: tuple[DateShown, ...] = ()
    passed: int = 0
    has_closed: bool = False
    speed: str = "1"
    is_sure: bool = False
    """Whether this is the second step."""
    opened: str = ""
    news: str = ""


def text_page(
    facts: Mapping[str, Any], draft: Draft, found: Checked, *, refused: str | None = None, news: str = ""
) -> TextPage:
    """`refused`: a text that was typed and cannot become the draft; `found` are then its problems."""
    by_page = {} if refused is not None else sorted_out(found.problems, draft.plain)
    return TextPage(
        **facts,
        draft=draft.id,
        title=draft.title,
        yaml=found.yaml if refused is None else refused,
        part=digest(draft.content),
        steps=steps_of(draft.plain, by_page, "text"),
        problems=found.problems,
        is_refused=refused is not None,
        news=news,
    )


def open_page(
    facts: Mapping[str, Any],  # Any: fields of different types
    draft: Draft,
    found: Checked,
    now: datetime,
    *,
    speed: str = "1",
    is_sure: bool = False,
    news: str = "",
) -> OpenPage:
    """What will happen when; with mistakes only where they are mended."""
    by_page = sorted_out(found.problems, draft.plain)
    steps = steps_of(draft.plain, by_page, "open")
    file = found.file if not found.problems else None
    dates = _dates(file, now) if file else ()
    return OpenPage(
        **facts,
        draft=draft.id,
        title=draft.title,
        slug=draft.slug,
        part=digest(draft.content),
        steps=steps,
        troubles=_troubles(by_page, steps),
        holds=_holds(file) if file else (),
        dates=dates,
        passed=sum(one.has_passed for one in dates),
        has_closed=file is not None and has_closed(file, now),
        speed=speed,
        is_sure=is_sure and file is not None,
        opened=draft.opened,
        news=news,
    )


def typed_speed(said: str) -> float | None:
    """How many times faster than reality; None where that is no such number."""
    try:
        speed = float(said.strip() or "1")
    except ValueError:
        return None
    return speed if 0 < speed <= FASTEST else None


def _troubles(by_page: Mapping[str, Sequence[Problem]], steps: Sequence[StepShown]) -> tuple[Trouble, ...]:
    titles = {one.name: one.title for one in steps}
    return tuple(
        Trouble(page=page, title=titles[page], text=sentence(one), shown=str(one))
        for page in titles
        for one in by_page.get(page, ())
    )


def _dates(file: DelegationFile, now: datetime) -> tuple[DateShown, ...]:
    return tuple(
        DateShown(at=stamp(one.at, one.zone), text=one.text, has_passed=one.at < now)
        for one in dates_of(file)
    )


def _holds(file: DelegationFile) -> tuple[tuple[str, str], ...]:
    """What the delegation is, in a few lines."""
    cities = ", ".join(leg.city for leg in file.legs)
    when = f"{file.starts_on:%-d %B %Y} to {file.ends_on:%-d %B %Y}" if file.legs else ""
    rules = file.selection
    counted = (
        ("Cities", f"{cities}, {when}" if cities else ""),
        ("Places", str(file.capacity or "")),
        ("Reserve list", str(rules.reserve) if rules else ""),
        ("Quotas", str(len(rules.rules)) if rules else ""),
        ("Fields of the form", str(len(file.call.fields))),
        ("Evaluators", str(len(file.evaluation.evaluators)) if file.evaluation else ""),
        ("Hosts", str(len(file.hosts) or "")),
        ("Points of the programme", str(len(file.itinerary) or "")),
        ("Letters come from", file.organiser.mailbox),
    )
    return tuple((name, value) for name, value in counted if value)
