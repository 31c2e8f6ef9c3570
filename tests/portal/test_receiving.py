import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from activities.answer_records import AnswerRecord
from activities.keys import inbound_key, ledger_key, outbox_key
from activities.register import Register
from activities.waiting import WaitingRoom
from delegation.answering.answer import Answer, NotAnAnswer
from delegation.answering.classifying import classify
from delegation.ids import send_id
from delegation.invite import AnswerKind, AnswerOutcome, PartStat
from portal.errors import EngineAway
from portal.inbound.receiving import Receiver
from portal.inbound.reception import Became, Reception
from tests.portal.invites_portal import FLIGHT, JORG, SLUG, Trip

RECEIVED_AT = datetime(2017, 5, 2, 8, tzinfo=UTC)
SENT = send_id(SLUG, "A-17", "offer", 1)


class Reader:
    """The real reading of mails, in this process. `dies` with a defect of ours while it is set."""

    def __init__(self) -> None:
        self.dies = False
        self.read = 0

    async def classify(self, raw: bytes) -> Answer | NotAnAnswer:
        self.read += 1
        if self.dies:
            raise ZeroDivisionError(raw)
        return classify(raw)


class Office:
    """A trip whose mail comes in."""

    def __init__(self) -> None:
        self.trip = Trip()
        self.reader = Reader()
        trip = self.trip
        self.receiver = Receiver(
            trip.store, trip.register, trip.appointments, self.reader, trip.books, trip.journeys
        )

    async def gets(self, mail: bytes) -> Reception:
        return await self.receiver.receive(mail, way="imap", received_at=RECEIVED_AT)

    def record(self, reception: Reception) -> AnswerRecord:
        return AnswerRecord.model_validate_json(self.trip.store.read(reception.record))


@pytest.fixture
def office() -> Office:
    return Office()


def bounce(sent: str = SENT) -> bytes:
    returned = f"X-Delegation-Id: {SLUG}\r\nX-Delegation-Send-Id: {sent}\r\nSubject: Your place\r\n\r\n"
    return (
        "From: MAILER-DAEMON@mx.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{returned}\r\n--b--\r\n"
    ).encode()


async def test_an_answer_reaches_its_calendar_and_the_vault(office: Office):
    mail = office.trip.reply("wistar-visit", PartStat.ACCEPTED, comment="Looking forward\nto it")

    came = await office.gets(mail)

    assert (came.became, came.outcome) == (Became.ANSWER, AnswerOutcome.COUNTED)
    assert (came.delegation, came.recipient, came.item) == (SLUG, "A-17", "wistar-visit")
    assert office.trip.sent("wistar-visit").partstat is PartStat.ACCEPTED
    record = office.record(came)
    assert (record.comment, record.sender) == ("Looking forward\nto it", JORG.email)
    assert office.trip.store.read(inbound_key(came.sha256)) == mail
    heard = office.trip.books.heard[0]
    assert heard.record == came.record
    assert heard.at is None  # what a stranger writes must not move the clock of a rehearsal


async def test_the_same_mail_again_is_recognised_and_read_once(office: Office):
    mail = office.trip.reply("wistar-visit", PartStat.ACCEPTED)

    first, again = await office.gets(mail), await office.gets(mail)

    assert again == first
    assert office.reader.read == len(office.trip.books.heard) == 1


async def test_a_mail_that_comes_in_twice_at_once_counts_once(office: Office):
    mail = office.trip.reply("wistar-visit", PartStat.ACCEPTED)

    await asyncio.gather(*(office.gets(mail) for _ in range(5)))

    assert office.trip.sent("wistar-visit").partstat is PartStat.ACCEPTED
    assert {one.record for one in office.trip.books.heard} == {office.trip.books.heard[0].record}


async def test_while_the_engine_is_away_the_mail_stays_outside_and_is_taken_later(office: Office):
    mail = office.trip.reply("wistar-visit", PartStat.DECLINED)
    office.trip.books.is_away = True
    for _ in range(2):
        with pytest.raises(EngineAway):
            await office.gets(mail)

    office.trip.books.is_away = False
    came = await office.gets(mail)

    assert came.outcome is AnswerOutcome.COUNTED
    assert office.trip.sent("wistar-visit").partstat is PartStat.DECLINED


async def test_a_decline_that_costs_money_waits_for_its_confirmation(office: Office):
    came = await office.gets(office.trip.reply("flight-home", PartStat.DECLINED))

    assert came.outcome is AnswerOutcome.TO_CONFIRM


async def test_a_guessed_uid_changes_nothing(office: Office):
    domain = office.trip.uid("wistar-visit").partition("@")[2]
    mail = office.trip.reply("wistar-visit", PartStat.DECLINED, uid=f"{'a' * 32}@{domain}")

    came = await office.gets(mail)

    assert came.became is Became.QUARANTINED
    assert office.trip.books.heard == []
    assert office.trip.store.read(inbound_key(came.sha256)) == mail


async def test_a_stranger_who_holds_a_forwarded_invite_is_a_case_for_a_person(office: Office):
    mail = office.trip.reply(
        "wistar-visit",
        PartStat.ACCEPTED,
        attendee="guest@elsewhere.example",
        sender="guest@elsewhere.example",
    )

    came = await office.gets(mail)

    assert came.outcome is AnswerOutcome.FOR_A_PERSON
    assert office.trip.sent("wistar-visit").partstat is PartStat.NEEDS_ACTION
    assert [one.kind for one in office.trip.books.reports] == [AnswerKind.STRANGER]
    assert "guest" not in office.trip.books.heard[0].model_dump_json()


