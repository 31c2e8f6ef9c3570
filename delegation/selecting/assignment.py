"""Who evaluates which application: evenly, and never with a conflict of interest."""

from collections import Counter
from collections.abc import Sequence

from delegation.application import Applied, Facts
from delegation.evaluation import Evaluation, Evaluator, Scoresheet
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.selecting.balancing import Choice, evened_out
from delegation.selecting.scoring import spread_of, third_opinion_spread


class Assigned(Fact):
    """The evaluators of one application."""

    application: ParticipantId
    evaluators: tuple[ItemId, ...]
    conflicted: tuple[ItemId, ...] = ()
    """Who must not see it: the same organisation, or one they declared."""
    note: str = ""
    """Where the published rule could not be kept in full, a sentence for the organiser."""
    is_third_asked: bool = False
    """Whether a further evaluator was looked for because two totals lay far apart; that happens once."""
    third: ItemId | None = None
    """Whom that is, if somebody was left."""


class Assignment(Fact):
    """Who scores what, in the order of the applications' ids."""

    assigned: tuple[Assigned, ...] = ()

    def of(self, application: str) -> Assigned | None:
        return next((one for one in self.assigned if one.application == application), None)

    def load(self) -> Counter[str]:
        """Applications per evaluator."""
        return Counter(evaluator for one in self.assigned for evaluator in one.evaluators)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(one.note for one in self.assigned if one.note)

    def with_third_opinions(self, further: Sequence[Assigned]) -> "Assignment":
        """The assignment after further evaluators were asked where two totals lay far apart."""
        marked = (
            one.model_copy(update={"is_third_asked": True, "third": next(iter(one.evaluators), None)})
            for one in further
        )
        return self.with_further(tuple(marked))

    def with_further(self, further: Sequence[Assigned]) -> "Assignment":
        """The assignment after further evaluators were asked, or for further applications."""
        known = {one.application: one for one in self.assigned}
        for one in further:
            known[one.application] = _joined(known.get(one.application), one)
        return Assignment(assigned=tuple(known[name] for name in sorted(known)))

    def without(self, evaluator: str, applications: Sequence[str]) -> "Assignment":
        """The assignment after these were taken from an evaluator."""
        return Assignment(
            assigned=tuple(
                _relieved(one, evaluator) if one.application in applications else one for one in self.assigned
            )
        )

    def with_conflict(self, evaluator: str, application: str) -> "Assignment":
        """The assignment after an evaluator declared a conflict of interest: taken away, and never theirs."""
        taken = self.without(evaluator, (application,))
        return Assignment(
            assigned=tuple(
                one.model_copy(update={"conflicted": tuple(sorted({*one.conflicted, evaluator}))})
                if one.application == application
                else one
                for one in taken.assigned
            )
        )


def _joined(one: Assigned | None, further: Assigned) -> Assigned:
    if one is None:
        return further
    return one.model_copy(
        update={
            "evaluators": (*one.evaluators, *further.evaluators),
            "note": " ".join(filter(None, (one.note, further.note))),
            "is_third_asked": one.is_third_asked or further.is_third_asked,
            "third": further.third or one.third,
        }
    )


def _relieved(one: Assigned, evaluator: str) -> Assigned:
    return one.model_copy(
        update={
            "evaluators": tuple(name for name in one.evaluators if name != evaluator),
            "third": None if one.third == evaluator else one.third,
        }
    )


def assign_evaluators(applications: Sequence[Applied], evaluation: Evaluation) -> Assignment:
    """Give every application its evaluators, so that all evaluators have as equal a load as can be.

    Nobody scores an application of their own or a declared organisation or region. Nobody scores one of
    their own country, unless too few others are left: then that is said in the application's note. Equal
    loads go to the evaluator named first, so the result does not depend on the order in which
    applications arrived here.
    """
    ordered = sorted(applications, key=lambda applied: applied.participant)
    choices = [_choice(applied.facts, evaluation, evaluation.score_sheets) for applied in ordered]
    order = [evaluator.id for evaluator in evaluation.evaluators]
    chosen = evened_out(choices, order)
    pairs = zip(ordered, chosen, strict=True)
    return Assignment(
        assigned=tuple(_assigned(applied, evaluators, evaluation) for applied, evaluators in pairs)
    )


def third_opinion(
    applications: Sequence[Applied],
    assignment: Assignment,
    sheets: Sequence[Scoresheet],
    evaluation: Evaluation,
) -> tuple[Assigned, ...]:
    """Which applications need a further evaluator, and whom: the least loaded without a conflict.

    A further one is asked once, when all sheets of an application are there and two of its totals
    lie further apart than `third_opinion_spread`. Where nobody is left, `evaluators` is empty and
    the note says so.
    """
    facts = {applied.participant: applied.facts for applied in applications}
    load = assignment.load()
    further = []
    for one in assignment.assigned:
        if one.application in facts and _opinions_differ(one, sheets, evaluation):
            asked = _further(one, facts[one.application], load, evaluation)
            load.update(asked.evaluators)
            further.append(asked)
    return tuple(further)


def _opinions_differ(one: Assigned, sheets: Sequence[Scoresheet], evaluation: Evaluation) -> bool:
    held = [s for s in sheets if s.application == one.application and s.evaluator in one.evaluators]
    is_complete = len({sheet.evaluator for sheet in held}) == len(one.evaluators)
    if not is_complete or one.is_third_asked or len(one.evaluators) > evaluation.score_sheets:
        return False
    return spread_of(held, evaluation) > third_opinion_spread(evaluation)


