"""The checklist of a delegate, and the papers on it: `/o/{token}/todo`, `/o/{token}/papers/{paper}`."""

import asyncio
import json
import re

import pytest

from activities.keys import papers_key, papers_prefix
from delegation.application import ApplicationStatus
from delegation.journey import ChecklistItem
from delegation.offer import OfferOutcome
from delegation.rooming import RoomKind, RoomWish
from tests.portal.invites_portal import PORTAL
from tests.portal.todo_portal import ANNA, BEN, CORA, DIET, FLOWN, PASSPORT, Prepared, text_of

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture
def trip() -> Prepared:
    return Prepared()


async def test_the_list_says_what_is_missing_until_when_and_leads_to_one_thing(trip: Prepared):
    page = await trip.sees("todo")

    said = text_of(page)
    assert "0 of 6 done" in said
    assert "Next: Passport" in said
    assert "By Fri 24 March 2017, 18:00 Brussels (CET, UTC+1)" in said
    assert page.count('class="button"') == 1
    assert f'href="{trip.page("papers/passport")}"' in page
    assert "From Tue 18 April 2017, 09:00 Brussels (CEST, UTC+2) until Wed 3 May 2017" in said


async def test_what_is_done_is_ticked_with_its_date_and_the_next_thing_takes_its_place(trip: Prepared):
    said = await trip.hands_in("papers/passport", PASSPORT)

    assert said.status_code == 303
    async with trip.browser() as browser:
        page = await browser.get(trip.page("papers/passport"), follow_redirects=False)
        there = str(page.url.join(said.headers["location"]))
        thanks = text_of((await browser.get(there)).text)
    assert there == f"{PORTAL}{trip.page('todo?done=papers/passport')}"
    assert "Thank you, that is with us: Passport." in thanks
    assert "✓ Done Given on Mon 20 March 2017, 10:00 Brussels (CET, UTC+1). The number ends in 47." in thanks
    assert "1 of 6 done" in thanks
    assert "Next: Hotel room" in thanks


async def test_only_what_is_done_is_thanked_for_whatever_stands_in_the_address(trip: Prepared):
    async with trip.browser() as browser:
        for claimed in ("papers/passport", EVIL, "x" * 3000):
            page = await browser.get(trip.page("todo"), params={"done": claimed})
            assert "Thank you" not in page.text
            assert "<script>alert" not in page.text


async def test_a_passport_goes_to_the_vault_and_is_never_shown_again(trip: Prepared):
    await trip.hands_in("papers/passport", PASSPORT)

    kept = json.loads(trip.legation.store.read(papers_key(trip.slug, ANNA, "passport")))
    assert kept["passport_number"] == "C01X00T47"
    assert ChecklistItem.PASSPORT in trip.state().provided
    for path in ("todo", "papers/passport", ""):
        page = await trip.sees(path)
        for secret in ("C01X00T47", "1980", "2025"):
            assert secret not in page, path
    assert "C01X00T47" not in trip.state().model_dump_json()


async def test_a_page_of_a_paper_says_why_it_is_asked_and_when_it_is_deleted(trip: Prepared):
    said = text_of(await trip.sees("papers/diet"))

    assert "so that we know whom to call if something happens to you. It is deleted on 19 June 2017." in said


async def test_mistakes_are_named_as_on_the_command_line_by_the_field_with_what_was_typed(trip: Prepared):
    wrong = {**PASSPORT, "birth-date": "30 June 1980", "passport-number": ""}

    page = await trip.hands_in("papers/passport", wrong)

    said = text_of(page.text)
    assert page.status_code == 422
    assert "Give the date as year-month-day, as in 1980-06-30." in said
    assert "Please answer: Passport number" in said
    assert 'href="#birth-date"' in page.text
    assert 'id="birth-date-wrong"' in page.text
    assert 'value="30 June 1980"' in page.text
    assert 'value="Anna Berg"' in page.text
    assert trip.legation.writes == []
    assert list(trip.legation.store.keys(papers_prefix(trip.slug, ANNA))) == []


async def test_who_shares_a_room_names_the_other_and_is_told_when_nobody_is_called_so(trip: Prepared):
    ben = trip.register.person(trip.slug, BEN).name
    unknown = await trip.hands_in("papers/room", {"room": "shared", "room-with": "Nobody Atall"})
    known = await trip.hands_in("papers/room", {"room": "shared", "room-with": ben})

    assert unknown.status_code == 422
    assert "called &#39;Nobody Atall&#39;" in unknown.text
    assert known.status_code == 303
    assert trip.state().room == RoomWish(kind=RoomKind.SHARED, with_participant=BEN)


async def test_who_only_applied_cannot_be_found_out_by_asking_to_share_a_room(trip: Prepared):
    cora = trip.register.person(trip.slug, CORA).name

    page = await trip.hands_in("papers/room", {"room": "shared", "room-with": cora})

    assert page.status_code == 422


