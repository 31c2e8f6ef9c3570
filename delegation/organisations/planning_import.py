"""Planning an import: each row compared with what is known, and what is decided of it carried out in mind."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import AwareDatetime, ValidationError

from delegation.fact import Fact
from delegation.organisations.comparing import (
    OLDER,
    changes_of,
    is_older,
    nobody,
    reason_of,
    refused,
    remedy_for,
    wanted_of,
    without_erased,
    worded,
)
from delegation.organisations.identity import Found, found_for, new_id
from delegation.organisations.import_plan import (
    Decisions,
    Do,
    FieldChange,
    Outcome,
    RowDecision,
    RowOutcome,
)
from delegation.organisations.matching import Directory
from delegation.organisations.platform_mapping import PlatformMapping
from delegation.organisations.profile import (
    Known,
    Origin,
    with_origins,
    with_values,
)
from delegation.organisations.record_reading import Draft


class Occasion(Fact):
    """From where and when values are taken."""

    at: AwareDatetime
    sha256: str = ""


@dataclass(slots=True)
class Planned:
    """The rows, and what would be kept: the new version of each organisation that would change."""

    rows: list[RowOutcome] = field(default_factory=list)
    versions: dict[str, Known] = field(default_factory=dict)


def plan_import(
    drafts: Iterable[Draft],
    known: Iterable[Known],
    mapping: PlatformMapping,
    occasion: Occasion,
    *,
    accept: Collection[Outcome] = (),
    decisions: Decisions | None = None,
) -> Planned:
    """What each row would do, in their order. Nothing is taken that is not accepted or decided."""
    planner = _Planner(known, mapping, occasion, accept)
    decided = {one.row: one for one in decisions.decisions} if decisions else {}
    for draft in drafts:
        planner.plan(draft, decided.pop(draft.row, None))
    for row, decision in sorted(decided.items()):
        planner.planned.rows.append(_without_row(row, decision))
    return planner.planned


def _without_row(row: int, decision: RowDecision) -> RowOutcome:
    reason = "There is a decision about this row, but the file has no such row."
    return RowOutcome(
        row=row, outcome=Outcome.REFUSED, reason=reason, remedy="Correct the row.", decided=decision.do.value
    )


class _Planner:
    """The organisations as they would be after the rows so far."""

    def __init__(
        self,
        known: Iterable[Known],
        mapping: PlatformMapping,
        occasion: Occasion,
        accept: Collection[Outcome],
    ) -> None:
        self.planned = Planned()
        self._stored = {one.profile.id: one for one in known}
        self._directory = Directory(one.profile for one in self._stored.values())
        self._mapping, self._occasion, self._accept = mapping, occasion, accept
        self._ahead: dict[str, Known] = {}
        """What the file brings anew, accepted or not."""
        self._origins: dict[str, Origin] = {}
        self._rows: dict[str, int] = {}
        """The row each organisation was first met in."""

    def plan(self, draft: Draft, decision: RowDecision | None) -> None:
        outcome = self._planned(draft, decision)
        remarks = (*draft.remarks, *outcome.remarks)
        told = decision.do.value if decision else ""
        self.planned.rows.append(
            outcome.model_copy(update={"name": draft.name, "remarks": remarks, "decided": told})
        )

    def _planned(self, draft: Draft, decision: RowDecision | None) -> RowOutcome:
        if draft.problem:
            return refused(draft, draft.problem, draft.remedy)
        if decision and decision.do is Do.NEW:
            return self._new(draft, is_taken=True)
        if decision and decision.organisation is not None:
            return self._same_as(draft, decision, decision.organisation)
        return self._merged_away(draft) or self._looked_up(draft, decision)

    def _merged_away(self, draft: Draft) -> RowOutcome | None:
        platform = self._mapping.platform
        named = draft.platform_id(platform)
        if not self._directory.was_merged(platform, named):
            return None
        kept = self._directory.on_platform(platform, named)
        remark = f"It was merged into {kept}; nothing is taken from this row."
        return RowOutcome(row=draft.row, outcome=Outcome.SAME, organisation=kept, remarks=(remark,))

    def _looked_up(self, draft: Draft, decision: RowDecision | None) -> RowOutcome:
        found = found_for(draft, self._directory, self._mapping)
        if found.reason and not (found.contradicts and decision and decision.do is Do.TAKE):
            return self._unsure(draft, found)
        if found.organisation:
            return self._known(draft, found.organisation, decision)
        wanted = decision.do is not Do.KEEP if decision else Outcome.NEW in self._accept
        return self._new(draft, is_taken=wanted)

    def _unsure(self, draft: Draft, found: Found) -> RowOutcome:
        outcome = Outcome.CONFLICT if found.contradicts else Outcome.DUPLICATE
        row = next(
            (self._rows[one.organisation] for one in found.proposals if one.organisation in self._rows), 0
        )
        before = f" (row {row} of this file)" if row else ""
        remedy = "Decide: 'same-as' with its id, or 'new' if it is another."
        if found.contradicts:
            remedy = "Decide: 'take' for the first of the two, 'same-as' with the id of the other, or 'new'."
        return RowOutcome(
            row=draft.row,
            outcome=outcome,
            organisation=found.organisation,
            reason=f"{found.reason}{before}.",
            remedy=remedy,
            proposals=found.proposals,
        )

    def _same_as(self, draft: Draft, decision: RowDecision, organisation: str) -> RowOutcome:
        if organisation not in self._directory:
            reason = f"There is no organisation {organisation!r}."
            return refused(draft, reason, "Correct the decision about this row.")
        known = self._directory.profile(organisation).id
        if known in self._ahead and known not in self.planned.versions:
            reason = f"Row {self._rows[known]}, which brings {known}, is not accepted."
            return refused(draft, reason, "Accept that row too.")
        return self._known(draft, known, decision)

    def _new(self, draft: Draft, *, is_taken: bool) -> RowOutcome:
        named = new_id(draft, self._directory, self._mapping)
        try:
            made = self._taken(nobody(named, draft), draft.values)
        except ValidationError as error:
            return refused(draft, *worded(error))
        self._directory.add(made.profile)
        self._rows[named] = draft.row
        self._ahead[named] = made
        if is_taken:
            self.planned.versions[named] = made
        return RowOutcome(row=draft.row, outcome=Outcome.NEW, organisation=named, applied=is_taken)

    def _known(self, draft: Draft, organisation: str, decision: RowDecision | None) -> RowOutcome:
        now = self._now(organisation)
        values, remarks = without_erased(draft.values, now)
        changes = changes_of(now, values, self._mapping.platform)
        first = self._rows.setdefault(organisation, draft.row)
        if not changes:
            return self._nothing_changed(draft, organisation, first, remarks)
        if first != draft.row and not decision:
            reason = f"Row {first} is about the same organisation and says something else."
            remedy = "Keep one of the rows, or decide: 'take' for this one."
            return RowOutcome(
                row=draft.row,
                outcome=Outcome.DUPLICATE,
                organisation=organisation,
                changes=changes,
                reason=reason,
                remedy=remedy,
                remarks=remarks,
            )
        older = is_older(values.get(f"link.{self._mapping.platform}"), now)
        outcome = Outcome.CONFLICT if older else self._weighed(changes)
        wanted = wanted_of(values, changes, decision, accepted=outcome in self._accept)
        if wanted:
            try:
                made = self._taken(now, wanted)
            except ValidationError as error:
                return refused(draft, *worded(error))
            self.planned.versions[organisation] = made
        return RowOutcome(
            row=draft.row,
            outcome=outcome,
            organisation=organisation,
            changes=changes,
            reason=OLDER if older else reason_of(outcome, changes),
            remedy="" if wanted or decision else remedy_for(outcome),
            remarks=remarks,
            applied=bool(wanted),
        )

    def _nothing_changed(
        self, draft: Draft, organisation: str, first: int, remarks: tuple[str, ...]
    ) -> RowOutcome:
        stored = self._stored.get(organisation)
        if first == draft.row or (stored and not changes_of(stored, draft.values, self._mapping.platform)):
            return RowOutcome(row=draft.row, outcome=Outcome.SAME, organisation=organisation, remarks=remarks)
        reason = f"Row {first} says the same."
        return RowOutcome(
            row=draft.row,
            outcome=Outcome.DUPLICATE,
            organisation=organisation,
            reason=reason,
            remedy="Nothing need be done.",
            remarks=remarks,
        )

    def _now(self, organisation: str) -> Known:
        found = self.planned.versions.get(organisation) or self._ahead.get(organisation)
        return found or self._stored[organisation]

    def _weighed(self, changes: tuple[FieldChange, ...]) -> Outcome:
        ours = self._mapping.platform
        against = any(one.old and one.said_by not in (ours, "") for one in changes)
        return Outcome.CONFLICT if against else Outcome.CHANGED

    def _taken(self, now: Known, values: Mapping[str, object]) -> Known:
        """The next version, told where the new values are from. Raises ValidationError."""
        made = with_values(now, values)
        stored = self._stored.get(now.profile.id)
        origins = {name: self._origin(name) for name in values}
        version = stored.profile.version + 1 if stored else 1
        profile = with_origins(made.profile, origins).model_copy(update={"version": version})
        return made.model_copy(update={"profile": profile})

    def _origin(self, field: str) -> Origin:
        """One for all rows: there are many."""
        if field not in self._origins:
            self._origins[field] = Origin(
                field=field,
                platform=self._mapping.platform,
                imported_at=self._occasion.at,
                sha256=self._occasion.sha256,
            )
        return self._origins[field]
