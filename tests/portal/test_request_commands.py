"""Requests and ratings by commands: looking, and saying it for somebody who phoned."""

from datetime import UTC, datetime, timedelta

import pytest

from delegation.meeting import Wish
from delegation.requesting import Met, RequestBook, Requested, RequestSource, SaidOfMeetings, Went
from portal.request_shown import RatingsShown, RequestsShown
from tests.portal import stages
from tests.portal.commands_portal import Terminal
from tests.portal.parties_portal import PartiesInMemory
from tests.workflows.test_meeting_requests import RULES

MEETING = "meeting-a-01-a-04"


@pytest.fixture
def parties(at_itinerary: Terminal, monkeypatch: pytest.MonkeyPatch) -> PartiesInMemory:
    """All delegates may ask each other; A-04 asks A-01, and they have a meeting."""
    legation, (file, _) = at_itinerary.legation, stages.example()
    assert legation is not None
    delegates = legation.state.delegates
    opens = datetime(2017, 4, 3, 7, tzinfo=UTC)
    kept = PartiesInMemory(opens + timedelta(days=1))
    met = Met(item=MEETING, other="A-04", starts_at=opens, ends_at=opens + timedelta(minutes=20))
    for one in delegates:
        kept.books[one] = RequestBook(
            zone="Europe/Brussels",
            opens_at=opens,
            closes_at=opens + timedelta(days=7),
            answer_by=opens + timedelta(days=9),
            partners=tuple(other for other in delegates if other != one),
            asked_by=("A-04",) if one == "A-01" else (),
            meetings=(met,) if one == "A-01" else (),
        )
    kept.said["A-04"] = SaidOfMeetings(requests=(Requested(whom="A-01", wish=Wish.MUST),))

    async def with_matchmaking(_slug: str) -> object:
        return file.model_copy(update={"matchmaking": RULES})

    monkeypatch.setattr(legation, "file", with_matchmaking)
    for name in ("journey", "meeting_book", "request_meetings", "answer_requests", "rate_meetings"):
        monkeypatch.setattr(legation, name, getattr(kept, name), raising=False)
    return kept


def test_every_request_is_listed_with_its_answer(at_itinerary: Terminal, parties: PartiesInMemory):
    said = at_itinerary("requests list usa-2017")
    at_itinerary("requests answer usa-2017 A-01 --nice A-04")
    seen = RequestsShown.model_validate(at_itinerary("requests list usa-2017 --of A-01 --json").object)

    assert "1 request." in said.out
    assert [(one.asks, one.whom, one.answer) for one in seen.requests] == [("A-04", "A-01", "nice")]
    assert [one.source for one in parties.heard] == [RequestSource.ORGANISER]


def test_asking_by_phone_says_first_what_would_happen_and_refuses_nonsense(
    at_itinerary: Terminal, parties: PartiesInMemory
):
    dry = at_itinerary("requests ask usa-2017 A-01 --must A-04 --dry-run")
    wrong = at_itinerary("requests ask usa-2017 A-01 --nice A-01 --dry-run")
    before = list(parties.heard)
    done = at_itinerary("requests ask usa-2017 A-01 --must a-04")

    assert (dry.code, done.code) == (0, 0)
    assert "Nothing was done." in dry.out
    assert wrong.code == 4
    assert "cannot ask oneself" in wrong.err
    assert before == []
    assert [one.whom for one in parties.said["A-01"].requests] == ["A-04"]


def test_a_rating_by_phone_shows_in_the_figures_and_an_unknown_meeting_is_not_found(
    at_itinerary: Terminal, parties: PartiesInMemory
):
    unknown = at_itinerary("meetings rate usa-2017 A-01 meeting-x --mark 4")
    done = at_itinerary(f"meetings rate usa-2017 A-01 {MEETING} --mark 4")
    seen = RatingsShown.model_validate(at_itinerary("meetings ratings usa-2017 --json").object)
    said = at_itinerary("meetings ratings usa-2017")

    assert unknown.code == 3
    assert f"theirs are: {MEETING}" in unknown.err
    assert done.code == 0
    assert (seen.summary.given, seen.summary.mean, seen.ratings[0].went) == (1, 4.0, Went.HELD)
    assert "1 rating, 1 mark, 4.00 on average; " in said.out
    assert len(parties.heard) == 1
