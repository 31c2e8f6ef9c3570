"""Who opens the evaluation desk, and what is theirs."""

import asyncio
from datetime import datetime
from typing import NamedTuple

from fastapi import HTTPException

from activities.links import EvaluatorLink
from activities.ports import Missing
from activities.saying import Reader, said
from delegation.call import CutOff
from delegation.cut_offs import evaluation_for, is_first
from delegation.decision_letters import moment_of
from delegation.evaluation import Evaluator, Scoresheet
from delegation.evaluation_state import EvaluationView
from delegation.file import DelegationFile
from delegation.link_rules import links_end_at
from delegation.person import Person
from delegation.zoned import zone_named
from portal.client import Legation
from portal.errors import NotFound
from portal.web.desk import Desk
from portal.web.evaluating.rounds import Round, round_of
from portal.web.words import ENGLISH

ENDED = (
    "The delegation has ended, and so has its evaluation. If something is missing, write to its organiser."
)


class Gone(Exception):
    """The address is genuine, and opens nothing any more. Its text says why."""


class Visit(NamedTuple):
    """One evaluator at their desk."""

    token: str
    link: EvaluatorLink
    file: DelegationFile
    person: Person
    rounds: tuple[Round, ...]
    """Those that have begun, the first cut-off first; none before the evaluation is prepared."""

    def round(self, application: str) -> Round:
        """The one in which that application is theirs. Raises HTTPException 404, or Gone."""
        for one in self.rounds:
            if one.has_declared(application):
                raise Gone(
                    f"You declared a conflict of interest with {application}, so somebody else scores it."
                )
            if application in one.asked:
                return one
        raise HTTPException(404)

    def told(self, moment: datetime) -> str:
        """On the organiser's clock, then on the evaluator's own where that shows another time."""
        now = self.rounds[0].now if self.rounds else moment
        today = now.astimezone(zone_named(self.file.organiser.zone)).date()
        return str(said(moment_of(moment, self.file), Reader(self.person, ENGLISH, today)))


async def demand_known(desk: Desk, token: str) -> EvaluatorLink:
    """What the address says, before anything else is looked at. Raises HTTPException 404, or OSError."""
    link = await asyncio.to_thread(desk.links.read_evaluator, token)
    if link is None:
        raise HTTPException(404)
    return link


async def visit_of(desk: Desk, legation: Legation, token: str) -> Visit:
    """Whose desk this is, as it is now. Raises HTTPException 404, Gone, EngineAway or OSError."""
    link = await demand_known(desk, token)
    try:
        file, evaluator, person = await asyncio.to_thread(_addressed, desk, link)
    except Missing:
        raise HTTPException(404) from None
    rounds = await _rounds(legation, file, evaluator.id)
    if any(one.now > links_end_at(file) for one in rounds):
        raise Gone(ENDED)
    return Visit(token, link, file, person, rounds)


def _addressed(desk: Desk, link: EvaluatorLink) -> tuple[DelegationFile, Evaluator, Person]:
    file = desk.register.delegation_file(link.delegation)
    evaluators = file.evaluation.evaluators if file.evaluation else ()
    for one in evaluators:
        if one.id == link.evaluator:
            return file, one, desk.register.person(link.delegation, one.person)
    raise Missing(f"There is no evaluator {link.evaluator!r}.")


async def _rounds(legation: Legation, file: DelegationFile, evaluator: str) -> tuple[Round, ...]:
    """Of every cut-off whose evaluation has begun. Raises Gone where they were relieved of all of them."""
    begun = {one: await _begun(legation, file, one) for one in file.call.cut_offs}
    there = {one: found for one, found in begun.items() if found is not None}
    rounds = [_round(file, evaluator, one, *found) for one, found in there.items()]
    mine = tuple(one for one in rounds if one is not None)
    if there and not mine:
        raise Gone("The organiser has given your applications to other evaluators.")
    return mine


async def _begun(
    legation: Legation, file: DelegationFile, cut_off: CutOff
) -> tuple[EvaluationView, tuple[Scoresheet, ...]] | None:
    """Where its evaluation stands, and every sheet; None while there is none."""
    asked = _asked(file, cut_off)
    try:
        view = await legation.evaluation(file.slug, cut_off=asked)
        held = await legation.score_sheets(file.slug, cut_off=asked)
    except NotFound:
        return None
    return view, held.sheets


def _round(
    file: DelegationFile,
    evaluator: str,
    cut_off: CutOff,
    view: EvaluationView,
    sheets: tuple[Scoresheet, ...],
) -> Round | None:
    """None once they were relieved of it."""
    title = f"Applications by {file.call.closes_at(cut_off):%-d %B %Y}" if len(file.call.cut_offs) > 1 else ""
    rules = evaluation_for(file, cut_off)
    return round_of(evaluator, rules, view, sheets, cut_off=_asked(file, cut_off), title=title)


def _asked(file: DelegationFile, cut_off: CutOff) -> str:
    """As the workflows name it: the first has no name."""
    return "" if is_first(file, cut_off.id) else cut_off.id