async def test_a_second_address_of_the_invited_person_counts_with_a_note(office: Office):
    mail = office.trip.reply("wistar-visit", PartStat.ACCEPTED, attendee="jm@private.example")

    came = await office.gets(mail)

    assert came.outcome is AnswerOutcome.COUNTED
    assert "another address" in office.record(came).note


async def test_addresses_are_the_same_in_capital_letters(office: Office):
    mail = office.trip.reply(
        "wistar-visit", PartStat.ACCEPTED, attendee="JORG@Cluster.Example", sender="x@y.example"
    )

    came = await office.gets(mail)

    assert (came.outcome, office.record(came).note) == (AnswerOutcome.COUNTED, "")


async def test_a_host_answers_with_the_address_of_whoever_speaks_for_it(office: Office):
    trip = office.trip
    desk = trip.register.person(SLUG, trip.host.person)
    mail = trip.reply(
        "wistar-visit",
        PartStat.TENTATIVE,
        recipient=trip.host.id,
        attendee=str(desk.email),
        sender=str(desk.email),
    )

    came = await office.gets(mail)

    assert (came.recipient, came.outcome) == (trip.host.id, AnswerOutcome.COUNTED)
    assert trip.sent("wistar-visit", trip.host.id).partstat is PartStat.TENTATIVE


async def test_an_answer_to_an_earlier_time_does_not_count_for_the_new_one(office: Office):
    trip = office.trip
    old = trip.reply("wistar-visit", PartStat.ACCEPTED)
    visit = trip.sent("wistar-visit").item
    later = {"starts": visit.starts + timedelta(hours=1), "ends": visit.ends + timedelta(hours=1)}
    trip.publish(JORG.id, visit.model_copy(update=later), FLIGHT)

    came = await office.gets(old)

    assert came.outcome is AnswerOutcome.OUTDATED
    assert trip.sent("wistar-visit").partstat is PartStat.NEEDS_ACTION


async def test_an_answer_after_the_end_of_the_journey_is_too_late(office: Office):
    mail = office.trip.reply("wistar-visit", PartStat.ACCEPTED)
    office.trip.books.books.clear()

    assert (await office.gets(mail)).became is Became.TOO_LATE


async def test_our_own_mail_that_came_back_is_noted_once(office: Office):
    office.trip.store.create(ledger_key(SLUG, "A-17", SENT), b"{}", "application/json")

    came = await office.gets(bounce())
    await office.gets(bounce().replace(b"No such user", b"Mailbox is gone"))

    assert (came.became, came.send_id) == (Became.BOUNCE, SENT)
    kept = office.trip.store.read(f"delegations/{SLUG}/bounces/{SENT}.json")
    assert Reception.model_validate_json(kept) == came
    assert office.trip.books.heard == []
    assert {one.recipient for one in office.trip.books.returned} == {"A-17"}


async def test_the_address_of_a_mail_that_came_back_is_marked_without_being_named(office: Office):
    store = office.trip.store
    store.create(ledger_key(SLUG, "A-17", SENT), b"{}", "application/json")
    store.create(outbox_key(SLUG, "A-17", SENT), b"To: gone@cluster.example\r\n\r\n", "message/rfc822")
    await office.gets(bounce())

    room = WaitingRoom(store, Register(store))
    crowd = room.of(SLUG, "A-17")
    assert room.is_marked(crowd, SLUG, "A-17", "gone@cluster.example")
    assert not room.is_marked(crowd, SLUG, "A-17", "new@cluster.example")
    assert not any("gone" in key for key in crowd.keys)


async def test_a_bounce_of_a_mail_we_never_sent_is_only_a_mail(office: Office):
    came = await office.gets(bounce())

    assert (came.became, came.reason) == (Became.NO_ANSWER, "bounce")


@pytest.mark.parametrize("mail", [b"", b"\x00\xff" * 50, b"Subject: Hello\r\n\r\nWhen do we meet?\r\n"])
async def test_any_other_mail_is_kept_for_people(office: Office, mail: bytes):
    came = await office.gets(mail)

    assert came.became is Became.NO_ANSWER
    assert office.trip.store.read(inbound_key(came.sha256)) == mail


async def test_a_defect_of_ours_stops_nobody_and_the_mail_is_tried_again(office: Office):
    mail = office.trip.reply("wistar-visit", PartStat.ACCEPTED)
    office.reader.dies = True
    assert (await office.gets(mail)).became is Became.FAILED

    office.reader.dies = False
    assert (await office.gets(mail)).outcome is AnswerOutcome.COUNTED


async def test_logs_name_nobody(office: Office, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    await office.gets(office.trip.reply("wistar-visit", PartStat.ACCEPTED, comment="wheelchair"))
    await office.gets(bounce())
    office.reader.dies = True
    await office.gets(office.trip.reply("flight-home", PartStat.DECLINED))

    assert caplog.text
    for word in ("jorg", "müller", "wheelchair", "cluster.example"):
        assert word not in caplog.text.lower()
