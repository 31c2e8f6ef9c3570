"""The calendar book of one recipient: when something leaves, what leaves, and which answers count."""

from datetime import UTC, datetime, timedelta

import pytest

from delegation.calendar_book import CalendarBook
from delegation.calendar_rules import CalendarRules
from delegation.calendars.book_keeping import Sending, answered, heard, left, taken
from delegation.change import Difference
from delegation.invite import AnswerKind, AnswerOutcome, AnswerSource, InviteAnswer, Method, PartStat
from delegation.itinerary import ItineraryItem
from delegation.letter import LetterName
from delegation.news import ItineraryPublished

NOW = datetime(2017, 5, 11, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EACH = CalendarRules(policy="each", gather_minutes=10)


def item(name: str = "mit", **more: object) -> ItineraryItem:
    given = {
        "id": name, "kind": "visit", "title": name.title(), "leg": "boston", "zone": "America/New_York",
        "starts": "2017-05-18 09:30", "ends": "2017-05-18 11:00", "rsvp": True,
    }  # fmt: skip
    return ItineraryItem.model_validate({**given, **more})


def moved(hour: str, name: str = "mit") -> ItineraryItem:
    return item(name, starts=f"2017-05-18 {hour}:30", ends=f"2017-05-18 {hour}:59")


def news(version: int, *items: ItineraryItem, letter: str = "itinerary-changed", **more: object):
    lines = more.pop("differences", (Difference(item="mit", old="before", new=f"version {version}"),))
    return ItineraryPublished(
        at=NOW, version=version, items=items, letter=letter, differences=lines, rules=EACH, **more
    )


def sent(book: CalendarBook, now: datetime) -> tuple[CalendarBook, Sending]:
    book, sending = taken(book, now)
    return left(book, sending), sending


def told(*items: ItineraryItem) -> CalendarBook:
    """A book whose recipient has the first programme, told a day ago."""
    day = NOW - timedelta(days=1)
    return sent(heard(CalendarBook(), news(1, *items, letter="agenda-final"), day), day)[0]


def answer(partstat: str = "ACCEPTED", sequence: int = 0, minutes: int = 0, **more: object) -> InviteAnswer:
    given = {
        "item": "mit", "partstat": partstat, "sequence": sequence, "source": AnswerSource.MAIL,
        "dtstamp": NOW + minutes * MINUTE,
    }  # fmt: skip
    return InviteAnswer.model_validate({**given, **more})


def outcomes(book: CalendarBook, *answers: InviteAnswer) -> list[AnswerOutcome]:
    found = []
    for one in answers:
        book, outcome, _ = answered(book, "A-7", one, NOW + timedelta(hours=1))
        found.append(outcome)
    return found


# --- when something leaves -------------------------------------------------------------------------


def test_the_first_programme_leaves_at_once():
    book = heard(CalendarBook(), news(1, item(), letter="agenda-final"), NOW)

    assert book.due == NOW


def test_a_correction_waits_until_its_window_has_passed():
    assert heard(told(item()), news(2, moved("10")), NOW).due == NOW + 10 * MINUTE


def test_the_window_is_that_of_the_first_correction_so_that_nothing_waits_for_ever():
    book = heard(told(item()), news(2, moved("10")), NOW)

    later = heard(book, news(3, moved("11")), NOW + 9 * MINUTE)

    assert later.due == NOW + 10 * MINUTE


def test_urgent_news_leaves_at_once_with_all_that_was_gathered():
    book = heard(told(item(), item("tea")), news(2, moved("10"), item("tea")), NOW)

    urgent = heard(book, news(3, moved("10"), urgent=True), NOW + MINUTE)
    _, sending = sent(urgent, NOW + MINUTE)

    assert urgent.due == NOW + MINUTE
    assert [(one.method, one.item.id) for one in sending.revisions] == [("CANCEL", "tea"), ("REQUEST", "mit")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (moved("10"), moved("12")),
        (moved("10"), None),
        (item(starts="2017-05-25 10:30", ends="2017-05-25 11:30"), moved("12")),
        (moved("12"), item(starts="2017-05-25 10:30", ends="2017-05-25 11:30")),
        (None, moved("12")),
    ],
    ids=["moved", "cancelled", "moved to today", "moved away from today", "new today"],
)
def test_what_concerns_the_next_24_hours_leaves_at_once(before, after):
    tea = item("tea", starts="2017-05-24 16:00", ends="2017-05-24 17:00")
    now = datetime(2017, 5, 17, 18, tzinfo=UTC)

    book = heard(told(*filter(None, (before, tea))), news(2, *filter(None, (after, tea))), now)

    assert book.due == now


def test_what_is_over_is_not_soon():
    book = told(item())
    now = datetime(2017, 5, 18, 20, tzinfo=UTC)

    assert heard(book, news(2, moved("08")), now).due == now + 10 * MINUTE


