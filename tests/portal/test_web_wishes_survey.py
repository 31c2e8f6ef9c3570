"""Wishes before a trip, and after it the survey and what came of it: the forms behind one signed link."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegation.follow_up import EvidenceState, OutcomeKind
from delegation.meeting import Wish
from tests.portal.invites_portal import PORTAL
from tests.portal.todo_portal import ANNA, FLOWN, Prepared, text_of

MONDAY, FRIDAY = "monday-afternoon", "friday-morning"
ORDER = {
    f"rank-{MONDAY}-visit-wistar": "3",
    f"rank-{MONDAY}-visit-singh": "1",
    f"rank-{MONDAY}-visit-penn-state": "2",
    f"rank-{FRIDAY}-visit-incubator": "1",
    f"rank-{FRIDAY}-visit-nanofab": "2",
}
SAID = {"mark-0": "5", "mark-1": "4", "mark-2": "3", "mark-3": "2", "remark": "Well done 👍"}
AGREED = {
    "kind-0": "agreement",
    "partner-0": "Wistar Institute",
    "summary-0": "We test together.\r\nFrom June on.",
    "evidence-0": "https://wistar.example/news",
}


@pytest.fixture
def trip() -> Prepared:
    return Prepared()


# --- visits ------------------------------------------------------------------------------------------


async def test_visits_are_put_in_an_order_by_numbers(trip: Prepared):
    said = await trip.hands_in("visits", ORDER)

    assert said.status_code == 303
    ranked = {one.block: one.ranking for one in trip.state().wishes.visits or ()}
    assert ranked[MONDAY] == ("visit-singh", "visit-penn-state", "visit-wistar")
    page = await trip.sees("visits")
    assert page.index("Singh Center") < page.index("Penn State") < page.index("Wistar")
    assert "✓ Done" in text_of(await trip.sees("todo"))


async def test_a_button_moves_a_visit_and_nothing_counts_before_it_is_saved(trip: Prepared):
    moved = await trip.hands_in("visits", {**ORDER, "up": "visit-penn-state"})

    assert moved.status_code == 200
    assert "It counts once you save it." in moved.text
    assert moved.text.index("Penn State") < moved.text.index("Singh Center") < moved.text.index("Wistar")
    assert trip.legation.writes == []


async def test_the_first_cannot_move_up_nor_the_last_down(trip: Prepared):
    for button in ({"up": "visit-singh"}, {"down": "visit-wistar"}, {"down": "no-such-visit"}):
        page = (await trip.hands_in("visits", {**ORDER, **button})).text
        assert page.index("Singh Center") < page.index("Penn State") < page.index("Wistar")


@pytest.mark.parametrize("rank", ["1", "", "0", "4", "-1", "١", "1e3", "999999999999999999999"])
async def test_a_number_that_stands_twice_or_is_none_is_asked_for_again(trip: Prepared, rank: str):
    page = await trip.hands_in("visits", {**ORDER, f"rank-{MONDAY}-visit-wistar": rank})

    assert page.status_code == 422
    assert "Give each visit another number, from 1 to 3." in page.text
    assert f'href="#block-{MONDAY}"' in page.text
    assert trip.legation.writes == []


async def test_after_their_date_the_order_stands_and_the_page_says_whom_to_write_to(trip: Prepared):
    trip.now_is("2017-03-25 10:00")

    page = await trip.sees("visits")
    posted = await trip.hands_in("visits", ORDER)

    assert "This was possible until Fri 24 March 2017, 18:00 Brussels (CET, UTC+1)." in text_of(page)
    assert f"mailto:{trip.file.organiser.mailbox}" in page
    assert "<button" not in page
    assert posted.status_code == 409
    assert trip.state().wishes.visits is None


# --- meetings ----------------------------------------------------------------------------------------


async def test_wishes_for_meetings_open_on_their_day(trip: Prepared):
    before = text_of(await trip.sees("wishes"))
    posted = await trip.hands_in("wishes", {"wish-penn-state": "must"})

    assert "This opens on Tue 18 April 2017, 09:00 Brussels (CEST, UTC+2)" in before
    assert posted.status_code == 409
    assert trip.legation.writes == []


async def test_wishes_for_meetings_are_kept_and_may_be_changed_until_they_close(trip: Prepared):
    trip.now_is("2017-04-20 10:00")
    await trip.hands_in("wishes", {"wish-penn-state": "must", "wish-potomac-bio": "nice"})
    again = await trip.hands_in("wishes", {"wish-penn-state": "no", "wish-potomac-bio": ""})

    assert again.status_code == 303
    kept = {one.host: one.wish for one in trip.state().wishes.meetings or ()}
    assert kept == {"penn-state": Wish.NO}
    assert trip.state().wishes.meetings is not None
    assert 'name="wish-penn-state" value="no" checked' in await trip.sees("wishes")


async def test_an_order_of_visits_outlives_wishes_for_meetings(trip: Prepared):
    await trip.hands_in("visits", ORDER)
    trip.now_is("2017-04-20 10:00")
    await trip.hands_in("wishes", {"wish-penn-state": "must"})

    assert trip.state().wishes.visits is not None


async def test_no_wish_at_all_and_hosts_that_do_not_exist_are_no_wishes(trip: Prepared):
    trip.now_is("2017-04-20 10:00")

    for typed in ({}, {"wish-penn-state": "love"}, {"wish-nobody": "must"}, {"wish-penn-state": ""}):
        page = await trip.hands_in("wishes", {"x": "1", **typed})
        assert page.status_code == 422
        assert "Choose must, nice or no for at least one of them." in page.text
    assert trip.legation.writes == []


# --- survey ------------------------------------------------------------------------------------------


async def test_the_survey_is_kept_by_question_and_shown_again(trip: Prepared):
    trip.now_is("2017-05-23 10:00")

    said = await trip.hands_in("survey", SAID)

    assert said.status_code == 303
    survey = trip.state().survey
    assert survey is not None
    assert survey.marks["How useful were the visits?"] == 5
    assert survey.remark == "Well done 👍"
    page = await trip.sees("survey")
    assert 'name="mark-0" value="5" checked' in page
    assert "Well done 👍" in page


async def test_a_mark_that_is_missing_or_none_is_asked_for_by_its_question(trip: Prepared):
    trip.now_is("2017-05-23 10:00")

    for mark in ("", "6", "0", "5.0", "five"):
        page = await trip.hands_in("survey", {**SAID, "mark-1": mark})
        assert page.status_code == 422
        assert 'href="#mark-1"' in page.text
        assert 'name="mark-0" value="5" checked' in page.text
        assert "Well done 👍" in page.text
    assert trip.legation.writes == []


async def test_a_remark_that_is_too_long_comes_back_whole(trip: Prepared):
    trip.now_is("2017-05-23 10:00")

    page = await trip.hands_in("survey", {**SAID, "remark": "ü" * 2001})

    assert page.status_code == 422
    assert "Shorten the text to 2000 characters; it has 2001." in page.text
    assert "ü" * 2001 in page.text


async def test_a_survey_before_its_day_or_after_the_report_is_not_taken(trip: Prepared):
    for local in ("2017-05-20 10:00", "2017-12-16 10:00"):
        trip.now_is(local)
        assert (await trip.hands_in("survey", SAID)).status_code == 409
    assert trip.legation.writes == []


async def test_a_late_survey_is_taken_and_its_page_says_that_it_is_late(trip: Prepared):
    trip.now_is("2017-06-20 10:00")

    assert "This was due on Mon 5 June 2017" in text_of(await trip.sees("survey"))
    assert (await trip.hands_in("survey", SAID)).status_code == 303


# --- outcomes ----------------------------------------------------------------------------------------


async def test_outcomes_are_reported_for_their_day_and_may_be_replaced(trip: Prepared):
    trip.now_is("2017-06-20 10:00")
    await asyncio.gather(*(trip.hands_in("outcomes/30", AGREED) for _ in range(2)))

    (report,) = trip.state().outcomes
    (outcome,) = report.outcomes
    assert (report.day, outcome.kind, outcome.partner) == (30, OutcomeKind.AGREEMENT, "Wistar Institute")
    assert outcome.evidence_state is EvidenceState.EVIDENCED
    assert outcome.summary == "We test together.\nFrom June on."
    assert 'value="agreement" selected' in await trip.sees("outcomes/30")


async def test_that_nothing_came_of_it_yet_is_a_report_as_well(trip: Prepared):
    trip.now_is("2017-06-20 10:00")

    await trip.hands_in("outcomes/30", {"nothing": "yes"})

    (report,) = trip.state().outcomes
    assert [one.kind for one in report.outcomes] == [OutcomeKind.NONE]
    assert 'name="nothing" value="yes" checked' in await trip.sees("outcomes/30")


async def test_a_later_day_shows_what_was_said_before(trip: Prepared):
    trip.now_is("2017-06-20 10:00")
    await trip.hands_in("outcomes/30", AGREED)
    trip.now_is("2017-08-18 10:00")

    said = text_of(await trip.sees("outcomes/90"))

    assert "What you told us before" in said
    assert "A signed agreement : Wistar Institute" in said.replace("agreement:", "agreement :")


async def test_an_outcome_without_a_kind_or_none_at_all_is_asked_for_again(trip: Prepared):
    trip.now_is("2017-06-20 10:00")

    half = await trip.hands_in("outcomes/30", {"partner-1": "Penn State"})
    none = await trip.hands_in("outcomes/30", {"kind-0": "", "partner-0": " "})
    long = await trip.hands_in("outcomes/30", {**AGREED, "summary-0": "x" * 601})

    assert [one.status_code for one in (half, none, long)] == [422, 422, 422]
    assert 'href="#row-1"' in half.text
    assert 'value="Penn State"' in half.text
    assert "tick that nothing came of it yet" in none.text
    assert "Shorten the text to 600 characters; it has 601." in long.text
    assert trip.legation.writes == []


async def test_the_engine_away_loses_nothing_of_a_report(trip: Prepared):
    trip.now_is("2017-06-20 10:00")
    trip.legation.answers_left = 1

    page = await trip.hands_in("outcomes/30", AGREED)

    assert page.status_code == 503
    assert 'name="partner-0" value="Wistar Institute"' in page.text
    assert trip.state().outcomes == ()


# --- whatever is typed -------------------------------------------------------------------------------

HOSTILE = st.text(st.characters(codec="utf-8"), max_size=200) | st.sampled_from(
    [
        "<b>",
        '"><script>alert(1)</script>',
        "{{7*7}}",
        "\x00",
        "\u202e",
        "👩‍👩‍👧",
        "x" * 5_000,
        "../..",
        "'; --",
    ]
)
NAMES = [
    *FLOWN,
    *("full-name", "birth-date", "passport-number", "passport-expires", "room", "room-with", "diet"),
    *("emergency-contact", "access-needs", "consent-photo", "up", "down", "remark", "nothing", *ORDER),
    *("mark-0", "mark-1", "kind-0", "partner-0", "summary-0", "evidence-0", "wish-penn-state"),
]
PAGES = (
    *("papers/passport", "papers/room", "papers/travel", "papers/diet", "papers/consent"),
    *("visits", "wishes", "survey", "outcomes/30"),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    typed=st.dictionaries(st.sampled_from(NAMES) | HOSTILE, st.lists(HOSTILE, max_size=3), max_size=12),
    path=st.sampled_from(PAGES),
    local=st.sampled_from(["2017-03-20 10:00", "2017-04-20 10:00", "2017-06-20 10:00"]),
)
def test_whatever_is_typed_is_answered_with_a_page_that_runs_none_of_it(
    typed: dict[str, list[str]], path: str, local: str
):
    async def story() -> None:
        trip = Prepared()
        trip.now_is(local)
        async with trip.browser() as browser:
            page = await browser.post(trip.page(path), data=typed)
            if page.status_code != 413:
                assert page.status_code in (200, 303, 404, 409, 415, 422), page.text
                assert "<script>" not in page.text
            seen = await browser.get(f"{PORTAL}{trip.page('todo')}")
            assert seen.status_code == 200

    asyncio.run(story())


async def test_a_form_of_five_megabytes_is_refused_before_it_is_read(trip: Prepared):
    for path, typed in (
        ("papers/diet", {**FLOWN, "diet": "x" * 5_000_000}),
        ("survey", {"remark": "x" * 5_000_000}),
    ):
        assert (await trip.hands_in(path, typed)).status_code == 413
    assert trip.state(ANNA).provided == ()
