"""The selection for a panel: who is in and why, what a change would lead to, and what is decided."""

import hashlib
from collections.abc import Mapping, Sequence

from delegation.application import ApplicationStatus
from delegation.audit import changes_in
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.panel import Adjustment
from delegation.selecting.balance import RuleCheck
from delegation.selecting.clash import PINNED
from delegation.selecting.selection import Decision, Selection
from delegation.selecting.way_out import GivesWay
from delegation.selecting.what_if import Move, WhatIf
from delegation.status import Roster, RosterEntry, Task
from portal.foresight import LetterAhead, decision_letters
from portal.show import moment, points, word
from portal.web.organising.applications_page_list import kind_of
from portal.web.organising.bar import DeskPage
from portal.web.organising.board_balance import RuleKept, rule_kept
from portal.web.organising.selection_page_typed import TrialForm

MOST_ROWS = 400
PINNED_TEXT = "Those who are taken in any case, by recorded decisions."
SELECTED = ApplicationStatus.SELECTED


class DecisionRow(Fact):
    """One application in the proposal."""

    id: str
    organisation: str
    country: str
    status: str
    kind: str
    points: str
    rank: str
    missing: str
    reasons: tuple[str, ...]


class MoveRow(Fact):
    """One application that would stand elsewhere."""

    id: str
    organisation: str
    country: str
    before: str
    after: str
    way: str
    """`in`, `out`, or empty where only the rank or the reserve list is concerned."""
    points: str
    reasons: tuple[str, ...]


class RuleMove(Fact):
    text: str
    before: str
    after: str


class Clash(Fact):
    """Rules that no group keeps together, and what would have to give way."""

    rules: tuple[str, ...]
    way_out: tuple[str, ...]


class Effect(Fact):
    """What a change would lead to."""

    changes: tuple[str, ...]
    cost: str = ""
    came_in: int = 0
    went_out: int = 0
    moves: tuple[MoveRow, ...] = ()
    rules: tuple[RuleMove, ...] = ()
    clash: Clash | None = None

    @property
    def is_possible(self) -> bool:
        return self.clash is None


class Proposal(Fact):
    """The selection as it stands."""

    seen: str
    """Stands for exactly this selection: a decision names it, so that nobody decides on another one."""
    selected: tuple[DecisionRow, ...]
    reserve: tuple[DecisionRow, ...]
    others: tuple[DecisionRow, ...]
    left_out: int = 0
    """How many of the others are not shown."""
    rules: tuple[RuleKept, ...]
    total: str
    proof: str
    clash: Clash | None = None


class SelectionPage(DeskPage):
    """The facts of `templates/portal/desk/selection.html`."""

    slug: str
    waits_for: str = ""
    """Why there is no selection yet; empty if there is one."""
    proposal: Proposal | None = None
    state: str = ""
    """What happens with it: `decide`, `publish` or `published`."""
    said: str = ""
    history: tuple[tuple[str, str, str, str], ...] = ()
    """When, what, by whom, and why."""
    form: TrialForm | None = None
    effect: Effect | None = None
    query: str = ""
    """Of the trial, for keeping it."""
    problem: str = ""


class LetterCount(Fact):
    letter: str
    number: int
    recipients: tuple[str, ...]


class ConfirmPage(DeskPage):
    """The facts of `templates/portal/desk/selection-confirm.html`."""

    slug: str
    deed: str
    """`adjust`, `decide` or `publish`."""
    seen: str
    sent_at: str = ""
    letters: tuple[LetterCount, ...] = ()
    effect: Effect | None = None
    kept: tuple[tuple[str, str], ...] = ()
    """Fields of the trial that go along."""
    reason: str = ""
    problem: str = ""


class Names:
    """Organisations and countries by the ids of applications."""

    def __init__(self, roster: Roster) -> None:
        self._entries: Mapping[str, RosterEntry] = {one.participant: one for one in roster.entries}

    def organisation(self, id_: str) -> str:
        return self._entries[id_].organisation if id_ in self._entries else ""

    def country(self, id_: str) -> str:
        return self._entries[id_].country if id_ in self._entries else ""


def proposal_of(selection: Selection, names: Names) -> Proposal:
    rows = {
        status: [one for one in selection.decisions if one.status is status] for status in ApplicationStatus
    }
    others = [one for one in selection.decisions if one.status not in (SELECTED, ApplicationStatus.RESERVE)]
    return Proposal(
        seen=fingerprint(selection),
        selected=_rows(rows[SELECTED], names),
        reserve=_rows(rows[ApplicationStatus.RESERVE], names),
        others=_rows(others[:MOST_ROWS], names),
        left_out=max(0, len(others) - MOST_ROWS),
        rules=tuple(rule_kept(one) for one in selection.rules),
        total=points(selection.objective) or "",
        proof=_proof(selection),
        clash=_clash(selection),
    )


