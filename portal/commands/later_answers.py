"""What is asked after acceptance: passport, room, diet, consents, and whatever else the form asks then."""

from typing import TYPE_CHECKING

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Participant, TypedFile

if TYPE_CHECKING:
    from delegation.file import DelegationFile
    from delegation.journey import ChecklistItem
    from delegation.reading.paper_answers import Paper
    from portal.client import Legation
    from portal.typed_files import TypedForm
    from portal.views import LaterAnswers


async def provide(
    slug: Delegation,
    participant: Participant,
    file: TypedFile,
    /,
    *,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Hand in for a delegate what the form asks after acceptance, all at once or bit by bit.

    The file holds `answers` by field, in YAML or JSON. They go to the vault only. What is asked for the
    trip is erased with the travel papers, what is asked after it is kept.

    Example: `./legation applications provide usa-2017 A-17 a-17-papers.yaml`
    """
    from portal.show import say
    from portal.typed_files import typed_form

    legation = await connect()
    opened = await legation.file(slug)
    await _demand_place(legation, slug, participant)
    form = typed_form(file, opened)
    later = await legation.read_later(opened, participant, form)
    if not dry_run:
        await _hand_in(legation, opened, later, form)
    say(*await _said(legation, opened, later, done=not dry_run))


async def _demand_place(legation: "Legation", slug: str, participant: str) -> None:
    """Raises Refused for who was not offered a place, or did not take it."""
    from delegation.journey_rules import travels
    from portal.errors import Refused

    if not travels((await legation.journey(slug, participant)).state):
        raise Refused(f"{participant} holds no confirmed place; these answers are asked afterwards.")


async def _hand_in(
    legation: "Legation", file: "DelegationFile", later: "LaterAnswers", form: "TypedForm"
) -> None:
    """Into the vault first; then the journey hears which papers are there."""
    import json

    from portal.room_calls import wish_for_a_room

    await legation.keep_later(file, later, form.uploads)
    papers = await _papers(legation, file, later)
    if papers:
        contents = {item: json.dumps(paper).encode() for item, paper in papers.items()}
        room, _ = await wish_for_a_room(legation, file.slug, later.participant, later.answers)
        await legation.provide(file.slug, later.participant, contents, room=room)


async def _papers(
    legation: "Legation", file: "DelegationFile", later: "LaterAnswers"
) -> "dict[ChecklistItem, Paper]":
    from delegation.reading.paper_answers import papers_of

    application = await legation.application(file.slug, later.participant)
    return papers_of(file, application.answers if application else {}, later.answers)


async def _said(
    legation: "Legation", file: "DelegationFile", later: "LaterAnswers", *, done: bool
) -> list[str]:
    from delegation.reading.drafts import named_missing
    from portal.room_calls import wish_for_a_room

    papers = ", ".join(item.value for item in await _papers(legation, file, later)) or "no paper yet"
    verb = "are kept" if done else "would be kept"
    said = [f"The answers of {later.participant} {verb}; complete: {papers}."]
    missing = [named_missing(later.missing, file)] if later.missing else []
    _, unclear = await wish_for_a_room(legation, file.slug, later.participant, later.answers)
    return [*said, *missing, *filter(None, (unclear,)), *(() if done else ("Nothing was done.",))]
