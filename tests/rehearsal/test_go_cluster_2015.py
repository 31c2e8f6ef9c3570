"""The conference of go-cluster-2015, played on real servers: what must be true at its end."""

import re
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from icalendar import Calendar

from delegation.change import Book

from .conftest import Played

pytestmark = pytest.mark.timeout(1500)

FUNCTION_WORDS = {
    "en": "the and your you we with of please by until from is are this that have been has not as on will "
    "which at our be",
    "de": "der die das und ihr ihre ihnen sie wir mit von bitte bis aus ist sind dies diese haben nicht auf "
    "wird im am den dem ein eine oder werden zu für als um",
    "fr": "le la les et votre vous nous avec du des est sont ce cette pour avez pas sur sera au aux une ou "
    "dans en de un qui",
}
"""Words that each language needs for a sentence."""
WORDS = {language: frozenset(words.split()) for language, words in FUNCTION_WORDS.items()}
MONTHS = {
    "en": re.compile(r"\b\d{1,2} (January|February|March|April|June|July|September)\b"),
    "de": re.compile(r"\b\d{1,2}\. (Januar|Februar|März|April|Juni|Juli|September)\b"),
    "fr": re.compile(r"\b(\d{1,2}|1er) (janvier|février|mars|avril|juin|juillet|septembre)\b"),
}
PURPOSE = "X-Delegation-Purpose"


def mails(played: Played) -> list[EmailMessage]:
    found = [content for name, content in played.harvest.files.items() if name.startswith("mail/")]
    return [BytesParser(policy=default).parsebytes(content) for content in found]  # type: ignore[misc]


def words_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def reader_of(mail: EmailMessage) -> str:
    return str(mail["To"].addresses[0].addr_spec).lower()


def person_of(sent: object) -> dict[str, str]:
    person = sent.application["person"]  # type: ignore[attr-defined]
    assert isinstance(person, dict)
    return person


def languages(played: Played) -> dict[str, str]:
    """By address: of everybody who registered, and of all who answer for a host."""
    people = [person_of(one) for one in played.story.applications]
    spoken = {str(person["email"]).lower(): str(person["language"]) for person in people}
    return spoken | {person.email.lower(): person.language for person in played.file.people}


def names(played: Played) -> tuple[str, ...]:
    """Of people and organisations, which no language changes; the longest first."""
    people = [person_of(one) for one in played.story.applications]
    known = {str(person[key]) for person in people for key in ("name", "organisation")}
    return tuple(sorted(known, key=lambda name: (-len(name), name)))


def without_names(text: str, known: tuple[str, ...]) -> str:
    """Nor with links or codes, in which anything may stand."""
    bare = re.sub(r"(https?|webcal)://\S+|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", "", text)
    for name in known:
        if name in bare:
            bare = bare.replace(name, "N")
    return bare


def foreign_lines(text: str, language: str) -> Iterator[str]:
    """Lines with more words of another language than of this one."""
    for line in text.splitlines():
        said = [word.lower() for word in re.findall(r"[^\W\d_]+", line)]
        own = sum(word in WORDS[language] for word in said)
        for other in WORDS.keys() - {language}:
            if sum(word in WORDS[other] - WORDS[language] for word in said) > own:
                yield line


def calendars_in(mail: EmailMessage) -> Iterator[Calendar]:
    for part in mail.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            yield Calendar.from_ical(content.decode())


def test_250_have_a_place_and_who_comes_later_moves_up_in_order(go_cluster: Played) -> None:
    summary, told = go_cluster.summary, go_cluster.summary["mails"]
    assert summary["phase"] == "closed"
    assert summary["applications"]["received"] == len(go_cluster.story.applications) == 262
    assert summary["applications"]["ineligible"] == told["not-eligible"] == 2
    assert told["registered"] + told["registration-waiting"] == 260
    left = len(go_cluster.story.answers.leaving)
    at_once = go_cluster.file.capacity + 1  # one left while there were still places
    assert (told["registered"], told["registration-waiting"]) == (at_once, 9)
    assert told["place-free"] == left - 1 + 2  # and two who dropped out once the programme was published
    assert summary["delegates"] == go_cluster.file.capacity - 1  # the last one left too late to be replaced
    assert "offers" not in summary
    assert "selection" not in summary


def test_sessions_are_full_where_people_wait_and_no_fuller(go_cluster: Played) -> None:
    sessions = go_cluster.summary["sessions"]
    reserve = {item.id: item.reserve for item in go_cluster.file.itinerary if item.block}
    assert set(sessions) == set(reserve)
    for name, figures in sessions.items():
        assert figures["taken"] <= figures["capacity"], name
        assert figures["waiting"] <= reserve[name], name
        assert not figures["waiting"] or figures["taken"] == figures["capacity"], name
    assert sessions["energy"]["capacity"] == 75
    assert sessions["energy"]["moved_up"] >= 10
    assert sessions["clinic"]["taken"] == 0
    for block in ("morning", "afternoon"):
        side_by_side = [item.id for item in go_cluster.file.itinerary if item.block == block]
        taken = sum(sessions[name]["taken"] for name in side_by_side)
        assert taken == go_cluster.summary["delegates"], block