def _further(one: Assigned, facts: Facts, load: Counter[str], evaluation: Evaluation) -> Assigned:
    order = {evaluator.id: place for place, evaluator in enumerate(evaluation.evaluators)}
    choice = _choice(facts, evaluation, 1, besides=(*one.evaluators, *one.conflicted))
    candidates = choice.fixed + choice.open
    chosen = min(candidates, key=lambda evaluator: (load[evaluator], order[evaluator]), default=None)
    evaluators = () if chosen is None else (chosen,)
    note = _note(one.application, facts, evaluators, evaluation, 1)
    return Assigned(application=one.application, evaluators=evaluators, conflicted=one.conflicted, note=note)


def replacements(
    wanted: Sequence[Applied], assignment: Assignment, evaluation: Evaluation, besides: Sequence[str] = ()
) -> tuple[Assigned, ...]:
    """Who scores applications that lost an evaluator, or that came late: evenly, and without conflicts.

    Each is given as many as are missing to `score_sheets`, or to what it has with a third opinion; those
    named in `besides` are not asked. Who has the fewest applications comes first. An application for which
    nobody is left comes back without evaluators, and its note says so.
    """
    ordered = sorted(wanted, key=lambda applied: applied.participant)
    load = assignment.load()
    held = [Choice(fixed=(name,), open=(), needed=0) for name in sorted(load) for _ in range(load[name])]
    known = {one.application: one for one in assignment.assigned}
    choices = [_missing(one, known.get(one.participant), evaluation, besides) for one in ordered]
    order = [evaluator.id for evaluator in evaluation.evaluators]
    chosen = evened_out([*held, *choices], order)[len(held) :]
    return tuple(
        _replacement(applied, known.get(applied.participant), evaluators, evaluation)
        for applied, evaluators in zip(ordered, chosen, strict=True)
    )


def _missing(
    applied: Applied, one: Assigned | None, evaluation: Evaluation, besides: Sequence[str]
) -> Choice:
    before = one or Assigned(application=applied.participant, evaluators=())
    wanted = evaluation.score_sheets + before.is_third_asked
    needed = max(wanted - len(before.evaluators), 0)
    return _choice(applied.facts, evaluation, needed, (*besides, *before.evaluators, *before.conflicted))


def _replacement(
    applied: Applied, one: Assigned | None, evaluators: tuple[str, ...], evaluation: Evaluation
) -> Assigned:
    if one is None:
        return _assigned(applied, evaluators, evaluation)
    wanted = evaluation.score_sheets + one.is_third_asked - len(one.evaluators)
    note = _note(applied.participant, applied.facts, evaluators, evaluation, wanted)
    return Assigned(application=one.application, evaluators=evaluators, note=note)


def has_conflict(evaluator: Evaluator, facts: Facts, region_field: str | None = None) -> bool:
    """Whether the application is from the evaluator's own organisation, or one or a region they declared."""
    avoided = {_plain(name) for name in (evaluator.organisation, *evaluator.declared_conflicts)} - {""}
    regions = {_plain(name) for name in evaluator.regions} - {""}
    answered = facts.values_of(region_field) if region_field else ()
    return _plain(facts.organisation) in avoided or any(_plain(one) in regions for one in answered)


def is_compatriot(evaluator: Evaluator, facts: Facts) -> bool:
    return bool(evaluator.country) and _plain(evaluator.country) == _plain(facts.country)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _choice(facts: Facts, evaluation: Evaluation, needed: int, besides: Sequence[str] = ()) -> Choice:
    """Who may score: those from other countries first, compatriots only for what is then missing."""
    region = evaluation.region_field
    free = [e for e in evaluation.evaluators if e.id not in besides and not has_conflict(e, facts, region)]
    others = tuple(e.id for e in free if not is_compatriot(e, facts))
    if len(others) >= needed:
        return Choice(fixed=(), open=others, needed=needed)
    compatriots = tuple(e.id for e in free if is_compatriot(e, facts))
    return Choice(fixed=others, open=compatriots, needed=min(needed - len(others), len(compatriots)))


def _assigned(applied: Applied, evaluators: tuple[str, ...], evaluation: Evaluation) -> Assigned:
    facts = applied.facts
    return Assigned(
        application=applied.participant,
        evaluators=evaluators,
        conflicted=tuple(
            e.id for e in evaluation.evaluators if has_conflict(e, facts, evaluation.region_field)
        ),
        note=_note(applied.participant, facts, evaluators, evaluation, evaluation.score_sheets),
    )


def _note(
    application: str, facts: Facts, evaluators: tuple[str, ...], evaluation: Evaluation, needed: int
) -> str:
    by_id = {evaluator.id: evaluator for evaluator in evaluation.evaluators}
    compatriots = [name for name in evaluators if is_compatriot(by_id[name], facts)]
    notes = []
    if compatriots:
        notes.append(
            f"{application}: too few evaluators from outside {facts.country} are free of conflicts, "
            f"so one of the same country is asked: {', '.join(compatriots)}."
        )
    if len(evaluators) < needed:
        notes.append(
            f"{application}: {len(evaluators)} of {needed} evaluators found; all others have a conflict of "
            "interest or are asked already. Name another evaluator."
        )
    return " ".join(notes)
