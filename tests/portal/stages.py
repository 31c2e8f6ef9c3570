"""The example delegation at the stages an organiser meets it in, built by the real rules from its story."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache, partial
from pathlib import Path

from activities.appointments import appointment_uid
from activities.feeds import Feeds
from activities.mail import invite_send_id
from activities.outbox import Outbox
from delegation.application import ApplicationStatus, Applied
from delegation.calendar_book import CalendarBook
from delegation.calendars.book_keeping import heard, left, taken
from delegation.calendars.rendering import CalendarParty, render_invite
from delegation.correspondence import host_agenda
from delegation.document import DocumentKind, DocumentRef
from delegation.file import DelegationFile, Phase
from delegation.follow_up import DelegateOutcome
from delegation.host_rules import told_programme
from delegation.host_state import HostState
from delegation.invite import Method, Revision, SentInvite
from delegation.itinerary import ItineraryItem
from delegation.languages.tongue import item_in, tongue_of
from delegation.letter import LetterName
from delegation.meeting import Wishes
from delegation.news import ItineraryPublished
from delegation.offer import Offer, OfferOutcome
from delegation.panel import Decide
from delegation.person import Person
from delegation.planning.hosting import hosted_items
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState
from delegation.reading.intake import read_application
from delegation.reading.story import Story, WishRecord
from delegation.selecting.assignment import assign_evaluators
from delegation.selecting.eligibility import check_eligibility
from delegation.selecting.scoring import evaluate
from delegation.selecting.selection import select
from delegation.status import DelegationState, OfferRecord, Task
from portal.story_files import read_story_folder
from tests.fakes import Outbox as Mailer
from tests.portal.fakes_portal import LegationInMemory

FOLDER = Path("examples/usa-2017")
SLUG = "usa-2017"
HOUR = timedelta(hours=1)


@cache
def example() -> tuple[DelegationFile, Story]:
    return read_story_folder(FOLDER)


def call_open() -> LegationInMemory:
    """The call is open and every application is in."""
    file, story = example()
    state = DelegationState(phase=Phase.CALL)
    legation = LegationInMemory(file, state, file.call.first_closes_at - HOUR)
    for sent in story.applications:
        application = read_application(sent.mended_application(), file)
        legation.receive(application, file.at(sent.sent))
    return legation


def scoring() -> LegationInMemory:
    """The evaluation is open: everybody knows what is theirs, and nobody has handed anything in."""
    file, _ = example()
    legation = call_open()
    known = _solved_state()
    legation.state = DelegationState(
        phase=Phase.EVALUATION, applied=known.applied, assignment=known.assignment
    )
    legation.now = file.evaluation_rules.opens_at + timedelta(days=2)
    return legation


def solved() -> LegationInMemory:
    """Score sheets are in, the selection is solved and waits for its decision."""
    file, _ = example()
    legation = call_open()
    legation.state = _solved_state()
    legation.now = file.evaluation.panel_at
    return legation


def offered() -> LegationInMemory:
    """Letters have gone out; nobody has answered yet."""
    file, _ = example()
    legation = solved()
    selection = legation.state.selection
    assert selection is not None
    selected = selection.with_status(ApplicationStatus.SELECTED)
    confirm_by = file.offers.confirm_by_at(needs_visa=False)
    for participant in selected:
        offer = Offer(confirm_by=confirm_by, reason="Selected.")
        known = legation.journeys[participant]
        legation.journeys[participant] = known.model_copy(
            update={"offer": offer, "status": ApplicationStatus.SELECTED}
        )
    records = tuple(
        OfferRecord(participant=one, confirm_by=confirm_by, reason="Selected.") for one in selected
    )
    legation.state = legation.state.model_copy(
        update={"phase": Phase.OFFERS, "decision": Decide(author="Panel"), "offers": records, "tasks": ()}
    )
    legation.now = file.offers.sent_at + HOUR
    return legation


def published() -> LegationInMemory:
    """Every place is confirmed and the programme is out, in everybody's calendar."""
    file, _ = example()
    legation = offered()
    confirmed = {"outcome": OfferOutcome.CONFIRMED}
    offers = tuple(one.model_copy(update=confirmed) for one in legation.state.offers)
    delegates = tuple(sorted(one.participant for one in offers))
    programme, wishes = _planned()
    legation.state = legation.state.model_copy(
        update={
            "phase": Phase.ITINERARY,
            "offers": offers,
            "delegates": delegates,
            "plan": programme,
            "wishes": wishes,
        }
    )
    for participant in delegates:
        known = legation.journeys[participant]
        legation.journeys[participant] = known.model_copy(update=confirmed)
    legation.now = file.itinerary_dates.final_at + HOUR
    for recipient in receiving(legation):
        tell(legation, recipient)
    return legation


