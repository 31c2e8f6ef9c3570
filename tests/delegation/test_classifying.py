"""Every mail that comes in is either one answer to one invite, or a reason why it is not.

`replies/` holds mails in the shape that programs write, with made-up people; beside each stands what it is.
"""

import json
import random
import time
import unicodedata
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.answering.answer import Answer, NotAnAnswer, Why, as_invite_answer
from delegation.answering.classifying import classify
from delegation.answering.content_lines import read_calendar
from delegation.answering.mail_parts import decoded_header
from delegation.invite import AnswerKind, AnswerSource, InviteAnswer, PartStat

REPLIES = Path(__file__).parent / "replies"
MAILS = sorted(REPLIES.glob("*.eml"))
TRUSTED = frozenset({"mx.legation.example", "amazonses.com"})
ANSWER = b"""From: Kaja Tamm <kaja.tamm@saare.example>
Message-ID: <1@saare.example>
Content-Type: text/calendar; method=REPLY

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:abcdefghij@legation.example
ATTENDEE;PARTSTAT=DECLINED:mailto:kaja.tamm@saare.example
END:VEVENT
END:VCALENDAR
"""


def expected(mail: Path) -> Answer | NotAnAnswer:
    said = json.loads(mail.with_suffix(".json").read_text(encoding="utf-8"))
    if "answer" in said:
        return Answer.model_validate(said["answer"])
    return NotAnAnswer.model_validate({"text": "", **said["not-an-answer"]})


def without_words(found: Answer | NotAnAnswer) -> Answer | NotAnAnswer:
    """Nor the words of a mail that answers no invite; `test_plain_reply` looks at those."""
    return found.model_copy(update={"text": "", "reply": None}) if isinstance(found, NotAnAnswer) else found


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_a_mail_is_what_stands_beside_it(mail):
    assert without_words(classify(mail.read_bytes(), trusted=TRUSTED)) == expected(mail)


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_line_ends_make_no_difference(mail):
    unified = mail.read_bytes().replace(b"\r\n", b"\n")

    found = {repr(classify(unified.replace(b"\n", end), trusted=TRUSTED)) for end in (b"\n", b"\r\n")}

    assert len(found) == 1


def test_the_corpus_holds_the_programs_that_people_use():
    stems = {mail.stem.partition("-")[0] for mail in MAILS}

    assert stems >= {
        *("thunderbird", "outlook", "google", "apple", "icloud", "cyrus", "horde", "nextcloud", "fastmail"),
        *("yahoo", "notes", "zimbra", "evolution", "sogo", "korganizer", "open", "proton"),
    }
    assert {one.with_suffix(".json") for one in MAILS} == set(REPLIES.glob("*.json"))


def test_a_verdict_counts_only_from_a_server_that_is_trusted():
    raw = (REPLIES / "google-calendar.eml").read_bytes()

    found = classify(raw, trusted=frozenset({"mx.other.example"}))

    assert isinstance(found, Answer)
    assert (found.verdicts.spf, found.verdicts.dkim, found.verdicts.dmarc) == ("", "", "")


@pytest.mark.parametrize(
    "line",
    [
        "=?utf-8?q?eve@attacker.example,?= <kaja.tamm@saare.example>",
        "=?UTF-8?Q?Tamm:_=3Ceve@attacker.example=3E?=\n =?UTF-8?Q?_Kaja?= <kaja.tamm@saare.example>",
        "=?utf-8?b?ZXZlQGF0dGFja2VyLmV4YW1wbGUs?= <kaja.tamm@saare.example>",
        "kaja.tamm@saare.example (=?utf-8?q?eve@attacker.example?=)",
        "=?utf-8?q?Kaja_Tamm_<kaja.tamm=40saare.example>?=",
    ],
)
def test_an_address_in_the_name_of_a_sender_is_not_theirs(line):
    found = classify(ANSWER.replace(b"Kaja Tamm <kaja.tamm@saare.example>", line.encode(), 1))

    assert found.sender == "kaja.tamm@saare.example"


