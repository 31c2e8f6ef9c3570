"""My data: what is kept and until when, taking it with me, and having it erased for good."""

import io
import json
import zipfile

import pytest

from activities.erasing import Eraser
from delegation.application import ApplicationStatus
from portal.errors import EngineAway
from portal.web.delegates.my_data_page import problems_in
from tests.portal import stages
from tests.portal.test_web_programme import words_of
from tests.portal.trips_portal import KATRIN, SLUG, Travelling, sealed

SURE = {"number": KATRIN, "sure": "yes"}


@pytest.fixture
def trip() -> Travelling:
    return sealed().speaks("en").at("2017-05-12 12:00")


def applicant(trip: Travelling) -> str:
    """Somebody who applied and has no place."""
    return next(one for one in sorted(trip.legation.journeys) if one not in trip.legation.state.delegates)


async def test_each_kind_of_data_says_until_when_it_is_kept(trip: Travelling):
    said = words_of(await trip.text("mine"))

    assert (
        "Travel papers Passport, room, flights, consents, and the letter for your visa. Mon 19 June 2017"
        in said
    )
    assert "Your application Who you are, your answers and files. until you have it erased" in said
    assert "The address of this page Whoever has it sees what you see." in said


async def test_an_applicant_is_not_told_of_travel_papers_nobody_has(trip: Travelling):
    journey = trip.legation.journeys[applicant(trip)]
    assert journey.outcome is None

    said = words_of(await trip.text("mine", applicant(trip)))

    assert "Documents made for you" not in said
    assert "Your programme" not in said


async def test_everything_comes_as_one_archive_and_nothing_is_changed(trip: Travelling):
    path, kept = trip.path("mine/archive"), trip.legation.store._inner  # type: ignore[attr-defined]
    before, told = dict(kept.content), list(trip.legation.writes)
    async with trip.browser() as client:
        answer = await client.post(path)
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    manifest = json.loads(packed.read("manifest.json"))

    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="My data - usa-2017-A-01.zip"' in answer.headers["content-disposition"]
    assert manifest["participant"] == KATRIN
    assert "index.html" in packed.namelist()
    assert b"Katrin Lohmann" in packed.read("person/person-001.json")
    assert (dict(kept.content), trip.legation.writes) == (before, told)


async def test_no_other_site_can_start_the_archive_or_an_erasure(trip: Travelling):
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    async with trip.browser() as client:
        answers = [
            (await client.post(trip.path(page), data=SURE, headers=elsewhere)).status_code
            for page in ("mine/archive", "mine/erase")
        ]

    assert answers == [403, 403]
    assert trip.legation.register.person(SLUG, KATRIN).name == "Katrin Lohmann"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2017-05-12 12:00", "You give up your place. It goes to somebody on the reserve list"),
        ("2017-05-16 12:00", "You leave the trip now."),
        ("2017-06-01 12:00", "You took part; that stays so."),
    ],
)
async def test_the_page_says_what_erasing_means_for_somebody_who_stands_so(
    trip: Travelling, moment: str, said: str
):
    assert said in words_of(await trip.at(moment).text("mine/erase"))


async def test_who_has_not_typed_and_ticked_is_told_what_is_missing_and_keeps_what_was_typed(
    trip: Travelling,
):
    async with trip.browser() as client:
        answer = await client.post(trip.path("mine/erase"), data={"number": "A-02 <b>" + "Ñ" * 112})
    said = words_of(answer.text)

    assert answer.status_code == 422
    assert "Nothing was erased" in said
    assert "Type A-01, nothing else." in said
    assert 'href="#number"' in answer.text
    assert 'href="#sure"' in answer.text
    assert f'value="A-02 &lt;b&gt;{"Ñ" * 112}"' in answer.text
    assert trip.legation.writes == []


def test_the_number_may_be_typed_in_small_letters_and_with_spaces_around():
    assert problems_in(" a-01 ", "yes", "A-01") == ()
    assert problems_in("", "", "A-01") == (("number", "wrong-number"), ("sure", "not-sure"))


async def test_erasing_gives_the_place_back_first_and_shows_a_receipt_that_stays(trip: Travelling):
    async with trip.browser() as client:
        done = await client.post(trip.path("mine/erase"), data=SURE)
        receipt = await client.get(f"{trip.path('mine')}/{done.headers['location']}")
        again = await client.post(trip.path("mine/erase"), data=SURE)
        pages = [await client.get(trip.path(one)) for one in ("", "mine", "programme", "today", "mine/erase")]
    eraser = Eraser(trip.legation.store, trip.legation.register)  # type: ignore[arg-type]

    assert done.status_code == 303
    assert trip.legation.writes[0] == "withdraw"
    assert trip.legation.journeys[KATRIN].status is ApplicationStatus.WITHDRAWN
    assert eraser.is_erased(SLUG, KATRIN)
    assert "Your data is erased" in receipt.text
    assert "A-01 was erased on" in receipt.text
    assert "Katrin" not in receipt.text
    assert (again.status_code, again.headers["location"]) == (303, "erased")
    assert {one.status_code for one in pages} == {404}
    receipts = list(trip.legation.store.keys(f"delegations/{SLUG}/erasures/a-01/"))
    assert len(receipts) == 1