def listed() -> LegationInMemory:
    """The same, and every host was sent its programme and who comes; calendars are in the vault."""
    file, _ = example()
    legation = published()
    assert legation.state.plan is not None
    itinerary = legation.state.plan.itinerary
    names = {one.participant: one.facts.organisation for one in legation.state.applied}
    for host in file.hosts:
        items = items_of(legation, host.id)
        if not items:
            continue
        facts = {"rows": host_agenda(host.id, itinerary, file, names)}
        news = ItineraryPublished(
            at=legation.now,
            version=itinerary.version,
            items=items,
            letter=LetterName.HOST_AGENDA,
            facts=facts,
            rules=file.calendar,
        )
        sent = {"guest_list": 1, "guest_list_at": legation.now}
        told = told_programme(HostState(), news).model_copy(update=sent)
        legation.receptions.states[host.id] = told
        book = legation.book(host.id)
        assert book is not None
        send(legation, host.id, [_first(one) for one in book.invites])
    return legation


def invited(*recipients: str) -> LegationInMemory:
    """The same, with the mails that left and the feeds of these recipients, or of all, in the vault."""
    legation = published()
    for recipient in recipients or receiving(legation):
        book = legation.book(recipient)
        assert book is not None
        send(legation, recipient, [_first(one) for one in book.invites])
    return legation


def followed_up() -> LegationInMemory:
    """The trip is over, outcomes are in, documents and the report are made, mails have left."""
    file, story = example()
    legation = published()
    outcomes = tuple(
        DelegateOutcome(participant=one.participant, day=one.day, outcome=outcome)
        for one in story.outcomes
        for outcome in one.outcomes
        if one.participant in legation.state.delegates
    )
    made = [
        _document(legation, DocumentKind.PROGRAMME_BOOKLET, "pdf", version=1),
        _document(legation, DocumentKind.PROGRAMME_BOOKLET, "pdf", version=2),
        _document(legation, DocumentKind.CERTIFICATE, "pdf", participant=legation.state.delegates[0]),
        _document(legation, DocumentKind.FUNDER_REPORT, "xlsx"),
    ]
    legation.store.create(
        f"delegations/{SLUG}/outbox/k7d2.eml", b"Subject: Welcome\r\n\r\n", "message/rfc822"
    )
    legation.state = legation.state.model_copy(
        update={"phase": Phase.FOLLOW_UP, "outcomes": outcomes, "documents": tuple(made)}
    )
    legation.now = file.follow_up.report_due_at + HOUR
    return legation


def ended() -> LegationInMemory:
    legation = followed_up()
    legation.state = legation.state.model_copy(update={"phase": Phase.CLOSED})
    return legation


# --- calendars -----------------------------------------------------------------------------------------


def receiving(legation: LegationInMemory) -> tuple[str, ...]:
    """Delegates, and hosts who have something in the programme."""
    file, _ = example()
    hosts = (host.id for host in file.hosts if items_of(legation, host.id))
    return (*legation.state.delegates, *hosts)


def items_of(legation: LegationInMemory, recipient: str) -> tuple[ItineraryItem, ...]:
    file, _ = example()
    assert legation.state.plan is not None
    itinerary = legation.state.plan.itinerary
    if file.host(recipient) is None:
        return itinerary.of(recipient)
    names = {one.participant: one.facts.organisation for one in legation.state.applied}
    return hosted_items(recipient, itinerary, file, names)


def tell(legation: LegationInMemory, recipient: str) -> tuple[Revision, ...]:
    """Bring the recipient's book up to the programme; the revisions that leave."""
    file, _ = example()
    assert legation.state.plan is not None
    book = legation.book(recipient) or CalendarBook()
    news = ItineraryPublished(
        at=legation.now,
        version=legation.state.plan.itinerary.version,
        items=items_of(legation, recipient),
        letter=LetterName.AGENDA_FINAL,
        rules=file.calendar,
    )
    emptied, sending = taken(heard(book, news, legation.now), legation.now)
    legation.keep_book(recipient, left(emptied, sending))
    return sending.revisions