def test_a_mail_of_more_than_a_megabyte_is_not_opened():
    found = classify(ANSWER + b" " * 2**20)

    assert isinstance(found, NotAnAnswer)
    assert (found.why, found.sender) == (Why.TOO_LARGE, "kaja.tamm@saare.example")


def test_a_calendar_of_more_than_256_kilobytes_is_not_read():
    found = classify(ANSWER.replace(b"END:VEVENT", b"X-FILL:" + b"x" * 2**18 + b"\nEND:VEVENT"))

    assert isinstance(found, NotAnAnswer)
    assert found.why is Why.TOO_LARGE


SLOW = (
    b"Content-Type: text/plain" + b";" * 900_000 + b"\n\n",
    b"From: " + b'"' * 900_000 + b"\n\n",
    b"From: " + b"=?utf-8?q?a?= " * 70_000 + b"\n\n",
    b"a:b\n" * 240_000,
    b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 150_000,
    b"Content-Type: multipart/mixed; boundary=a\n\n"
    + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 9_000,
    b"Content-Type: multipart/alternative; boundary=a\n\n"
    + b"".join(
        b"--%s\nContent-Type: multipart/mixed; boundary=%s\n\n" % (b"a" * n, b"a" * (n + 1))
        for n in range(1, 900)
    ),
    b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + b'ATTENDEE;A="' * 20_000,
    b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 19_000,
    b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + b"END:VEVENT\n" * 22_000,
    b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR" + b"\n" * 200_000 + b" ",
    b"Content-Type: text/calendar; charset=punycode\n\n" + b"a" * 250_000,
    b"Authentication-Results: x; " + b"(" * 900_000 + b"\n\n",
    b"From: mailer-daemon@x.example\n\n" + b"X-Delegation-Id:\n" * 60_000,
)


@pytest.mark.parametrize("raw", SLOW, ids=range(len(SLOW)))
def test_a_mail_that_is_made_to_be_slow_is_read_at_once(raw):
    began = time.process_time()

    assert isinstance(classify(raw, trusted=frozenset({"x"})), NotAnAnswer)
    assert time.process_time() - began < 5  # of our own work, whatever else the machine does


@given(raw=st.binary(max_size=2_000))
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_classified_without_an_error(raw):
    assert isinstance(classify(raw, trusted=TRUSTED), Answer | NotAnAnswer)


