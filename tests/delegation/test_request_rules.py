"""Who may be asked for a meeting, what the last word is, and what is collected of it all."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.encounters import MeetingRequest
from delegation.meeting import Wish
from delegation.ratings import summary_of
from delegation.reading.story_requests import RequestRecord, check_requests
from delegation.request_letters import by_asked, new_requests, no_show_task
from delegation.request_rules import (
    after_answers,
    after_missing,
    after_ratings,
    after_requests,
    collected,
    missed_anew,
    standing,
    unanswered,
    why_not_request,
)
from delegation.requesting import (
    AnswerRequests,
    MeetingMissed,
    MeetingRating,
    Met,
    NoShow,
    RateMeetings,
    RatingGiven,
    RequestAnswer,
    RequestBook,
    Requested,
    RequestMeetings,
    SaidOfMeetings,
    Went,
)

NOW = datetime(2016, 4, 5, 10, tzinfo=UTC)
PEOPLE = ("P-1", "P-2", "P-3", "P-4")
NOTHING = SaidOfMeetings()


def book(of: str = "P-1", **more: object) -> RequestBook:
    return RequestBook.model_validate(
        {
            "zone": "Europe/Brussels",
            "opens_at": NOW - timedelta(days=1),
            "closes_at": NOW + timedelta(days=1),
            "answer_by": NOW + timedelta(days=3),
            "partners": tuple(one for one in PEOPLE if one != of),
            **more,
        }
    )


def asks(*whom: str, back: tuple[str, ...] = (), wish: Wish = Wish.NICE, **more: object) -> RequestMeetings:
    requests = tuple(Requested(whom=one, wish=wish) for one in whom)
    return RequestMeetings(requests=requests, taken_back=back, book=book(**more))


def refusal(said: RequestMeetings, before: SaidOfMeetings = NOTHING) -> str:
    return why_not_request(said, before, "P-1", NOW) or ""


def test_each_way_to_ask_the_wrong_person_is_refused_in_words_of_its_own():
    assert "cannot ask oneself" in refusal(asks("P-1"))
    assert "P-2 is of the same organisation" in refusal(asks("P-2", own=("P-2",)))
    assert "P-3 is of a group that does not meet yours" in refusal(asks("P-3", apart=("P-3",)))
    assert "There is no delegate P-9" in refusal(asks("P-9"))
    assert "P-2 is named twice" in refusal(asks("P-2", back=("P-2",)))
    assert "Nobody was named" in refusal(asks())
    assert refusal(asks("P-2", "P-3")) == ""


def test_the_most_requests_count_those_made_before_and_not_whom_one_rules_out():
    before = after_requests(NOTHING, asks("P-2"), NOW)

    assert "These would be 2 requests, and 1 are possible" in refusal(asks("P-3", at_most=1), before)
    assert refusal(asks("P-3", back=("P-2",), at_most=1), before) == ""
    assert refusal(asks("P-3", wish=Wish.NO, at_most=1), before) == ""


@given(st.lists(st.tuples(st.sampled_from(PEOPLE[1:]), st.sampled_from([*Wish, None])), max_size=12))
@settings(max_examples=40)
def test_of_each_person_the_last_word_counts(words: list[tuple[str, Wish | None]]):
    said = NOTHING
    for whom, wish in words:
        message = asks(whom, wish=wish) if wish else asks(back=(whom,))
        said = after_requests(said, message, NOW)

    last = dict(words)
    expected = [(whom, wish) for whom, wish in sorted(last.items()) if wish is not None]
    assert [(one.whom, one.wish) for one in said.requests] == expected


def test_what_is_said_again_unchanged_keeps_its_time():
    first = after_requests(NOTHING, asks("P-2"), NOW)
    again = after_requests(first, asks("P-2"), NOW + timedelta(hours=1))
    other = after_requests(first, asks("P-2", wish=Wish.MUST), NOW + timedelta(hours=1))

    assert again == first
    assert other.requests[0].at == NOW + timedelta(hours=1)


def said_by(**whom: Wish) -> SaidOfMeetings:
    requests = tuple(Requested(whom=name.replace("_", "-"), wish=wish) for name, wish in whom.items())
    return SaidOfMeetings(requests=requests)


def test_who_asks_in_return_has_answered_unless_they_said_otherwise():
    answer = AnswerRequests(answers=(RequestAnswer(asks="P-1", wish=Wish.NO),), book=book("P-3"))
    said = {
        "P-1": said_by(P_2=Wish.MUST, P_3=Wish.NICE, P_4=Wish.NICE),
        "P-2": said_by(P_1=Wish.NICE),
        "P-3": after_answers(said_by(P_1=Wish.MUST), answer, NOW),
    }
    books = {one: book(one) for one in PEOPLE}

    found = {(one.asks, one.whom): one.answer for one in collected(said, books)}
    assert found == {
        ("P-1", "P-2"): Wish.NICE,
        ("P-1", "P-3"): Wish.NO,
        ("P-1", "P-4"): None,
        ("P-2", "P-1"): Wish.MUST,
        ("P-3", "P-1"): Wish.NICE,
    }
    assert unanswered(said["P-2"], ("P-1",)) == ()
    assert unanswered(NOTHING, ("P-1",)) == ("P-1",)


def test_who_left_is_in_no_request_and_whom_one_rules_out_is_told_nothing():
    requests = (
        MeetingRequest(asks="P-1", whom="P-2"),
        MeetingRequest(asks="P-1", whom="P-3", wish=Wish.NO),
        MeetingRequest(asks="P-4", whom="P-2"),
    )

    assert [one.asks for one in standing(requests, ("P-1", "P-2", "P-3"))] == ["P-1"]
    assert [one.asks for one in by_asked(new_requests((), requests))["P-2"]] == ["P-1", "P-4"]
    assert "P-3" not in by_asked(new_requests((), requests))
    assert new_requests(requests, requests) == ()


MET = Met(item="meeting-p-1-p-2", other="P-2", starts_at=NOW, ends_at=NOW + timedelta(minutes=20))


def rated(went: Went, before: SaidOfMeetings = NOTHING) -> SaidOfMeetings:
    rating = MeetingRating(item=MET.item, other="P-2", went=went)
    return after_ratings(before, RateMeetings(ratings=(rating,), book=book(meetings=(MET,))), NOW)


def test_a_no_show_is_reported_once_and_taken_back_once():
    missed = rated(Went.MISSED)
    held = rated(Went.HELD, missed)

    assert [one.missing for one in missed_anew(NOTHING, missed, "P-1", NOW)] == ["P-2"]
    assert missed_anew(missed, rated(Went.MISSED, missed), "P-1", NOW) == ()
    assert [one.is_taken_back for one in missed_anew(missed, held, "P-1", NOW)] == [True]
    assert missed_anew(NOTHING, held, "P-1", NOW) == ()


def test_to_hear_twice_who_did_not_come_counts_once_and_the_task_says_how_often_it_happened():
    first = MeetingMissed(participant="P-1", missing="P-2", item="meeting-p-1-p-2")
    other = MeetingMissed(participant="P-3", missing="P-2", item="meeting-p-2-p-3")
    heard: tuple[NoShow, ...] = ()
    for missed in (first, first, other):
        heard = after_missing(heard, missed, NOW)

    assert len(heard) == 2
    assert "P-2 did not come to 2 meetings (waited: P-1, P-3)" in no_show_task("P-2", heard, "hannover-2016")
    taken_back = after_missing(heard, first.model_copy(update={"is_taken_back": True}), NOW)
    assert [one.waited for one in taken_back] == ["P-3"]
    assert no_show_task("P-4", heard, "hannover-2016") == ""


def test_the_figures_count_each_side_and_each_missed_meeting_once():
    ratings = [
        RatingGiven(participant=one, rating=MeetingRating(item=item, other="P-9", went=went, mark=mark))
        for one, item, went, mark in (
            ("P-1", "a", Went.HELD, 5),
            ("P-2", "a", Went.HELD, 2),
            ("P-1", "b", Went.MISSED, None),
            ("P-1", "c", Went.HELD, None),
        )
    ]
    no_shows = [
        NoShow(missing="P-3", waited="P-1", item="b", at=NOW),
        NoShow(missing="P-3", waited="P-2", item="d", at=NOW),
        NoShow(missing="P-1", waited="P-3", item="d", at=NOW),
    ]
    found = summary_of(ratings, no_shows)

    assert (found.given, found.marked, found.mean, found.held) == (4, 2, 3.5, 2)
    assert (found.no_shows, found.repeated) == (2, ("P-3",))
    assert summary_of((), ()).mean is None


def test_one_line_of_a_story_says_whom_somebody_asks_answers_and_rates():
    record = RequestRecord.model_validate(
        {"who": "P-1", "must": ["P-2", "P-9"], "no": ["P-3"], "others": "nice", "marks": "4m"}
    )
    later = MET.model_copy(update={"item": "meeting-p-1-p-3", "other": "P-3"})
    mine = book(asked_by=("P-4",), meetings=(MET, later))

    assert record.asked(mine) == (("P-2", Wish.MUST), ("P-3", Wish.NO))
    assert record.answered(mine) == (RequestAnswer(asks="P-4", wish=Wish.NICE),)
    assert [(met.other, went, mark) for met, went, mark in record.rated(mine)] == [
        ("P-2", Went.HELD, 4),
        ("P-3", Went.MISSED, None),
    ]
    misfits = [message for _, _, message, _ in check_requests((record,), PEOPLE)]
    assert misfits == ["'P-9' is no applicant"]
