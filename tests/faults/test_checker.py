"""The checker itself: each kind of harm is seen."""

from tests.faults.checker import Intended, Taken, judge_applications, judge_sends

INTENDED = [
    Intended("letter", "a@x.example"),
    Intended("other", "b@x.example"),
    Intended("no", "refused-c@x"),
]


def test_mails_that_left_once_are_flawless():
    judged = judge_sends(
        INTENDED, [Taken("letter", "a@x.example"), Taken("other", "b@x.example")], "refused-"
    )

    assert judged.is_flawless
    assert (judged.sent, judged.refused) == (2, 1)


def test_a_mail_that_never_left_is_lost():
    assert judge_sends(INTENDED, [Taken("letter", "a@x.example")], "refused-").lost == ("other",)


def test_a_mail_that_left_again_is_seen_with_its_copies():
    taken = [Taken(name, "", "1") for name in ("letter", "letter", "letter", "other")]

    judged = judge_sends(INTENDED, taken, "refused-")

    assert (judged.twice, judged.extra, judged.different) == (("letter",), 2, ())


def test_copies_with_another_text_are_seen():
    taken = [Taken("letter", "", "1"), Taken("letter", "", "2"), Taken("other", "", "3")]

    assert judge_sends(INTENDED, taken, "refused-").different == ("letter",)


def test_a_mail_nobody_asked_for_is_seen():
    taken = [Taken(name, "") for name in ("letter", "other", "spam", "no")]

    assert judge_sends(INTENDED, taken, "refused-").unasked == ("no", "spam")


def test_an_invite_that_its_reader_cannot_take_makes_the_calendar_untrue():
    stray = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:x\r\nSEQUENCE:1\r\n"
    stray += "DTSTAMP:20270101T000000Z\r\nDTSTART:20270102T000000Z\r\nDTEND:20270102T010000Z\r\n"
    stray += "ORGANIZER:mailto:o@x.example\r\nATTENDEE:mailto:a@x.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

    judged = judge_sends(INTENDED[:1], [Taken("letter", "a@x.example", "1", stray)], "refused-")

    assert judged.calendars == ("a@x.example",)


OK = {"event": "ok", "participant": "L-1", "code": "AAAA"}
INVOKE = {"event": "invoke", "participant": "L-1"}


def test_an_acknowledged_application_that_is_there_is_flawless():
    judged = judge_applications([INVOKE, OK], ["L-1"], {"L-1": "AAAA"})

    assert judged.is_flawless
    assert (judged.acknowledged, judged.attempts, judged.uncertain) == (1, 1, 0)


def test_an_acknowledged_application_is_lost_off_the_desk_out_of_the_vault_or_under_another_code():
    for desk, receipts in (([], {"L-1": "AAAA"}), (["L-1"], {}), (["L-1"], {"L-1": "BBBB"})):
        assert judge_applications([INVOKE, OK], desk, receipts).lost == ("L-1",)


def test_an_application_that_stands_twice_or_has_two_codes_is_seen():
    again = {**OK, "code": "BBBB"}

    assert judge_applications([INVOKE, OK], ["L-1", "L-1"], {"L-1": "AAAA"}).twice == ("L-1",)
    assert judge_applications([INVOKE, OK, again], ["L-1"], {"L-1": "AAAA"}).twice == ("L-1",)


def test_an_application_nobody_answered_stays_open():
    info = {"event": "info", "participant": "L-1"}

    judged = judge_applications([INVOKE, info], [], {})

    assert (judged.open, judged.uncertain) == (("L-1",), 1)