def test_a_version_that_was_heard_before_changes_nothing():
    book = heard(told(item()), news(2, moved("10")), NOW)

    assert heard(book, news(2, moved("11")), NOW) == book
    assert heard(book, news(1, moved("11")), NOW) == book


# --- what leaves -----------------------------------------------------------------------------------


def test_corrections_that_were_gathered_leave_as_one_revision():
    book = told(item())
    for version, hour in enumerate(("10", "11", "12"), start=2):
        book = heard(book, news(version, moved(hour)), NOW)

    book, sending = sent(book, NOW + 10 * MINUTE)

    assert [(one.sequence, one.item) for one in sending.revisions] == [(1, moved("12"))]
    assert sending.news is not None
    assert book.is_empty
    assert book.due is None


def test_what_was_moved_and_moved_back_is_not_sent_at_all():
    there = Difference(item="mit", old="09:30", new="10:30")
    back = Difference(item="mit", old="10:30", new="09:30")
    book = heard(told(item()), news(2, moved("10"), differences=(there,)), NOW)
    book = heard(book, news(3, item(), differences=(back,)), NOW)

    book, sending = sent(book, NOW + 10 * MINUTE)

    assert sending == Sending()
    assert book.is_empty


def test_no_letter_leaves_where_only_the_words_for_the_same_appointment_differ():
    words = Difference(item="mit", old="09:30, until 11:00", new="09:30")

    _, sending = sent(heard(told(item()), news(2, item(), differences=(words,)), NOW), NOW + 10 * MINUTE)

    assert sending == Sending()


def test_a_programme_is_told_by_letter_also_if_the_calendar_knows_all_of_it():
    book = heard(told(item()), news(2, item(), letter="agenda-final", differences=()), NOW)

    _, sending = sent(book, NOW + 10 * MINUTE)

    assert sending.news is not None
    assert sending.news.letter is LetterName.AGENDA_FINAL
    assert sending.revisions == ()


def test_what_is_cancelled_and_comes_back_later_has_a_higher_sequence_each_time():
    book, sequences = told(item()), [0]
    for version, items in enumerate(([], [item()], [], [item()]), start=2):
        book, sending = sent(heard(book, news(version, *items), NOW), NOW + version * 20 * MINUTE)
        sequences += [one.sequence for one in sending.revisions]

    assert sequences == [0, 1, 2, 3, 4]
    assert book.invites[0].method is Method.REQUEST


def test_news_that_comes_in_while_mail_is_under_way_is_kept_for_the_next_time():
    book, first = taken(heard(told(item()), news(2, moved("10")), NOW), NOW + 10 * MINUTE)
    book = left(heard(book, news(3, moved("11")), NOW + 11 * MINUTE), first)

    assert (book.is_empty, book.due) == (False, NOW + 21 * MINUTE)
    _, second = sent(book, NOW + 21 * MINUTE)
    assert [(one.sequence, one.before, one.item) for one in second.revisions] == [
        (2, moved("10"), moved("11"))
    ]


def test_a_correction_of_the_first_programme_waits_while_that_is_under_way():
    book, _ = taken(heard(CalendarBook(), news(1, item(), letter="agenda-final"), NOW), NOW)

    assert heard(book, news(2, moved("10")), NOW + MINUTE).due == NOW + 11 * MINUTE


def test_what_was_taken_and_never_said_to_have_left_is_not_sent_under_the_same_sequence():
    book, _ = taken(heard(told(item()), news(2, moved("10")), NOW), NOW + 10 * MINUTE)

    _, sending = taken(heard(book, news(3, moved("11")), NOW), NOW + 20 * MINUTE)

    assert [one.sequence for one in sending.revisions] == [2]


# --- answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE"])
def test_an_answer_counts_and_is_nobody_elses_business(partstat: str):
    book, outcome, report = answered(told(item()), "A-7", answer(partstat), NOW)

    assert (outcome, report) == (AnswerOutcome.COUNTED, None)
    assert book.invites[0].partstat == partstat
    assert book.invites[0].answer == answer(partstat)


def test_a_decline_is_reported_once_however_often_a_program_says_it():
    book, outcome, report = answered(told(item()), "A-7", answer("DECLINED"), NOW)
    assert (outcome, report.declined, report.is_confirmed) == (AnswerOutcome.COUNTED, True, True)

    again = answered(book, "A-7", answer("DECLINED", minutes=5), NOW)

    assert (again.outcome, again.report) == (AnswerOutcome.COUNTED, None)


def test_the_newest_answer_counts_in_whatever_order_they_come_in():
    early, late = answer("ACCEPTED", minutes=1), answer("TENTATIVE", minutes=2)

    assert outcomes(told(item()), early, late) == [AnswerOutcome.COUNTED] * 2
    assert outcomes(told(item()), late, early) == [AnswerOutcome.COUNTED, AnswerOutcome.REPEATED]
    assert outcomes(told(item()), early, early) == [AnswerOutcome.COUNTED, AnswerOutcome.REPEATED]