def test_every_change_of_the_script_was_made(go_cluster: Played) -> None:
    assert set(go_cluster.summary["changes"]) >= {step.id for step in go_cluster.story.changes}
    booked = [step for step in go_cluster.story.changes if isinstance(step.change, Book)]
    assert len(booked) == 9
    assert go_cluster.summary["itinerary"]["meetings"] == 28


def test_nobody_reads_another_calendar_than_was_published(go_cluster: Played) -> None:
    calendars = go_cluster.summary["calendars"]
    assert calendars["different"] == []
    assert calendars["equal"] == calendars["of"] == go_cluster.summary["delegates"]
    assert calendars["hosts"] == {"equal": 6, "of": 6}


def test_certificates_and_questions_go_to_those_alone_who_came(go_cluster: Played) -> None:
    told = go_cluster.summary["mails"]
    first, late = go_cluster.story.doors
    stayed_away = {*first.absent} - {*late.present}
    people = {one.id: str(person_of(one)["email"]).lower() for one in go_cluster.story.applications}
    absent = {people[one] for one in stayed_away}
    for purpose in ("certificate", "survey", "outcomes-wanted"):
        readers = {reader_of(mail) for mail in mails(go_cluster) if mail[PURPOSE] == purpose}
        assert len(readers) == told[purpose] == told["certificate"], purpose
        assert readers.isdisjoint(absent), purpose
    assert go_cluster.summary["documents"]["certificate"] == told["certificate"]
    assert told["certificate"] == go_cluster.summary["delegates"] - len(stayed_away) == 197


def test_what_250_people_need_on_paper_is_there_and_nothing_else(go_cluster: Played) -> None:
    documents = go_cluster.summary["documents"]
    assert documents["badge-sheet"] == 1
    assert documents["attendance-list"] == 2
    assert set(documents).isdisjoint({"briefing-book", "route-map", "programme-picture", "offer-letter"})


def test_every_mail_is_in_the_language_of_its_reader(go_cluster: Played) -> None:
    spoken, known = languages(go_cluster), names(go_cluster)
    wrong = []
    for mail in mails(go_cluster):
        language, purpose = spoken[reader_of(mail)], mail[PURPOSE]
        text = without_names(f"{mail['Subject']}\n{words_of(mail, 'plain')}", known)
        wrong += [(purpose, language, line) for line in foreign_lines(text, language)]
        assert mail.get("Content-Language", language) == language
        attribute = re.search(r'<html[^>]*\blang="([^"]+)"', words_of(mail, "html"))
        assert attribute is not None
        assert attribute[1] == language, purpose
        assert any(word.lower() in WORDS[language] for word in re.findall(r"[^\W\d_]+", text)), purpose
    assert wrong == []


def test_every_date_is_written_as_its_reader_writes_it(go_cluster: Played) -> None:
    spoken = languages(go_cluster)
    dated: Counter[str] = Counter()
    for mail in mails(go_cluster):
        language, text = spoken[reader_of(mail)], f"{mail['Subject']}\n{words_of(mail, 'plain')}"
        for other, months in MONTHS.items():
            found = months.search(text)
            assert found is None or other == language, (mail[PURPOSE], language, found[0])
            dated[language] += found is not None
    assert min(dated.values()) > 20
    assert set(dated) == {"de", "fr", "en"}


def test_calendars_are_in_the_language_of_their_reader(go_cluster: Played) -> None:
    spoken, known = languages(go_cluster), names(go_cluster)
    read, wrong = Counter[str](), []
    for mail in mails(go_cluster):
        language = spoken[reader_of(mail)]
        for calendar in calendars_in(mail):
            for event in calendar.walk("VEVENT"):
                read[language] += 1
                for field in ("SUMMARY", "LOCATION", "DESCRIPTION"):
                    text = without_names(str(event.get(field, "")), known)
                    wrong += [(field, language, line) for line in foreign_lines(text, language)]
    assert wrong == []
    assert min(read.values()) > 50
    assert set(read) == {"de", "fr", "en"}


def test_no_title_stands_in_two_languages_in_a_letter(go_cluster: Played) -> None:
    titles = [item.title for item in go_cluster.file.itinerary if " / " in item.title]
    for mail in mails(go_cluster):
        text = words_of(mail, "plain")
        assert [title for title in titles if title in text] == [], mail[PURPOSE]


def test_the_conference_costs_few_events_and_one_mail_for_each_thing_told(go_cluster: Played) -> None:
    events = go_cluster.summary["history_events"]
    assert events["delegation"] <= 22 * go_cluster.summary["applications"]["received"]
    assert events["participant_mean"] <= 92
    ids = Counter(mail["X-Delegation-Send-Id"] for mail in mails(go_cluster))
    assert [name for name, count in ids.items() if count > 1] == []
