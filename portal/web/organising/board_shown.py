"""What the organiser's board says about a delegation: where it stands, and what waits for a decision."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from delegation.command_rules import ENDED
from delegation.correspondence import span_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.selecting.balance import PLACES
from delegation.status import Counts, DelegationStatus, Ledger, Task
from portal.foresight import DateAhead, dates_of
from portal.show import moment
from portal.web.organising.bar import DeskPage
from portal.web.organising.board_balance import RuleKept, balance_of, rule_kept
from portal.web.organising.phase_shown import day_of, phase_word, phases_picture
from portal.web.organising.pictures import Counted, Picture, bars, stacked
from portal.work_waiting import WorkWaiting, in_words

SOON = timedelta(days=7)
PLACES_TO_DO = {
    "decide": ("selection", "The panel has to decide on the selection.", "Look at the selection"),
    "publish": ("selection", "The selection is decided. Publish it, so that letters go out.", "Publish"),
}
"""Tasks with words of our own: the command line names commands. By id: page, sentence, button."""
PAGE_OF = (
    ("mail-", "outbox", "Open the outbox"),
    ("letter-", "letters", "Open the letters"),
    ("sheets-", "evaluation", "Open the evaluation"),
    ("undecided-", "selection", "Open the selection"),
    ("place-free", "offers", "Open the offers"),
    ("reply", "offers", "Open the offers"),
)
"""Where other tasks are done, by how their ids begin."""


class ToDo(Fact):
    """Something only a person can do."""

    text: str
    since: str
    """How long it has waited: `3 days`."""
    page: str = ""
    """The page of the desk where it is done, after the delegation's address; empty where there is none."""
    button: str = ""


class Ahead(Fact):
    """A date that comes, with how far away it is."""

    at: str
    away: str
    text: str
    is_soon: bool = False


class BoardCard(Fact):
    """One delegation on the board."""

    slug: str
    title: str
    phase: str = ""
    dates: str = ""
    """Of the trip."""
    counts: tuple[tuple[str, str], ...] = ()
    tasks: tuple[ToDo, ...] = ()
    following: Ahead | None = None
    is_over: bool = False
    problem: str = ""
    """Why nothing can be said about it just now."""


class Board(Fact):
    cards: tuple[BoardCard, ...]

    @property
    def due(self) -> tuple[BoardCard, ...]:
        """Those with something to decide."""
        return tuple(one for one in self.cards if one.tasks)

    @property
    def others(self) -> tuple[BoardCard, ...]:
        return tuple(one for one in self.cards if not one.tasks)


class BoardPage(DeskPage):
    """The facts of `templates/portal/desk/board.html`."""

    board: Board
    may_open: bool = False


class Stands(Fact):
    """The part of the overview that changes while somebody looks: everything of it comes from the status."""

    slug: str
    phase: str
    now: str
    tasks: tuple[ToDo, ...]
    counts: tuple[tuple[str, str], ...]
    funnel: Picture
    seats: Picture
    waits: tuple[str, ...] = ()
    is_over: bool = False


class LivePart(Fact):
    """The facts of `templates/portal/desk/overview-live.html`, sent whenever they change."""

    live: Stands


class OverviewPage(DeskPage):
    """The facts of `templates/portal/desk/overview.html`."""

    live: Stands
    dates: str
    ahead: tuple[Ahead, ...]
    phases: Picture | None
    balance: tuple[RuleKept, ...] = ()
    group: str = ""
    """Whose balance it is."""
    workflow: str = ""


def board_of(cards: Sequence[BoardCard]) -> Board:
    """First those that wait for somebody, then those that run, then those that are over."""
    return Board(cards=tuple(sorted(cards, key=lambda one: (not one.tasks, one.is_over, one.title))))


def card_of(file: DelegationFile, status: DelegationStatus) -> BoardCard:
    ahead = dates_ahead(file, status.now)
    return BoardCard(
        slug=file.slug,
        title=file.title,
        phase=phase_word(status.phase),
        dates=trip_dates(file),
        counts=figures(file, status.counts),
        tasks=tuple(to_do(task, status.now) for task in status.tasks),
        following=ahead[0] if ahead and status.phase not in ENDED else None,
        is_over=status.phase in ENDED,
    )


def silent_card(file: DelegationFile, problem: str) -> BoardCard:
    """What is known of a delegation that does not answer."""
    return BoardCard(slug=file.slug, title=file.title, dates=trip_dates(file), problem=problem)