def test_an_answer_to_an_earlier_time_does_not_count_for_the_new_one():
    book, _ = sent(heard(told(item()), news(2, moved("10")), NOW), NOW + 10 * MINUTE)

    book, outcome, report = answered(book, "A-7", answer("DECLINED", minutes=30), NOW + 30 * MINUTE)

    assert (outcome, report) == (AnswerOutcome.OUTDATED, None)
    assert book.invites[0].partstat is PartStat.NEEDS_ACTION
    assert outcomes(book, answer("ACCEPTED", sequence=1, minutes=20)) == [AnswerOutcome.COUNTED]


def test_an_answer_from_before_a_smaller_change_still_counts():
    book, _ = sent(heard(told(item()), news(2, item(title="MIT and labs")), NOW), NOW + 10 * MINUTE)

    assert outcomes(book, answer("ACCEPTED", sequence=0, minutes=30)) == [AnswerOutcome.COUNTED]


def test_a_smaller_change_carries_the_answer_that_was_given():
    book, *_ = answered(told(item()), "A-7", answer("TENTATIVE"), NOW)

    _, sending = sent(heard(book, news(2, item(title="MIT and labs")), NOW), NOW + 10 * MINUTE)

    assert [(one.partstat, one.material) for one in sending.revisions] == [("TENTATIVE", False)]


@pytest.mark.parametrize(
    "unknown",
    [{"item": "never-heard-of"}, {"sequence": 1001}],
    ids=["another item", "a sequence from nowhere"],
)
def test_an_answer_to_what_was_never_sent_is_unknown(unknown):
    book = told(item())

    assert answered(book, "A-7", answer(**unknown), NOW) == (book, AnswerOutcome.UNKNOWN, None)


def test_the_link_of_a_digest_is_an_answer_too_but_no_invite_is_sent_that_never_was():
    only_told = CalendarRules(policy="digest")
    first = news(1, item(), letter="agenda-final").model_copy(update={"rules": only_told})
    book, _ = sent(heard(CalendarBook(), first, NOW), NOW)

    pressed = answer(source=AnswerSource.LINK)
    assert outcomes(book, pressed, answer(kind=AnswerKind.REFRESH)) == [
        AnswerOutcome.COUNTED, AnswerOutcome.UNKNOWN,
    ]  # fmt: skip


def test_nobody_answers_what_was_cancelled_or_is_over():
    cancelled, _ = sent(heard(told(item()), news(2), NOW), NOW + 10 * MINUTE)

    assert outcomes(cancelled, answer(sequence=1)) == [AnswerOutcome.OVER]
    over = datetime(2017, 5, 18, 15, tzinfo=UTC)
    assert answered(told(item()), "A-7", answer(), over).outcome is AnswerOutcome.OVER


def test_a_program_that_raises_the_sequence_gets_the_next_revision():
    book, *_ = answered(told(item()), "A-7", answer(sequence=4), NOW)

    _, sending = sent(heard(book, news(2, moved("10")), NOW), NOW + 10 * MINUTE)

    assert [one.sequence for one in sending.revisions] == [5]


def test_an_answer_may_come_before_the_rest_of_its_delivery_has_left():
    first = heard(CalendarBook(), news(1, item(), item("tea"), letter="agenda-final"), NOW)
    book, under_way = taken(first, NOW)

    book, outcome, _ = answered(book, "A-7", answer("DECLINED"), NOW)
    book = left(book, under_way)

    assert outcome is AnswerOutcome.COUNTED
    assert [(one.item.id, one.partstat) for one in book.invites] == [
        ("mit", "DECLINED"),
        ("tea", "NEEDS-ACTION"),
    ]


def test_an_answer_to_the_new_time_is_not_lost_while_other_mail_is_under_way():
    book, under_way = taken(heard(told(item()), news(2, moved("10")), NOW), NOW + 10 * MINUTE)

    book, outcome, _ = answered(book, "A-7", answer("ACCEPTED", sequence=1, minutes=11), NOW + 12 * MINUTE)

    assert outcome is AnswerOutcome.COUNTED
    assert left(book, under_way).invites[0].partstat is PartStat.ACCEPTED


def test_an_answer_to_the_old_time_does_not_survive_the_new_one_that_is_under_way():
    book, under_way = taken(heard(told(item()), news(2, moved("10")), NOW), NOW + 10 * MINUTE)

    book, *_ = answered(book, "A-7", answer("ACCEPTED", sequence=0, minutes=11), NOW + 12 * MINUTE)

    assert left(book, under_way).invites[0].partstat is PartStat.NEEDS_ACTION


