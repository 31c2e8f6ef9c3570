"""The board of offers at the organiser's desk: time left, answers by phone, places released and passed on."""

import re

import pytest

from delegation.file import Phase
from delegation.offer import OfferOutcome
from tests.portal import stages
from tests.portal.organisers_portal import Organisers
from tests.portal.places_portal import PlacesInMemory, offers_are_out

SLUG = stages.SLUG
PAGE = f"/desk/{SLUG}/offers"


@pytest.fixture
def places() -> PlacesInMemory:
    return offers_are_out()


@pytest.fixture
def at_offers(places: PlacesInMemory) -> Organisers:
    return Organisers(places)


def column(page: str, name: str) -> str:
    """The part of the board under that heading."""
    found = re.search(rf'<section aria-labelledby="col-{name}">.*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


async def test_the_board_says_who_has_an_offer_how_long_and_who_waits_at_which_place(
    at_offers: Organisers,
) -> None:
    async with at_offers.browser(SLUG) as client:
        page = (await client.get(PAGE)).text

    assert column(page, "offered").count('<li class="card">') == 19
    assert "7 days left" in column(page, "offered")
    assert "until Tue 14 Mar 2017 12:00 CET" in column(page, "offered")
    assert "Nobody holds a place yet." in column(page, "confirmed")
    assert column(page, "reserve").index("place 1<") < column(page, "reserve").index("place 6<")


async def test_a_declined_offer_leaves_a_place_that_is_passed_on_once_however_often_it_is_clicked(
    at_offers: Organisers, places: PlacesInMemory
) -> None:
    places.ended("A-01", OfferOutcome.DECLINED)
    async with at_offers.browser(SLUG) as client:
        board = (await client.get(PAGE)).text
        asked = (await client.get(f"{PAGE}/pass-on")).text
        seen = re.search(r'name="seen" value="([0-9]+)"', asked)
        form = {"reason": "Agreed by phone", "seen": seen[1] if seen else ""}
        answers = [await client.post(f"{PAGE}/pass-on", data=form) for _ in range(2)]
        after = (await client.get(f"{PAGE}?done=pass-on")).text

    assert "1 place is free" in board
    assert "declined" in column(board, "ended")
    assert re.search(r"An offer would go to A-[0-9]+ ", asked)
    assert [one.status_code for one in answers] == [303, 303]
    assert places.writes == ["pass_on"]
    assert places.state.promotions[0].author == "Hanna Vermeulen"
    assert "Agreed by phone" in after


async def test_what_the_rules_do_not_allow_is_said_and_what_was_typed_stays(at_offers: Organisers) -> None:
    async with at_offers.browser(SLUG) as client:
        full = await client.post(f"{PAGE}/pass-on", data={"reason": "One more, please", "seen": "19"})
        short = await client.post(f"{PAGE}/pass-on", data={"reason": "", "seen": "19"})

    assert full.status_code == 409
    assert "All 19 places are taken or offered." in full.text
    assert 'value="One more, please"' in full.text
    assert short.status_code == 422
    assert "Say in a few words why" in short.text


async def test_an_answer_by_phone_counts_and_the_same_again_changes_nothing(
    at_offers: Organisers, places: PlacesInMemory
) -> None:
    path = f"{PAGE}/A-01/answer"
    async with at_offers.browser(SLUG) as client:
        neither = await client.post(path, data={"seen": "19"})
        answers = [await client.post(path, data={"answer": "accept"}) for _ in range(2)]
        other = await client.post(path, data={"answer": "decline"})

    assert neither.status_code == 422
    assert [one.status_code for one in answers] == [303, 303]
    assert other.status_code == 409
    assert places.journeys["A-01"].outcome is OfferOutcome.CONFIRMED


async def test_a_place_is_released_after_a_look_at_what_follows_and_never_twice(
    at_offers: Organisers, places: PlacesInMemory
) -> None:
    places.ended("A-01", OfferOutcome.CONFIRMED)
    path = f"{PAGE}/A-01/release"
    async with at_offers.browser(SLUG) as client:
        asked = await client.get(path)
        without = await client.post(path, data={"reason": "", "substitute": "A-99"})
        answers = [await client.post(path, data={"reason": "Visa refused"}) for _ in range(2)]
        board = (await client.get(PAGE)).text

    assert "Delegate left" in asked.text
    assert "An offer would go to the first on the reserve list who keeps the balance" in asked.text
    assert (without.status_code, 'value="A-99"' in without.text) == (422, True)
    assert [one.status_code for one in answers] == [303, 303]
    assert places.writes == ["release_place"]
    assert "1 place is free" in board


async def test_a_release_with_a_reason_that_cannot_be_shown_is_refused_and_still_shows_what_follows(
    at_offers: Organisers, places: PlacesInMemory
) -> None:
    places.ended("A-01", OfferOutcome.CONFIRMED)
    async with at_offers.browser(SLUG) as client:
        answer = await client.post(f"{PAGE}/A-01/release", data={"reason": "Visa\x07 refused"})

    assert answer.status_code == 422
    assert "Delegate left" in answer.text
    assert places.writes == []


async def test_who_holds_no_place_has_none_to_release(at_offers: Organisers) -> None:
    async with at_offers.browser(SLUG) as client:
        asked = await client.get(f"{PAGE}/A-13/release")
        answer = await client.post(f"{PAGE}/A-13/release", data={"reason": "Visa refused"})

    assert "holds no confirmed place" in asked.text
    assert answer.status_code == 409


async def test_who_would_get_the_place_of_whom_is_shown_when_asked_for(at_offers: Organisers) -> None:
    async with at_offers.browser(SLUG) as client:
        page = (await client.get(f"{PAGE}?foresee=yes")).text
        as_json = (await client.get(f"{PAGE}?format=json")).json()

    rows = re.search(r"Who would get the place of whom</caption>.*?</table>", page, re.DOTALL)
    assert rows is not None
    assert rows[0].count("<tr>") == 20
    assert len(as_json["offers"]) == 19


async def test_offers_of_others_are_not_there(at_offers: Organisers) -> None:
    async with at_offers.browser("japan-2018") as client:
        seen = [(await client.get(f"{PAGE}{path}")).status_code for path in ("", "/pass-on", "/A-01/answer")]
        done = [
            (await client.post(f"{PAGE}{path}", data={"answer": "accept", "reason": "Why not"})).status_code
            for path in ("/pass-on", "/A-01/answer", "/A-01/release")
        ]
    async with at_offers.browser(SLUG) as client:
        unknown = [
            (await client.get(f"{PAGE}/{path}")).status_code for path in ("A-99/answer", "A-01/explode")
        ]

    assert seen + done + unknown == [404] * 8
    assert at_offers.legation.writes == []


async def test_once_the_delegation_is_over_nothing_is_offered_to_be_done(places: PlacesInMemory) -> None:
    places.ended("A-01", OfferOutcome.DECLINED)
    async with Organisers(places).browser(SLUG) as client:
        before = (await client.get(PAGE)).text
        places.state = places.state.model_copy(update={"phase": Phase.CLOSED})
        after = (await client.get(PAGE)).text

    deeds = ("Pass a place on", "Answer for them", "If somebody declined now", "place is free")
    assert [deed in before for deed in deeds] == [True] * 4
    assert [deed in after for deed in deeds] == [False] * 4


async def test_how_long_places_are_passed_on_is_said_until_then_only(places: PlacesInMemory) -> None:
    places.ended("A-01", OfferOutcome.DECLINED)
    rules = stages.published().register.delegation_file(SLUG).offers
    assert rules is not None
    async with Organisers(places).browser(SLUG) as client:
        before = (await client.get(PAGE)).text
        places.now = rules.replacement_ends_at
        after = (await client.get(PAGE)).text

    assert "passed on by themselves until" in before
    assert "passed on by themselves until" not in after
    assert "pass one on by hand" in after
