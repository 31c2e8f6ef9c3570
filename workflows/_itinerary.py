"""The itinerary: papers and wishes are collected, the programme is planned, published and documented."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.documents import DocumentOrder
    from activities.planning import Planned, PlanningActivities, PlanOrder
    from activities.versions import Occasion
    from delegation.change import Effect
    from delegation.correspondence import agenda, at_home, changes_of, reserve_lists, wishes_facts
    from delegation.document import DocumentKind, DocumentRef
    from delegation.host_rules import host_wishes
    from delegation.itinerary import Itinerary
    from delegation.journey import ChecklistItem
    from delegation.letter import FactValue, Letter, LetterName
    from delegation.meeting import Wishes
    from delegation.news import ItineraryPublished
    from delegation.planning.plan import Wishing
    from delegation.registering import passed_on_until
    from delegation.request_rules import group_of
    from delegation.selecting.promotion import needs_visa
    from workflows._options import SOLVE

from workflows._dates import Due, go_through
from workflows._desk import Desk
from workflows._documents import documents_of, refresh_documents
from workflows._guest_lists import guest_list_steps
from workflows._hosts import host_dates, publish_to_hosts, tell_hosts_early
from workflows._offers import close_reserve
from workflows._requests import request_dates, told_of_requests
from workflows._versions import keep_version

REMIND_OF_PAPERS = timedelta(days=3)
"""Before the date by which travel papers are due."""


async def prepare_itinerary(desk: Desk) -> None:
    """Go through the dates of the preparation in their order."""
    await go_through(desk, _dates(desk))


def _dates(desk: Desk) -> list[Due]:
    file = desk.file
    dates: list[Due] = [
        (file.itinerary_rules.preliminary_at, "Preliminary programme", publish_preliminary),
        (file.itinerary_rules.final_at, "Final programme", publish_final),
    ]
    if file.offers is not None:
        dates.append((file.offers.replacement_ends_at, "Replacement window ends", close_reserve))
    if file.registration is not None and file.registration.reserve:
        dates.append((passed_on_until(file) or file.starts_at, "Places are passed on until", close_reserve))
    dates += _paper_dates(desk)
    dates += host_dates(desk)
    dates += request_dates(desk)
    dates += [one for one in guest_list_steps(desk) if one[0] < file.starts_at]
    if (meetings := file.first_meetings) is not None:
        dates.append((meetings.wishes_open_at, "Meeting wishes open", ask_for_wishes))
        dates.append((meetings.wishes_close_at, "Meeting wishes close", collect_wishes))
    return dates


def _paper_dates(desk: Desk) -> list[Due]:
    """Travel papers are asked for only where the file says by when."""
    papers, dates = desk.file.documents, list[Due]()
    if papers.passport_due is not None:
        due = desk.file.at(papers.passport_due)
        dates.append((due - REMIND_OF_PAPERS, "Reminder of travel papers", remind_of_papers))
        dates.append((due, "Travel papers are due", note_missing_papers))
    if papers.visa_letters is not None:
        dates.append((desk.file.at(papers.visa_letters), "Visa letters", send_visa_letters))
    return dates


# --- papers ----------------------------------------------------------------------------------------


async def remind_of_papers(desk: Desk) -> None:
    """Write only to those whose papers are incomplete."""
    if (local := desk.file.documents.passport_due) is None:
        return
    due = at_home(desk.file.at(local), desk.file)
    letters = [
        Letter(
            name=LetterName.CHECKLIST_REMINDER,
            recipient=participant,
            facts={"missing": missing, "due": due, "checklist_url": ""},
        )
        for participant, missing in await _missing_papers(desk)
    ]
    await desk.write(letters, "Travel papers missing")


async def note_missing_papers(desk: Desk) -> None:
    for participant, missing in await _missing_papers(desk):
        desk.note_task(f"papers-{participant}", f"{participant} has not handed in: {', '.join(missing)}")


async def _missing_papers(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    asked = await desk.ask(desk.state.delegates, "Who handed in travel papers")
    missing = []
    for record in asked.records:
        lacking = tuple(PAPER_NAMES[item] for item in ChecklistItem if item not in record.answers.provided)
        if lacking:
            missing.append((record.participant, lacking))
    return missing


PAPER_NAMES = {
    ChecklistItem.PASSPORT: "passport data",
    ChecklistItem.ROOM: "room wishes",
    ChecklistItem.DIET: "diet",
    ChecklistItem.CONSENT: "consent to be listed",
}


async def send_visa_letters(desk: Desk) -> None:
    """Invitation letters for those who need a visa; who gave no passport data becomes a task."""
    need = [
        participant
        for participant in desk.state.delegates
        if (applied := desk.applied(participant)) and needs_visa(applied.facts, desk.file.offer_rules)
    ]
    if not need:
        return
    order = _order(desk, DocumentKind.VISA_INVITATION, need)
    made = await desk.make(order, f"{len(need)} visa invitation letters")
    for participant in made.left_out:
        desk.note_task(f"visa-{participant}", f"{participant} needs a visa letter but gave no passport data")
    letters = [
        Letter(name=LetterName.VISA_INVITATION, recipient=ref.participant, attachments=(ref,))
        for ref in made.documents
        if ref.participant is not None
    ]
    await desk.write(letters, "Visa invitation letters")


# --- wishes ----------------------------------------------------------------------------------------


async def ask_for_wishes(desk: Desk) -> None:
    facts = wishes_facts(desk.file)
    letters = [
        Letter(name=LetterName.WISHES_OPEN, recipient=participant, facts=facts)
        for participant in desk.state.delegates
    ]
    await desk.write(letters, "Meeting wishes asked for")


async def collect_wishes(desk: Desk, participants: Sequence[str] | None = None) -> None:
    """What these delegates (None: all) would like; the last word of each counts."""
    asked = await desk.ask(participants or desk.state.delegates, "Wishes for visits, meetings and rooms")
    wishes = {record.participant: record.answers.wishes for record in asked.records}
    rooms = {record.participant: room for record in asked.records if (room := record.answers.room)}
    desk.set(wishes={**desk.state.wishes, **wishes}, rooms={**desk.state.rooms, **rooms})


async def collect_late_wishes(desk: Desk) -> None:
    """Before a change: who has not asked for a room yet may have come later, or be late.

    Where nobody stays the night, it is only those who came later: one need not ask hundreds for each change.
    """
    has_nights = any(leg.arrives < leg.leaves for leg in desk.file.legs)
    known: Mapping[str, object] = desk.state.rooms if has_nights else desk.state.wishes
    late = [participant for participant in desk.state.delegates if participant not in known]
    if late:
        await collect_wishes(desk, late)


def wishing(desk: Desk, participants: Iterable[str]) -> tuple[Wishing, ...]:
    """The delegates with their wishes, as the planning needs them."""
    organisations = desk.organisations()
    return tuple(
        Wishing(
            participant=participant,
            organisation=organisations.get(participant, participant),
            wishes=desk.state.wishes.get(participant, Wishes()),
        )
        for participant in participants
    )


def groups_of(desk: Desk) -> dict[str, str]:
    """In which group each delegate has registered; nobody is in it where there are none."""
    known = ((one, desk.applied(one)) for one in desk.state.delegates)
    groups = ((one, group_of(applied.facts, desk.file)) for one, applied in known if applied)
    return {one: group for one, group in groups if group}


# --- publishing ------------------------------------------------------------------------------------


async def publish_preliminary(desk: Desk) -> None:
    """Plan the programme and tell delegates and hosts; nothing enters a calendar yet."""
    await collect_wishes(desk)
    planned = await _plan(desk)
    itinerary = planned.state.itinerary
    facts: dict[str, FactValue] = {
        "version": str(itinerary.version),
        "changes": (),
        "final_at": at_home(desk.file.itinerary_rules.final_at, desk.file),
    }
    letters = [
        Letter(
            name=LetterName.AGENDA_PRELIMINARY,
            recipient=participant,
            sequence=itinerary.version,
            facts={
                **facts,
                "rows": agenda(itinerary.of(participant), desk.file),
                **reserve_lists(participant, planned.state.waiting, itinerary),
                **told_of_requests(desk, participant, itinerary),
            },
        )
        for participant in desk.state.delegates
    ]
    await desk.write(letters, "Preliminary programme")
    await tell_hosts_early(desk)
    await keep_version(desk, Occasion.PRELIMINARY, planned.effects)


async def publish_final(desk: Desk) -> None:
    """Publish the programme: documents, letters, and an invite for every item of every delegate."""
    before = desk.state.plan
    planned = await _plan(desk)
    if desk.state.changes and before is not None and planned.state.itinerary == before.itinerary:
        _publish_anew(desk)
    old = before.itinerary if before else Itinerary()
    await refresh_documents(desk)
    effects = {effect.recipient: effect for effect in planned.effects}
    await publish_to(
        desk, desk.state.delegates, LetterName.AGENDA_FINAL, effects, old, attachments=_handed_out(desk)
    )
    await publish_to_hosts(desk, LetterName.HOST_AGENDA, effects, old, everyone=True)
    await keep_version(desk, Occasion.FINAL, planned.effects)


def _publish_anew(desk: Desk) -> None:
    """Who was told of a change knows the version by now; the final programme has one of its own."""
    if (plan := desk.state.plan) is not None:
        final = plan.itinerary.model_copy(update={"version": plan.itinerary.version + 1})
        desk.set(plan=plan.model_copy(update={"itinerary": final}))


def is_final(desk: Desk) -> bool:
    """Whether the final programme is out: its booklet is made then."""
    return any(one.kind is DocumentKind.PROGRAMME_BOOKLET for one in desk.state.documents)


async def welcome(desk: Desk, newcomer: str) -> None:
    """The final programme with its documents, to somebody who came later."""
    handed_out = _handed_out(desk)
    await publish_to(desk, (newcomer,), LetterName.AGENDA_FINAL, {}, Itinerary(), attachments=handed_out)


def _handed_out(desk: Desk) -> dict[str, tuple[DocumentRef, ...]]:
    """What each delegate gets with the final programme: the booklet, and their own briefing book."""
    booklet = documents_of(desk, lambda one: one.kind is DocumentKind.PROGRAMME_BOOKLET)
    briefing = documents_of(desk, lambda one: one.kind is DocumentKind.BRIEFING_BOOK)
    return {
        participant: (*booklet, *(one for one in briefing if one.participant == participant))
        for participant in desk.state.delegates
    }


async def publish_to(
    desk: Desk,
    participants: Sequence[str],
    letter: LetterName,
    effects: dict[str, Effect],
    old: Itinerary,
    *,
    reason: str = "",
    urgent: bool = False,
    attachments: Mapping[str, tuple[DocumentRef, ...]] | None = None,
) -> None:
    """Hand each participant their part of the itinerary; their journey brings the calendar up to it."""
    if desk.state.plan is None:
        return
    new = desk.state.plan.itinerary
    news = {}
    for participant in participants:
        effect = effects.get(participant, Effect(recipient=participant))
        facts: dict[str, FactValue] = {
            "version": str(new.version),
            "rows": agenda(new.of(participant), desk.file),
            "changes": changes_of(effect.differences, new, old),
            **reserve_lists(participant, desk.state.plan.waiting, new),
        }
        if reason:
            facts["reason"] = reason
        news[participant] = ItineraryPublished(
            at=desk.clock.now(),
            version=new.version,
            items=new.of(participant),
            letter=letter,
            facts=facts,
            differences=effect.differences,
            attachments=(attachments or {}).get(participant, ()),
            rules=desk.file.calendar,
            urgent=urgent,
        )
    await desk.tell(news, f"Itinerary version {new.version}")


async def make_documents(
    desk: Desk, kind: DocumentKind, participants: Sequence[str]
) -> tuple[DocumentRef, ...]:
    made = await desk.make(_order(desk, kind, participants), kind.value.replace("-", " ").capitalize())
    return made.documents


async def _plan(desk: Desk) -> Planned:
    """Plan anew; what was planned before is kept as far as it still holds."""
    version = desk.state.plan.itinerary.version + 1 if desk.state.plan else 1
    order = PlanOrder(
        file=desk.file,
        delegates=wishing(desk, desk.state.delegates),
        kept=desk.state.plan,
        host_wishes=host_wishes(desk.state.host_answers),
        requests=desk.state.requests,
        groups=groups_of(desk),
    )
    planned: Planned = await workflow.execute_activity_method(
        PlanningActivities.plan_itinerary, order, summary=f"Itinerary version {version}", **SOLVE
    )
    desk.set(plan=planned.state)
    return planned


def _order(desk: Desk, kind: DocumentKind, participants: Sequence[str]) -> DocumentOrder:
    return DocumentOrder(
        delegation=desk.slug,
        kind=kind,
        participants=tuple(participants),
        itinerary=desk.state.plan.itinerary if desk.state.plan else Itinerary(),
        made_at=desk.clock.now(),
    )