async def test_who_takes_a_room_alone_after_all_need_not_empty_the_other_field(trip: Prepared):
    ben = trip.register.person(trip.slug, BEN).name
    await trip.hands_in("papers/room", {"room": "shared", "room-with": ben})

    again = await trip.hands_in("papers/room", {"room": "single", "room-with": ben})

    assert again.status_code == 303
    assert trip.state().room == RoomWish(kind=RoomKind.SINGLE)
    assert ben not in await trip.sees("papers/room")


async def test_what_may_be_seen_again_stands_in_its_form_and_an_emptied_field_is_empty(trip: Prepared):
    await trip.hands_in("papers/diet", DIET)
    page = await trip.sees("papers/diet")
    assert 'value="vegan" checked' in page
    assert 'value="step-free" checked' in page
    assert 'value="Ole Berg, +45 20 00 00 00"' in page

    await trip.hands_in("papers/diet", {name: DIET[name] for name in ("diet", "emergency-contact")})

    kept = json.loads(trip.legation.store.read(papers_key(trip.slug, ANNA, "diet")))
    assert kept == {"diet": "vegan", "emergency_contact": "Ole Berg, +45 20 00 00 00"}


async def test_flights_are_local_times_that_name_their_zone(trip: Prepared):
    page = await trip.sees("papers/travel")
    assert "Local time there (America/New York), as on the ticket." in page

    await trip.hands_in("papers/travel", FLOWN)

    answers = await trip.legation.later_answers(trip.slug, ANNA)
    assert answers["arrival"] == "2017-05-14 14:35 America/New_York"
    assert 'value="2017-05-14T14:35"' in await trip.sees("papers/travel")
    assert "✓ Done" in text_of(await trip.sees("todo"))


async def test_an_hour_that_clocks_skip_is_no_time_of_a_flight(trip: Prepared):
    page = await trip.hands_in("papers/travel", {**FLOWN, "arrival": "2017-03-12T02:30"})

    assert page.status_code == 422
    assert 'value="2017-03-12T02:30"' in page.text


async def test_papers_from_the_command_line_count_as_done_here_as_well(trip: Prepared):
    paper = {name.replace("-", "_"): value for name, value in PASSPORT.items()}
    await trip.legation.provide(trip.slug, ANNA, {ChecklistItem.PASSPORT: json.dumps(paper).encode()})

    said = text_of(await trip.sees("papers/passport"))

    assert "This is with us. The number ends in 47." in said
    assert "write all of it anew" in said


async def test_handing_in_twice_or_from_two_windows_is_handing_in_once(trip: Prepared):
    both = await asyncio.gather(*(trip.hands_in("papers/passport", PASSPORT) for _ in range(2)))
    await trip.hands_in("papers/diet", DIET)
    back = await trip.hands_in("papers/passport", {**PASSPORT, "passport-number": "C01X00T48"})

    assert [one.status_code for one in both] == [303, 303]
    assert back.status_code == 303
    kept = json.loads(trip.legation.store.read(papers_key(trip.slug, ANNA, "passport")))
    assert kept["passport_number"] == "C01X00T48"
    assert trip.state().provided == (ChecklistItem.DIET, ChecklistItem.PASSPORT)
    assert 'value="vegan" checked' in await trip.sees("papers/diet")


async def test_papers_are_taken_late_and_the_page_says_so(trip: Prepared):
    trip.now_is("2017-04-20 10:00")

    said = text_of(await trip.sees("todo"))

    assert "Overdue This was due on Fri 24 March 2017, 18:00" in said
    assert (await trip.hands_in("papers/passport", PASSPORT)).status_code == 303


async def test_after_the_trip_no_papers_are_taken_and_the_organiser_is_named(trip: Prepared):
    trip.now_is("2017-05-25 10:00")

    page = await trip.sees("papers/passport")
    posted = await trip.hands_in("papers/passport", PASSPORT)

    assert "<form" not in page
    assert f"mailto:{trip.file.organiser.mailbox}" in page
    assert posted.status_code == 409
    assert trip.legation.writes == []
    assert "This was possible until Fri 24 March 2017" in text_of(await trip.sees("todo"))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (ApplicationStatus.RESERVE, None),
        (ApplicationStatus.SELECTED, None),
        (ApplicationStatus.SELECTED, OfferOutcome.DECLINED),
        (ApplicationStatus.WITHDRAWN, OfferOutcome.CONFIRMED),
    ],
)
async def test_who_holds_no_confirmed_place_has_no_list(
    trip: Prepared, status: ApplicationStatus, outcome: OfferOutcome | None
):
    trip.tell(ANNA, status=status, outcome=outcome)

    async with trip.browser() as browser:
        for path in ("todo", "papers/passport", "visits", "wishes", "survey", "outcomes/30"):
            assert (await browser.get(trip.page(path))).status_code == 404
            posted = await browser.post(trip.page(path), data=PASSPORT)
            assert posted.status_code == (405 if path == "todo" else 404)
    assert trip.legation.writes == []