@given(mail=st.sampled_from(MAILS), seed=st.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_a_damaged_mail_is_classified_without_an_error_and_always_alike(mail, seed):
    raw = damaged(mail.read_bytes(), random.Random(seed))

    found = classify(raw, trusted=TRUSTED)

    assert found == classify(raw, trusted=TRUSTED)
    assert type(found).model_validate_json(found.model_dump_json()) == found
    if isinstance(found, Answer):
        assert 0 < len(found.uid) <= 255
        assert "@" in found.attendee
        assert len(found.comment) <= 2_000
        assert 0 <= found.sequence < 2**31


def damaged(raw: bytes, by: random.Random) -> bytes:
    """Bytes overwritten, cut out, doubled, and pieces swapped."""
    mail = bytearray(raw)
    for _ in range(by.randint(1, 12)):
        at, length = by.randrange(len(mail)), by.randint(1, 40)
        match by.randrange(4):
            case 0:
                mail[at] = by.randrange(256)
            case 1 if len(mail) > 200:
                del mail[at : at + length]
            case 2:
                mail[at:at] = mail[at : at + length]
            case _:
                mail[at:at] = by.choice(
                    (b"\r\n", b'"', b":", b";", b"\x00", b"\n\n", b"\xff", b"BEGIN:VEVENT\n")
                )
    return bytes(mail)


@given(
    mail=st.sampled_from(
        [one for one in MAILS if "answer" in json.loads(one.with_suffix(".json").read_text())]
    ),
    kind=st.sampled_from(("message/rfc822", "message/global", "message/partial; id=1", "Message/RFC822")),
    named=st.sampled_from(("", '; name="invite.ics"')),
    shell=st.sampled_from(("mixed", "alternative", "related", "signed", "report", "digest")),
)
@settings(max_examples=50, deadline=None)
def test_an_answer_inside_an_enclosed_mail_is_never_an_answer(mail, kind, named, shell):
    raw = (
        b"From: kaja.tamm@saare.example\nContent-Type: multipart/%s; boundary=outer\n\n"
        b"--outer\nContent-Type: text/plain\n\nFor you.\n--outer\nContent-Type: %s%s\n\n%s\n--outer--\n"
    ) % (shell.encode(), kind.encode(), named.encode(), mail.read_bytes().replace(b"\r\n", b"\n"))

    assert isinstance(classify(raw), NotAnAnswer)


@given(
    comment=st.text(
        st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n"), max_size=2_500
    ),
    sequence=st.integers(-5, 10**30),
    partstat=st.sampled_from((PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)),
    width=st.integers(2, 75),
)
@settings(max_examples=50, deadline=None)
def test_whatever_is_said_is_read_back_however_it_is_folded(comment, sequence, partstat, width):
    escaped = comment.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    lines = (
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        "UID:abcdefghij@legation.example",
        f"SEQUENCE:{sequence}",
        f'ATTENDEE;CN="a:b;c,d";PARTSTAT={partstat}:mailto:Kaja.Tamm@saare.example',
        f"COMMENT:{escaped}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    folded = "\r\n".join(
        "\r\n ".join(line[at : at + width] for at in range(0, len(line), width)) for line in lines
    )
    calendar = b64encode(folded.encode())

    found = classify(
        b"Content-Type: text/calendar; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + calendar
    )

    assert isinstance(found, Answer)
    assert found.attendee == "kaja.tamm@saare.example"
    assert found.partstat is partstat
    assert found.sequence == min(max(sequence, 0), 2**31 - 1)
    assert found.comment == unicodedata.normalize("NFC", comment).strip()[:2_000].strip()


def test_a_calendar_that_is_never_closed_is_read_to_its_end():
    calendar = read_calendar("begin:vcalendar\nMETHOD:REPLY\nBEGIN:VEVENT\nuid:1\nBEGIN:VALARM\nUID:2")

    assert calendar is not None
    assert [one.value("UID") for one in calendar.inside] == ["1"]


@pytest.mark.parametrize("line", ["=?no-such?q?x?=", "=?\N{REPLACEMENT CHARACTER}?q?x?=", "=?utf-8?b?x?="])
def test_a_header_line_in_an_unknown_encoding_stays_as_it_is(line):
    assert decoded_header(line) == line


def test_an_answer_becomes_what_the_calendar_book_counts_without_anything_personal():
    answer = Answer(
        uid="u",
        attendee="kaja.tamm@saare.example",
        partstat=PartStat.DECLINED,
        sequence=3,
        dtstamp=datetime(2027, 3, 4, 8, tzinfo=UTC),
        comment="no",
    )

    given_answer = as_invite_answer(answer, "reception", AnswerSource.MAIL, "vault/answers/1")

    assert given_answer == InviteAnswer(
        item="reception",
        partstat=PartStat.DECLINED,
        sequence=3,
        dtstamp=datetime(2027, 3, 4, 8, tzinfo=UTC),
        source=AnswerSource.MAIL,
        record="vault/answers/1",
    )


def test_a_clock_that_runs_ahead_does_not_outdo_later_answers():
    received_at = datetime(2027, 3, 4, 9, tzinfo=UTC)
    answer = Answer(uid="u", attendee="a@b.example", dtstamp=received_at + timedelta(days=700))

    counted = as_invite_answer(answer, "reception", AnswerSource.MAIL, "", received_at=received_at)

    assert counted.dtstamp == received_at


def test_without_any_time_an_answer_is_older_than_all_others():
    answer = Answer(uid="u", attendee="a@b.example")

    assert as_invite_answer(answer, "reception", AnswerSource.MAIL, "").dtstamp.year == 1970


def test_somebody_who_was_not_invited_is_a_stranger_whatever_they_say():
    answer = Answer(uid="u", attendee="a@b.example", partstat=PartStat.ACCEPTED)

    counted = as_invite_answer(answer, "reception", AnswerSource.MAIL, "", is_stranger=True)

    assert counted.kind is AnswerKind.STRANGER