# --- declines that cost money ----------------------------------------------------------------------


FLIGHT = item(decline_costs=True)


def test_a_costly_decline_by_mail_waits_to_be_confirmed_by_link():
    book, outcome, report = answered(told(FLIGHT), "A-7", answer("DECLINED"), NOW)
    assert (outcome, report.is_confirmed) == (AnswerOutcome.TO_CONFIRM, False)

    confirmed = answer("DECLINED", minutes=9, source=AnswerSource.LINK)
    book, outcome, report = answered(book, "A-7", confirmed, NOW)

    assert (outcome, report.declined, report.is_confirmed) == (AnswerOutcome.COUNTED, True, True)
    assert outcomes(book, confirmed) == [AnswerOutcome.REPEATED]


def test_a_costly_decline_by_link_counts_at_once():
    pressed = answer("DECLINED", source=AnswerSource.LINK)

    assert outcomes(told(FLIGHT), pressed, pressed) == [AnswerOutcome.COUNTED, AnswerOutcome.REPEATED]


def test_who_accepts_after_all_takes_the_decline_back():
    book, *_ = answered(told(FLIGHT), "A-7", answer("DECLINED"), NOW)

    _, outcome, report = answered(book, "A-7", answer("ACCEPTED", minutes=3), NOW)

    assert (outcome, report.declined) == (AnswerOutcome.COUNTED, False)


def test_a_mail_program_with_a_wrong_clock_cannot_outdo_a_link():
    from_tomorrow = answer("DECLINED", minutes=24 * 60)
    book, *_ = answered(told(FLIGHT), "A-7", from_tomorrow, NOW)

    pressed = answer("ACCEPTED", minutes=5, source=AnswerSource.LINK)
    book, outcome, _ = answered(book, "A-7", pressed, NOW)

    assert (outcome, book.invites[0].partstat) == (AnswerOutcome.COUNTED, PartStat.ACCEPTED)
    assert outcomes(book, from_tomorrow) == [AnswerOutcome.REPEATED]


def test_the_link_of_a_mail_from_before_a_move_does_not_count_for_the_new_time():
    book, _ = sent(heard(told(FLIGHT), news(2, moved("10")), NOW), NOW + 10 * MINUTE)

    pressed = answer("DECLINED", minutes=30, source=AnswerSource.LINK)

    assert outcomes(book, pressed) == [AnswerOutcome.OUTDATED]


# --- what a person must decide, and what is asked for once more --------------------------------------


@pytest.mark.parametrize("kind", [AnswerKind.COUNTER, AnswerKind.DELEGATED, AnswerKind.STRANGER])
def test_whatever_is_no_plain_answer_is_for_a_person_and_changes_no_status(kind: AnswerKind):
    book = told(item())

    after, outcome, report = answered(book, "A-7", answer("DECLINED", kind=kind, record="vault/1"), NOW)

    assert (after, outcome) == (book, AnswerOutcome.FOR_A_PERSON)
    assert (report.kind, report.declined, report.record) == (kind, False, "vault/1")


def test_an_invite_that_was_lost_is_sent_once_more_with_the_answer_that_is_known():
    book, *_ = answered(told(item()), "A-7", answer("ACCEPTED"), NOW)
    refresh = answer(kind=AnswerKind.REFRESH, minutes=5)

    book, outcome, _ = answered(book, "A-7", refresh, NOW + 5 * MINUTE)
    assert (outcome, book.due) == (AnswerOutcome.SENT_AGAIN, NOW + 5 * MINUTE)
    assert answered(book, "A-7", refresh, NOW + 5 * MINUTE).outcome is AnswerOutcome.REPEATED

    book, sending = sent(book, NOW + 5 * MINUTE)
    assert sending.news is None
    assert [(one.sequence, one.partstat) for one in sending.revisions] == [(1, "ACCEPTED")]
    assert book.is_empty


def test_nobody_is_flooded_by_asking_again_and_again():
    book, *_ = answered(told(item()), "A-7", answer(kind=AnswerKind.REFRESH), NOW)
    book, _ = sent(book, NOW)

    soon = answered(book, "A-7", answer(kind=AnswerKind.REFRESH, sequence=1), NOW + 30 * MINUTE)

    assert soon.outcome is AnswerOutcome.REPEATED


def test_what_is_asked_for_again_takes_waiting_corrections_along():
    book = heard(told(item(), item("tea")), news(2, item(), item("tea", title="Tea and cake")), NOW)

    book, *_ = answered(book, "A-7", answer(kind=AnswerKind.REFRESH), NOW + MINUTE)
    _, sending = sent(book, NOW + MINUTE)

    assert sorted((one.item.id, one.sequence) for one in sending.revisions) == [("mit", 1), ("tea", 1)]
    assert sending.news is not None
