"""Letters that bring a whole programme: how it gets into a calendar, by policy, with links and without."""

from collections.abc import Callable
from datetime import datetime

import pytest

from activities.letters import LetterWriter, Written
from activities.links import CalendarLinks
from delegation.calendar_rules import CalendarRules, InvitePolicy
from delegation.correspondence import agenda
from delegation.file import DelegationFile
from delegation.letter import Letter, LetterName
from delegation.letter_facts import FACTS
from delegation.person import Person
from tests.activities.conftest import PORTAL
from tests.activities.test_letters import Page, assert_nothing_unrendered, sample

FEED = f"{PORTAL}/c/ab12cd34ef56.ics"
WEBCAL = FEED.replace("https://", "webcal://")
ANSWER = f"{PORTAL}/a/eyJkIjoidXNhIn0.abc-def_1"
LINKS = CalendarLinks(feed=FEED, webcal=WEBCAL, answers={"visit-wistar": ANSWER, "unknown": ANSWER + "x"})
NOWHERE = CalendarLinks()
PROGRAMMES = (
    LetterName.AGENDA_FINAL,
    LetterName.ITINERARY_CHANGED,
    LetterName.HOST_AGENDA,
    LetterName.HOST_CHANGED,
)
OWN_INVITES = "reach you as invites of their own"
EVERY_INVITE = "Every appointment reaches your calendar as an invite of its own"

Write = Callable[..., Written]


@pytest.fixture(scope="session")
def programme(letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime) -> Write:
    def write(
        name: LetterName,
        links: CalendarLinks = LINKS,
        policy: InvitePolicy = InvitePolicy.DIGEST_AND_EACH,
        **more: object,
    ) -> Written:
        file = usa_2017.model_copy(update={"calendar": CalendarRules(policy=policy)})
        facts = {fact: sample(fact, wanted) for fact, wanted in FACTS[name].items()}
        rows = {"rows": agenda(file.itinerary, file)}
        letter = Letter.model_validate(
            {"name": name, "recipient": "A-17", "facts": {**facts, **rows, **more}}
        )
        return letters.write(letter, jorg, file, written_at, links)

    return write


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_brings_its_feed_its_file_and_an_answer_link_where_one_is_asked(
    name: LetterName, programme: Write
):
    written = programme(name)

    assert Page(written.html).links == [ANSWER, WEBCAL, FEED]
    assert f"      Answer: {ANSWER}\n" in written.text
    assert f"Subscribe to the calendar feed: {WEBCAL}\n" in written.text
    assert f"\n{FEED}\n" in written.text
    assert "attached file itinerary.ics" in written.text
    assert (
        "Calendar programs look at it again after some hours; urgent changes reach you by mail."
        in written.text
    )
    assert_nothing_unrendered(written)


@pytest.mark.parametrize("policy", InvitePolicy)
@pytest.mark.parametrize("name", PROGRAMMES)
def test_without_pages_a_programme_speaks_of_none(name: LetterName, policy: InvitePolicy, programme: Write):
    written = programme(name, NOWHERE, policy)

    assert Page(written.html).links == []
    assert "attached file itinerary.ics" in written.text
    for word in ("feed", "Subscribe", "the link", "Answer:"):
        assert word not in written.text
    assert_nothing_unrendered(written)


@pytest.mark.parametrize(
    ("policy", "told", "not_told"),
    [
        (InvitePolicy.EACH, EVERY_INVITE, OWN_INVITES),
        (InvitePolicy.DIGEST, "brings all of it into your calendar", "invites of their own"),
        (InvitePolicy.DIGEST_AND_EACH, f"Appointments that ask for your answer {OWN_INVITES}", EVERY_INVITE),
    ],
)
@pytest.mark.parametrize("links", [LINKS, NOWHERE], ids=["links", "no links"])
def test_what_is_said_of_invites_is_what_the_delegation_sends(
    policy: InvitePolicy, told: str, not_told: str, links: CalendarLinks, programme: Write
):
    text = programme(LetterName.AGENDA_FINAL, links, policy).text

    assert told in text
    assert not_told not in text


def test_where_no_invites_are_sent_an_answer_goes_by_link_or_by_mail(programme: Write):
    linked = programme(LetterName.AGENDA_FINAL, LINKS, InvitePolicy.DIGEST).text
    bare = programme(LetterName.AGENDA_FINAL, NOWHERE, InvitePolicy.DIGEST).text

    assert 'use the link "Answer" beside the appointment, or reply to this mail.' in linked
    assert "Where your answer is asked for, reply to this mail." in bare


def test_a_preliminary_programme_has_no_links(programme: Write):
    written = programme(LetterName.AGENDA_PRELIMINARY, links=NOWHERE)

    assert Page(written.html).links == []
    assert "itinerary.ics" not in written.text


def test_a_host_without_appointments_is_not_offered_a_calendar(programme: Write):
    written = programme(LetterName.HOST_CHANGED, rows=())

    assert Page(written.html).links == []
    assert "no appointment with you is left" in written.text


@pytest.mark.parametrize(
    "links",
    [
        CalendarLinks(feed="https://evil.example/c.ics", webcal=WEBCAL),
        CalendarLinks(feed=FEED, webcal="webcal://evil.example/c.ics"),
        CalendarLinks(feed=FEED, webcal=WEBCAL, answers={"visit-wistar": "https://evil.example"}),
        CalendarLinks(feed=FEED, webcal="javascript:alert(1)"),
    ],
    ids=["feed", "webcal", "answer", "script"],
)
def test_a_programme_links_to_the_portal_only(links: CalendarLinks, programme: Write):
    with pytest.raises(ValueError, match="may only link to"):
        programme(LetterName.AGENDA_FINAL, links)


def test_nothing_is_cancelled_before_a_costly_decline_is_confirmed(
    letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    facts = {"title": "Flight to Boston", "when": "Wed 17 May 2017, 18:00 Washington", "confirm_url": ANSWER}
    letter = Letter(name=LetterName.DECLINE_TO_CONFIRM, recipient="A-17", facts=facts)

    written = letters.write(letter, jorg, usa_2017, written_at)

    assert written.subject == "ACTION NEEDED: did you decline Flight to Boston?"
    assert "nothing is cancelled until you confirm it" in written.text
    assert Page(written.html).links == [ANSWER]