def stands(file: DelegationFile, status: DelegationStatus, waits: Sequence[WorkWaiting] = ()) -> Stands:
    return Stands(
        slug=file.slug,
        phase=phase_word(status.phase),
        now=moment(status.now, file.organiser.zone),
        tasks=tuple(to_do(task, status.now) for task in status.tasks),
        counts=figures(file, status.counts),
        funnel=funnel(status.counts, has_evaluation=file.evaluation is not None),
        seats=seats(status.counts),
        waits=tuple(in_words(one) for one in waits),
        is_over=status.phase in ENDED,
    )


def to_do(task: Task, now: datetime) -> ToDo:
    page, text, button = PLACES_TO_DO.get(task.id, ("", task.text, ""))
    if not page:
        page, button = next(
            ((p, b) for start, p, b in PAGE_OF if task.id.startswith(start)), ("tasks", "Open the task")
        )
    waited = now - task.since
    since = span_of(waited) if waited >= timedelta(hours=1) else "less than an hour"
    return ToDo(text=text, since=since, page=page, button=button)


def figures(file: DelegationFile, counts: Counts) -> tuple[tuple[str, str], ...]:
    """The figures a board begins with."""
    found = [
        ("Applications", str(counts.received)),
        ("Places confirmed", f"{counts.delegates} of {counts.places}"),
        ("Offers open", str(counts.open_offers)),
        ("On the reserve list", str(counts.reserve)),
    ]
    if file.follow_up is not None and counts.outcomes:
        found.append(("Outcomes", str(counts.outcomes)))
    return tuple(found)


def funnel(counts: Counts, *, has_evaluation: bool) -> Picture:
    """From what came in to who travels."""
    eligible = counts.received - counts.ineligible
    steps = [("Received", counts.received), ("Eligible", eligible)]
    if has_evaluation:
        steps += [("Evaluated", counts.evaluated), ("Selected", counts.selected)]
    steps += [("Offered a place", counts.offers), ("Confirmed", counts.delegates)]
    if not has_evaluation:
        steps = [one for one in steps if one[0] != "Offered a place"]
    counted = [Counted(label=name, value=value, of=counts.received) for name, value in steps]
    return bars("funnel", "From applications to places", ("Step", "Applications"), counted)


def seats(counts: Counts) -> Picture:
    """Who holds the places."""
    free = max(0, counts.places - counts.delegates - counts.open_offers)
    parts = [
        Counted(label="Confirmed", value=counts.delegates, of=counts.places, kind="done"),
        Counted(label="Offered", value=counts.open_offers, of=counts.places, kind="open"),
        Counted(label="Free", value=free, of=counts.places, kind="free"),
    ]
    return stacked("seats", "Places", ("Place", "Number"), f"{counts.places} places", parts)


def overview_of(
    file: DelegationFile, status: DelegationStatus, ledger: Ledger
) -> dict[str, Any]:  # Any: fields of different types
    """What of the overview stays as it is while somebody looks."""
    rules, group = balance_of(ledger)
    return {
        "dates": trip_dates(file),
        "ahead": () if status.phase in ENDED else dates_ahead(file, status.now),
        "phases": phases_picture(file, ledger.phases, status),
        "balance": tuple(rule_kept(one) for one in rules if one.rule != PLACES),
        "group": group,
    }


def dates_ahead(file: DelegationFile, now: datetime) -> tuple[Ahead, ...]:
    """Everything that will happen of its own accord after `now`, in order."""
    return tuple(_ahead(one, now) for one in dates_of(file) if one.at > now)


def _ahead(one: DateAhead, now: datetime) -> Ahead:
    away = f"in {span_of(one.at - now)}" if one.at - now >= timedelta(hours=1) else "within the hour"
    text = one.text[0].upper() + one.text[1:]
    return Ahead(at=moment(one.at, one.zone), away=away, text=text, is_soon=one.at - now < SOON)


def trip_dates(file: DelegationFile) -> str:
    """`14 May 2017 – 20 May 2017`; where nobody travels, when the call is open."""
    if not file.legs:
        ends = day_of(file.call.last_closes_at, file.call.zone)
        return f"call open {day_of(file.call.opens_at, file.call.zone)} – {ends}"
    return f"{file.starts_on:%-d %b} – {file.ends_on:%-d %b %Y}"


def workflow_address(ui: str, workflow_id: str) -> str:
    """The page of a workflow in the Temporal UI; empty where its address is not known."""
    return f"{ui}/workflows/{quote(workflow_id, safe='')}" if ui else ""