def send(legation: LegationInMemory, recipient: str, revisions: Sequence[Revision]) -> None:
    """Put revisions into the feed, and those that are mailed into the outbox."""
    file, _ = example()
    Feeds(legation.store, legation.register).fold(SLUG, recipient, revisions)
    host = file.host(recipient)
    person = legation.register.person(SLUG, host.person if host else recipient)
    for revision in revisions:
        if revision.mailed:
            mail = partial(_mail, legation, recipient, person, revision)
            name = invite_send_id(SLUG, recipient, revision.item.id, revision.method, revision.sequence)
            Outbox(legation.store, Mailer()).send_once(
                SLUG,
                recipient,
                name,
                sender=file.organiser.mailbox,
                recipient=person.email,
                message_builder=mail,
            )


def _mail(legation: LegationInMemory, recipient: str, person: Person, revision: Revision) -> bytes:
    file, _ = example()
    secret, tongue = legation.register.secret(SLUG), tongue_of(person.language, file)
    calendar = render_invite(
        revision.model_copy(update={"item": item_in(tongue, revision.item)}),
        uid=appointment_uid(file, secret, revision.item.id, recipient),
        organiser=CalendarParty(name=file.organiser.name, email=file.organiser.mailbox),
        attendee=person,
        place=file.place(revision.item.place),
    )
    return mail_with(calendar, revision.method, person.email)


def mail_with(calendar: bytes, method: Method, recipient: str) -> bytes:
    """As little of a mail as carries a calendar."""
    message = EmailMessage(policy=SMTP)
    message["To"] = recipient
    message.set_content(
        calendar, maintype="text", subtype="calendar", params={"method": method.value}, cte="base64"
    )
    return message.as_bytes()


def _first(sent: SentInvite) -> Revision:
    return Revision(
        item=sent.item,
        method=sent.method,
        sequence=sent.sequence,
        dtstamp=sent.dtstamp,
        mailed=sent.mailed,
    )


@cache
def _solved_state() -> DelegationState:
    file, story = example()
    state = call_open().state
    applied = tuple(_checked(one, file) for one in state.applied)
    eligible = tuple(one for one in applied if one.status is ApplicationStatus.UNDER_EVALUATION)
    assignment = assign_evaluators(eligible, file.evaluation)
    pairs = [(one.application, evaluator) for one in assignment.assigned for evaluator in one.evaluators]
    sheets = tuple(sheet for pair in pairs if (sheet := story.scores.sheet(*pair)))
    evaluated = evaluate(eligible, sheets, file.evaluation)
    return DelegationState(
        phase=Phase.SELECTION,
        applied=applied,
        assignment=assignment,
        sheets=sheets[:-1],
        evaluated=evaluated,
        selection=select(evaluated, file.selection),
        tasks=(
            Task(id="decide", text="The panel decides: selection decide", since=file.evaluation.panel_at),
        ),
    )


@cache
def _planned() -> tuple[PlanState, dict[str, Wishes]]:
    """The programme of those selected, with their wishes from the story."""
    file, story = example()
    before = _solved_state()
    assert before.selection is not None
    delegates = sorted(before.selection.with_status(ApplicationStatus.SELECTED))
    names = {one.participant: one.facts.organisation for one in before.applied}
    wishes = {one.participant: _wishes(one) for one in story.wishes if one.participant in delegates}
    wishing = [
        Wishing(participant=one, organisation=names[one], wishes=wishes.get(one, Wishes()))
        for one in delegates
    ]
    return plan(file, wishing), wishes


def _wishes(record: WishRecord) -> Wishes:
    return record.visit_wishes().model_copy(update={"meetings": record.meeting_wishes().meetings})


def _checked(one: Applied, file: DelegationFile) -> Applied:
    report = check_eligibility(one, file.call.first_closes_at, file.eligibility)
    passed = ApplicationStatus.UNDER_EVALUATION if report.is_eligible else ApplicationStatus.INELIGIBLE
    return one.model_copy(update={"status": passed})


def _document(
    legation: LegationInMemory,
    kind: DocumentKind,
    extension: str,
    *,
    version: int = 0,
    participant: str | None = None,
) -> DocumentRef:
    owner = (participant or "all").lower()
    key = f"delegations/{SLUG}/documents/{kind.value}/{owner}-v{version}.{extension}"
    content = f"{kind} {version}".encode()
    made = legation.store.create(key, content, "application/pdf")
    update = {
        "kind": kind,
        "version": version,
        "participant": participant,
        "made_at": datetime(2017, 5, 11, 12, tzinfo=UTC),
    }
    return made.model_copy(update=update)
