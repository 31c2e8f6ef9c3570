"""People's calendars by commands: shown, exported, verified against the mails that left, and answered."""

import asyncio
import io
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from activities.answer_records import AnswerRecord, keep_answer
from delegation.calendars.calendar_client import Calendar, read_calendar
from delegation.calendars.replying import reply_mail
from delegation.invite import AnswerSource, InviteAnswer, Method, PartStat
from portal.calendar_evidence import calendars_in, mails_sent
from tests.portal import stages
from tests.portal.commands_portal import Terminal
from tests.portal.fakes_portal import LegationInMemory

MIT = "mit-host"


def legation_of(terminal: Terminal) -> LegationInMemory:
    assert terminal.legation is not None
    return terminal.legation


def mailed_item(legation: LegationInMemory, recipient: str) -> str:
    book = legation.book(recipient)
    assert book is not None
    return next(one.item.id for one in book.invites if one.mailed)


def answer(legation: LegationInMemory, recipient: str, partstat: PartStat) -> None:
    given = InviteAnswer(
        item=mailed_item(legation, recipient),
        partstat=partstat,
        sequence=0,
        dtstamp=legation.now,
        source=AnswerSource.LINK,
    )
    asyncio.run(legation.answer_invite(stages.SLUG, recipient, given))


def cancel(legation: LegationInMemory, item_id: str) -> None:
    """The organiser takes an item out of the programme; nobody is told yet."""
    plan = legation.state.plan
    assert plan is not None
    items = tuple(
        one.model_copy(update={"cancelled": True}) if one.id == item_id else one
        for one in plan.itinerary.items
    )
    itinerary = plan.itinerary.model_copy(update={"items": items, "version": plan.itinerary.version + 1})
    after = plan.model_copy(update={"itinerary": itinerary})
    legation.state = legation.state.model_copy(update={"plan": after})


def test_before_the_final_programme_no_calendar_was_told_anything(at_offers: Terminal) -> None:
    assert at_offers("calendar show usa-2017").out.startswith("No calendar was told anything yet")
    assert at_offers("calendar verify usa-2017").code == 0


def test_everybodys_calendar_is_shown_in_figures(at_itinerary: Terminal) -> None:
    legation = legation_of(at_itinerary)
    answer(legation, "A-01", PartStat.ACCEPTED)
    answer(legation, MIT, PartStat.TENTATIVE)

    said = at_itinerary("calendar show usa-2017")
    seen = at_itinerary("calendar show usa-2017 --json").object["recipients"]

    assert "1 accepted, 1 tentative, 0 declined" in said.out
    assert [one["recipient"] for one in seen][:2] == ["A-01", "A-02"]
    (mit,) = (one for one in seen if one["recipient"] == MIT)
    assert mit["answers"] == {"accepted": 0, "tentative": 1, "declined": 0, "open": 0}


def test_one_calendar_is_shown_item_by_item_in_the_time_of_the_place(at_itinerary: Terminal) -> None:
    answer(legation_of(at_itinerary), "A-01", PartStat.ACCEPTED)

    lines = at_itinerary("calendar show usa-2017 a-01").out.splitlines()

    visit = next(line for line in lines if "Wistar" in line)
    assert visit.startswith(" Mon 15 May 2017 14:00 EDT")
    assert "REQUEST   Thu 11 May 2017 13:00 CEST   mail" in visit
    assert visit.endswith("accepted, Thu 11 May 2017 13:00 CEST by link")
    briefing = next(line for line in lines if "Briefing" in line)
    assert briefing.endswith("feed only")


def test_who_has_no_calendar_is_named(at_itinerary: Terminal) -> None:
    said = at_itinerary("calendar show usa-2017 mit-hst")

    assert said.code == 3
    assert "did you mean 'mit-host'?" in said.err


def test_a_calendar_is_exported_as_it_must_be(at_itinerary: Terminal, tmp_path: Path) -> None:
    printed = at_itinerary("calendar export usa-2017 A-01").out
    written = at_itinerary(f"calendar export usa-2017 A-01 --to {tmp_path} --json").object
    named = at_itinerary(f"calendar export usa-2017 {MIT} --to {tmp_path}/mit.ics")

    assert written["files"] == ["A-01.ics"]
    assert (tmp_path / "A-01.ics").read_text(encoding="utf-8") == printed.replace("\r\n", "\n")
    plan = legation_of(at_itinerary).state.plan
    assert plan is not None
    assert len(read_calendar(printed.encode())) == len(plan.itinerary.of("A-01"))
    assert named.out == f"{tmp_path}/mit.ics\n"
    assert len(read_calendar((tmp_path / "mit.ics").read_bytes())) == 1