async def test_what_is_not_on_the_list_is_not_found(trip: Prepared):
    async with trip.browser() as browser:
        for path in ("papers/money", "papers/more", "papers/visits", "outcomes/31", "outcomes/x"):
            assert (await browser.get(trip.page(path))).status_code == 404


async def test_a_link_that_has_ended_is_gone_and_one_of_somebody_erased_is_not_found(trip: Prepared):
    gone, path = trip.page("todo", BEN), trip.page("todo")
    trip.legation.store.delete(f"delegations/{trip.slug}/people/{BEN.lower()}.json")
    async with trip.browser() as browser:
        assert (await browser.get(gone)).status_code == 404
        assert (await browser.post(trip.page("visits", BEN), data=DIET)).status_code == 404
        trip.now_is("2019-01-01 10:00")
        assert (await browser.get(path)).status_code == 410
        assert (await browser.post(trip.page("papers/diet"), data=DIET)).status_code == 410
    assert trip.legation.writes == []


@pytest.mark.parametrize("answers_left", [0, 1])
async def test_while_the_engine_is_away_everything_typed_comes_back_to_be_sent_again(
    trip: Prepared, answers_left: int
):
    trip.legation.answers_left = answers_left
    typed = {"diet": "vegan", "emergency-contact": f"Ole & {EVIL}", "access-needs": ["seating", "step-free"]}

    page = await trip.hands_in("papers/diet", typed)

    assert page.status_code == 503
    assert page.headers["retry-after"] == "30"
    assert "<script>alert" not in page.text
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    assert [name for name, _ in hidden] == ["diet", "emergency-contact", "access-needs", "access-needs"]
    trip.legation.answers_left = 10**9
    again = await trip.hands_in("papers/diet", typed)
    assert again.status_code == 303
    assert trip.legation.writes == ["provide"]


async def test_while_the_engine_is_away_the_list_asks_for_patience(trip: Prepared):
    trip.legation.answers_left = 0
    async with trip.browser() as browser:
        page = await browser.get(trip.page("todo"))

    assert page.status_code == 503


async def test_a_form_on_another_site_changes_nothing(trip: Prepared):
    async with trip.browser() as browser:
        for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
            for path in ("papers/diet", "visits", "wishes", "survey", "outcomes/30"):
                page = await browser.post(trip.page(path), data=DIET, headers=headers)
                assert page.status_code == 403
    assert trip.legation.writes == []


async def test_looking_changes_nothing(trip: Prepared):
    trip.page()  # the secret that signs links is made with the first of them
    before = dict(trip.legation.store.content)
    async with trip.browser() as browser:
        for path in ("", "todo", "papers/passport", "papers/room", "visits", "wishes", "survey"):
            for _ in range(2):
                page = await browser.get(trip.page(path))
                assert page.headers["cache-control"] == "no-store"
                await browser.head(trip.page(path))
    assert trip.legation.writes == []
    assert dict(trip.legation.store.content) == before


async def test_a_german_delegate_reads_german_and_so_do_the_fields_of_the_passport(trip: Prepared):
    trip.speaks(ANNA, "de-AT")

    said = text_of(await trip.sees("papers/passport"))

    assert "Vollständiger Name wie im Pass" in said
    assert "Passnummer" in said
    assert "Es wird am 19. Juni 2017 gelöscht." in said
    assert "Bis Fr. 24. März 2017, 18:00 Brüssel (CET, UTC+1)" in said


async def test_what_is_wrong_is_said_in_the_language_of_the_page_as_well(trip: Prepared):
    trip.speaks(ANNA, "de")
    long = await trip.hands_in("papers/diet", {**DIET, "emergency-contact": "x" * 121})
    partner = await trip.hands_in("papers/room", {"room": "shared", "room-with": "Nobody Atall"})

    assert "Kürzen Sie den Text auf 120 Zeichen; er hat 121." in long.text
    assert "Wir wissen nicht, wer gemeint ist." in partner.text


async def test_the_first_tab_leads_to_what_is_missing_and_shows_the_way(trip: Prepared):
    page = await trip.sees()

    said = text_of(page)
    assert "Next: Passport" in said
    assert re.search(r"✓ Applied .*✓ Evaluated .*✓ Decided .*✓ Confirmed .* Prepared by 11 May 2017", said)
    assert page.count('aria-current="step"') == 1
    assert f'href="{trip.page("todo")}"' in page


async def test_somebody_not_selected_sees_only_the_part_of_the_way_that_was_theirs(trip: Prepared):
    trip.tell(CORA, status=ApplicationStatus.NOT_SELECTED)
    trip.speaks(CORA, "en")

    said = text_of(await trip.sees("", CORA))

    assert "✓ Decided" in said
    assert "Travelled" not in said
    assert "Next:" not in said


async def test_who_reads_another_language_than_the_list_speaks_is_told_which_it_is(trip: Prepared):
    trip.speaks(ANNA, "es")

    page = await trip.sees()

    assert '<html lang="es">' in page
    assert '<div lang="en">' in page
    assert "Por hacer" in page