async def test_the_receipt_is_in_the_language_the_browser_asks_for(trip: Travelling):
    async with trip.browser() as client:
        await client.post(trip.path("mine/erase"), data=SURE)
        receipt = await client.get(trip.path("mine/erased"), headers={"Accept-Language": "de-DE,de;q=0.9"})

    assert "Ihre Daten sind gelöscht" in receipt.text


async def test_nobody_else_reads_the_receipt_and_there_is_none_before(trip: Travelling):
    async with trip.browser() as client:
        before = await client.get(trip.path("mine/erased"))
        unknown = await client.get("/o/unknown/mine/erased")

    assert (before.status_code, before.headers["location"]) == (303, "../mine")
    assert unknown.status_code == 404


async def test_what_was_cut_off_is_finished_by_the_same_form_though_nobody_is_known(
    trip: Travelling, monkeypatch: pytest.MonkeyPatch
):
    async def away(slug: str) -> None:
        raise EngineAway(slug)

    monkeypatch.setattr(trip.legation, "ledger", away)
    async with trip.browser() as client:
        cut = await client.post(trip.path("mine/erase"), data=SURE)
        half = await client.get(trip.path("mine/erased"))
    monkeypatch.undo()
    async with trip.browser() as client:
        done = await client.post(trip.path("mine/erase"), data=SURE)
        whole = await client.get(trip.path("mine/erased"))

    assert cut.status_code == 503
    assert 'name="number" value="A-01"' in cut.text
    assert "The erasure is not finished" in half.text
    assert done.status_code == 303
    assert "Your data is erased" in whole.text


async def test_a_vault_that_cannot_erase_for_good_says_so_and_erases_nothing():
    plain = Travelling(stages.published()).speaks("en").at("2017-05-12 12:00")
    async with plain.browser() as client:
        answer = await client.post(plain.path("mine/erase"), data=SURE)

    assert answer.status_code == 409
    assert "That cannot be done here" in answer.text
    assert plain.legation.writes == []


async def test_while_the_engine_is_away_the_archive_says_to_try_again(
    trip: Travelling, monkeypatch: pytest.MonkeyPatch
):
    async def away(slug: str) -> None:
        raise EngineAway(slug)

    monkeypatch.setattr(trip.legation, "roster", away)
    async with trip.browser() as client:
        answer = await client.post(trip.path("mine/archive"))

    assert answer.status_code == 503
    assert "Nothing is lost; try again in a minute." in answer.text


@pytest.mark.parametrize(
    ("language", "gives_back"),
    [("en", "Give the place back"), ("de", "Platz zurückgeben"), ("fr", "Rendre la place")],
)
async def test_a_delegate_is_led_from_their_data_to_giving_the_place_back(
    trip: Travelling, language: str, gives_back: str
):
    trip.speaks(language)
    shown = await trip.text("mine")
    status = await trip.text("")

    assert f'href="../{trip.path().rpartition("/")[2]}#leave">{gives_back}</a>' in shown
    assert 'id="leave"' in status
    assert 'value="withdraw"' in status


async def test_on_the_way_only_the_organiser_can_let_a_delegate_go(trip: Travelling):
    trip.at("2017-05-16 09:00")
    shown = await trip.text("mine")

    assert "The delegation is on its way." in shown
    assert "#leave" not in shown
    assert 'value="withdraw"' not in await trip.text("")


async def test_once_the_place_is_given_back_the_status_says_so_and_nothing_is_left_to_give(trip: Travelling):
    given = {"answer": "withdraw", "standing": "confirmed", "sure": "yes"}
    async with trip.browser() as client:
        done = await client.post(trip.path(), data=given)
        again = await client.post(trip.path(), data=given)

    assert (done.status_code, again.status_code) == (303, 303)
    assert trip.legation.writes.count("withdraw") == 1
    assert "You gave the place back" in await trip.text("")
    assert "#leave" not in await trip.text("mine")


async def test_an_applicant_is_led_to_what_can_be_withdrawn_at_that_stage(trip: Travelling):
    who = applicant(trip)
    journey = trip.legation.journeys[who]
    seen = {}
    for status in (ApplicationStatus.SUBMITTED, ApplicationStatus.RESERVE, ApplicationStatus.NOT_SELECTED):
        trip.legation.journeys[who] = journey.model_copy(update={"status": status, "offer": None})
        trip.legation.now = trip.legation.register.delegation_file(SLUG).call.last_closes_at
        seen[status] = (await trip.text("mine", who)).partition("#leave")[2][2:40].partition("<")[0]

    assert seen == {
        ApplicationStatus.SUBMITTED: "Withdraw the application",
        ApplicationStatus.RESERVE: "Leave the reserve list",
        ApplicationStatus.NOT_SELECTED: "",
    }
