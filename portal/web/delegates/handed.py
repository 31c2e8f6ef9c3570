"""What somebody handed in after acceptance, as the vault keeps it: it passes through no payload."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from activities.keys import papers_key
from activities.ports import Missing
from activities.swapping import current
from delegation.application import Value
from delegation.file import DelegationFile
from delegation.journey import ChecklistItem
from delegation.reading.field_problem import FieldProblem
from delegation.reading.paper_answers import papers_of, read_later_answers
from delegation.reading.room_wishes import Fellow, room_wish, unclear_partner
from delegation.reading.upload_content import Upload
from delegation.rooming import RoomWish
from delegation.status import RosterEntry
from portal.views import LaterAnswers
from portal.web.delegates.todo_steps import ITEM_OF, Handed, StepName, fields_of

if TYPE_CHECKING:
    from activities.ports import DocumentStore
    from portal.client import Legation

DELEGATE = "delegate"
"""How the roster names who has a confirmed place."""
GIVEN = "given"
"""The paper that says when each step was done; erased with the others."""
JSON = "application/json"
_DATES: TypeAdapter[dict[str, AwareDatetime]] = TypeAdapter(dict[str, AwareDatetime])
_PAPER: TypeAdapter[dict[str, Value]] = TypeAdapter(dict[str, Value])


async def handed_of(legation: "Legation", file: DelegationFile, participant: str) -> Handed:
    """Everything handed in so far, as far as it was not erased. Raises OSError when the vault is away."""
    answers = await legation.later_answers(file.slug, participant)
    return await asyncio.to_thread(_handed, legation.store, file, participant, answers)


def _handed(
    store: "DocumentStore", file: DelegationFile, participant: str, later: dict[str, Value]
) -> Handed:
    """Papers count where the answers they were made of are not kept beside them."""
    asked = {field.id for name in StepName for field in fields_of(name, file)}
    answers: dict[str, Value] = {}
    for item in ChecklistItem:
        content = current(store, papers_key(file.slug, participant, item.value))
        answers |= {name: value for name, value in _paper(content).items() if name in asked}
    return Handed(answers={**answers, **later}, at=_dates(store, file.slug, participant))


def _paper(content: bytes | None) -> dict[str, Value]:
    """By field of the form; nothing of a paper that holds something else."""
    try:
        found = _PAPER.validate_json(content) if content is not None else {}
    except ValidationError:
        return {}
    return {name.replace("_", "-"): value for name, value in found.items()}


def _dates(store: "DocumentStore", slug: str, participant: str) -> dict[str, datetime]:
    content = current(store, papers_key(slug, participant, GIVEN))
    return {} if content is None else _DATES.validate_json(content)


def note_given(store: "DocumentStore", slug: str, participant: str, step: str, at: datetime) -> None:
    """Keep that a step was done now; the last time counts."""
    key = papers_key(slug, participant, GIVEN)
    while True:
        before = current(store, key)
        dates = {} if before is None else json.loads(before)
        content = json.dumps({**dates, step: at.isoformat()}, sort_keys=True).encode()
        if store.replace(key, content, JSON, instead_of=before):
            return


async def read_step(
    legation: "Legation",
    file: DelegationFile,
    participant: str,
    name: StepName,
    given: dict[str, object],
    handed: Handed,
) -> tuple[LaterAnswers, list[FieldProblem]]:
    """All answers after acceptance, with those of this step as they are `given` now, and what is wrong here.

    What was answered to this step before is replaced as a whole: a field left empty is empty afterwards.
    """
    own = {field.id for field in fields_of(name, file)}
    others = {one: value for one, value in handed.answers.items() if one not in own}
    application = await legation.application(file.slug, participant)
    known = application.answers if application else {}
    values, problems = read_later_answers(given, file, known, others)
    wrong = [one for one in problems if one.field.removeprefix("answers.") in own]
    missing = tuple(one for one in problems if one.is_missing)
    return LaterAnswers(participant=participant, answers={**others, **values}, missing=missing), wrong


async def keep_step(
    legation: "Legation",
    file: DelegationFile,
    later: LaterAnswers,
    name: StepName,
    done: Sequence[ChecklistItem],
    uploads: Sequence[Upload] = (),
    room: RoomWish | None = None,
) -> None:
    """Into the vault first; then the journey hears which papers are there. `done`: those it knows of.

    Raises Refused, EngineAway or OSError; to do it again does no harm.
    """
    await legation.keep_later(file, later, uploads)
    application = await legation.application(file.slug, later.participant)
    papers = papers_of(file, application.answers if application else {}, later.answers)
    new = {item: paper for item, paper in papers.items() if item is ITEM_OF.get(name) or item not in done}
    if new:
        contents = {item: json.dumps(paper).encode() for item, paper in new.items()}
        await legation.provide(file.slug, later.participant, contents, room=room)


async def wish_of(
    legation: "Legation", slug: str, participant: str, answers: dict[str, Value]
) -> tuple[RoomWish | None, str | None]:
    """The wish for a room, the other person by id alone, and why it is not clear who is meant.

    Only those with a place are looked through: who else applied is nobody's business.
    """
    if room_wish(answers, (), participant) is None:
        return None, None
    going = (one for one in (await legation.roster(slug)).everyone if one.status == DELEGATE)
    fellows = await asyncio.to_thread(_fellows, legation, slug, tuple(going))
    return room_wish(answers, fellows, participant), unclear_partner(answers, fellows, participant)


def _fellows(legation: "Legation", slug: str, going: Sequence[RosterEntry]) -> tuple[Fellow, ...]:
    return tuple(
        Fellow(
            participant=one.participant,
            name=_name(legation, slug, one.participant),
            organisation=one.organisation,
        )
        for one in going
    )


def _name(legation: "Legation", slug: str, participant: str) -> str:
    try:
        return legation.register.person(slug, participant).name
    except Missing:
        return ""