def fingerprint(selection: Selection) -> str:
    """16 hexadecimal digits that stand for this selection and no other."""
    return hashlib.sha256(selection.model_dump_json().encode()).hexdigest()[:16]


def effect_of(tried: WhatIf, adjustment: Adjustment, names: Names) -> Effect:
    changes = tuple(changes_in(adjustment))
    if not tried.is_possible:
        return Effect(changes=changes, clash=_clash(tried.after))
    reasons = {one.participant: one.reasons for one in tried.after.decisions}
    return Effect(
        changes=changes,
        cost=cost_said(tried.cost),
        came_in=len(tried.came_in),
        went_out=len(tried.went_out),
        moves=tuple(_move(one, names, reasons.get(one.participant, ())) for one in tried.moves[:MOST_ROWS]),
        rules=tuple(
            RuleMove(text=one.text, before=_came_out(one.before), after=_came_out(one.after))
            for one in tried.rules
        ),
    )


def cost_said(cost: int | None) -> str:
    if cost is None:
        return ""
    if cost == 0:
        return "It costs no points."
    return f"It costs {points(cost)} points." if cost > 0 else f"It gains {points(-cost)} points."


def state_of(tasks: Sequence[Task], *, is_published: bool) -> str:
    """What can be done with the selection now: `decide`, `publish`, `published` or nothing."""
    waiting = {one.id for one in tasks}
    found = next((deed for deed in ("decide", "publish") if deed in waiting), "")
    return found or ("published" if is_published else "")


def letters_counted(selection: Selection) -> tuple[LetterCount, ...]:
    """How many letters of which kind a published selection sends, and to whom."""
    by_kind: dict[str, list[LetterAhead]] = {}
    for one in decision_letters(selection):
        by_kind.setdefault(one.letter.value, []).append(one)
    return tuple(
        LetterCount(
            letter=name.replace("-", " ").capitalize(),
            number=len(found),
            recipients=tuple(one.recipient for one in found[:MOST_ROWS]),
        )
        for name, found in by_kind.items()
    )


def waits_for(file: DelegationFile) -> str:
    rules = file.evaluation_rules
    return f"The selection is solved when the panel meets, on {moment(rules.panel_at, rules.zone)}."


def _rows(decisions: Sequence[Decision], names: Names) -> tuple[DecisionRow, ...]:
    return tuple(
        DecisionRow(
            id=one.participant,
            organisation=names.organisation(one.participant),
            country=names.country(one.participant),
            status=word(one.status),
            kind=kind_of(one.status),
            points=points(one.score) or "",
            rank=str(one.rank or ""),
            missing=points(one.points_missing) or "",
            reasons=one.reasons,
        )
        for one in decisions
    )


def _move(one: Move, names: Names, reasons: tuple[str, ...]) -> MoveRow:
    was, comes = one.before is SELECTED, one.after is SELECTED
    now = points(one.score_after) or ""
    before = points(one.score_before) or ""
    return MoveRow(
        id=one.participant,
        organisation=names.organisation(one.participant),
        country=names.country(one.participant),
        before=_place(one.before, one.rank_before),
        after=_place(one.after, one.rank_after),
        way="in" if comes and not was else "out" if was and not comes else "",
        points=now if now == before else f"{before} → {now}",
        reasons=reasons,
    )


def _place(status: ApplicationStatus | None, rank: int | None) -> str:
    """`reserve 3`, `not selected`."""
    if status is None:
        return "–"
    return f"{word(status)} {rank}" if rank else word(status)


def _came_out(check: RuleCheck | None) -> str:
    return check.detail if check else "no such rule"


def _proof(selection: Selection) -> str:
    if selection.is_optimal:
        return "No permitted group has more."
    return f"Not proven best: at most {points(selection.bound)} are possible."


def _clash(selection: Selection) -> Clash | None:
    if not selection.clash:
        return None
    texts = {**{one.rule: one.text for one in selection.rules}, PINNED: PINNED_TEXT}
    return Clash(
        rules=tuple(texts.get(name, name) for name in selection.clash),
        way_out=tuple(_step(one) for one in selection.way_out),
    )


def _step(one: GivesWay) -> str:
    about = f" for {one.value}" if one.value else ""
    stated = one.high if one.high is not None else one.low
    return f"{one.text.rstrip('.')}{about}: {one.would_do} in place of {stated}"