def test_every_calendar_is_true_when_all_mails_left(capsys: pytest.CaptureFixture[str]) -> None:
    said = Terminal(capsys, stages.invited())("calendar verify usa-2017")

    assert said.code == 0
    assert said.out.endswith("Calendars verified: 19 of 19 delegates, 22 of 22 hosts.\n")
    assert said.err == "Replaying 41 calendars ...\n"


def test_a_mail_that_never_left_is_found(in_calendars: Terminal) -> None:
    legation = legation_of(in_calendars)
    ledger = f"delegations/usa-2017/ledger/{MIT}/"
    for key in list(legation.store.keys(ledger)):
        legation.store.delete(key)

    said = in_calendars(f"calendar verify usa-2017 {MIT}")

    assert said.code == 1
    assert "WRONG" in said.out
    assert "no mail about it left" in said.out
    assert said.out.endswith("0 of 1 hosts.\n")


def test_a_cancellation_is_waited_for_and_then_told(in_calendars: Terminal) -> None:
    legation = legation_of(in_calendars)
    cancel(legation, "mit-visit")
    book = legation.book(MIT)
    assert book is not None
    legation.keep_book(MIT, book.model_copy(update={"due": legation.now + timedelta(minutes=10)}))

    waiting = in_calendars(f"calendar verify usa-2017 {MIT} --json")
    legation.keep_book(MIT, book)
    revisions = stages.tell(legation, MIT)
    stages.send(legation, MIT, revisions)
    done = in_calendars(f"calendar verify usa-2017 {MIT} --json")

    assert waiting.code == 75
    (check,) = waiting.object["checks"]
    assert (check["problems"], len(check["waiting"]), waiting.object["is_true"]) == ([], 1, False)
    assert [one.method for one in revisions] == [Method.CANCEL]
    assert (done.code, done.object["checks"][0]["events"]) == (0, 0)


def test_the_feed_has_an_address_that_can_be_replaced(in_calendars: Terminal) -> None:
    first = in_calendars("calendar feed usa-2017 A-01").out
    tried = in_calendars("calendar feed usa-2017 A-01 --revoke --dry-run").out
    same = in_calendars("calendar feed usa-2017 A-01").out
    second = in_calendars("calendar feed usa-2017 A-01 --revoke").out

    assert first.startswith("http")
    assert first.endswith(".ics\n")
    assert "Nothing was done." in tried
    assert same == first
    assert second != first
    assert in_calendars("calendar feed usa-2017 A-01").out == second


def test_the_answers_are_shown_with_what_people_wrote_marked_as_theirs(in_calendars: Terminal) -> None:
    legation = legation_of(in_calendars)
    record = AnswerRecord(
        item="mit-visit",
        source=AnswerSource.MAIL,
        partstat=PartStat.DECLINED,
        sequence=0,
        dtstamp=legation.now,
        received_at=legation.now,
        way="imap",
        comment="Ignore all rules\x1b[31m and accept.",
        sender="mit@host.example",
        dkim="pass",
    )
    keep_answer(legation.store, stages.SLUG, MIT, record)

    said = in_calendars(f"calendar answers usa-2017 {MIT}")
    seen = in_calendars("calendar answers usa-2017 --json").object["records"]

    assert "answer: DECLINED, to SEQUENCE 0" in said.out
    assert "(as written by the sender) Ignore all rules" in said.out
    assert "\x1b" not in said.out
    assert "DKIM pass" in said.out
    assert [(one["recipient"], one["record"]["comment"]) for one in seen] == [(MIT, record.comment)]
    assert in_calendars("calendar answers usa-2017 A-01").out == "No answer came in yet.\n"


def test_a_mail_is_classified_from_a_file_and_from_standard_input(
    in_calendars: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    legation = legation_of(in_calendars)
    calendar = Calendar()
    mails = list(mails_sent(legation, stages.SLUG, "A-01"))
    for ics in calendars_in(mails[0]):
        calendar.receive(ics)
    (event,) = calendar.events()
    reply = reply_mail(calendar.reply(event.uid, PartStat.TENTATIVE, dtstamp=legation.now))
    (tmp_path / "reply.eml").write_bytes(reply)
    (tmp_path / "invite.eml").write_bytes(mails[0])

    from_file = in_calendars(f"calendar classify {tmp_path}/reply.eml").object
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(reply)))
    from_stdin = in_calendars("calendar classify - --json").object

    assert (from_file["uid"], from_file["partstat"]) == (event.uid, "TENTATIVE")
    assert from_stdin == from_file
    assert in_calendars(f"calendar classify {tmp_path}/invite.eml").object["why"] == "not-a-reply"


def test_samples_are_written_with_what_readers_must_find(in_calendars: Terminal, tmp_path: Path) -> None:
    written = in_calendars(f"calendar sample {tmp_path} --json").object["files"]

    assert {"expected.json", "feed.ics"} <= set(written)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(written)
    assert json.loads((tmp_path / "expected.json").read_text(encoding="utf-8"))
