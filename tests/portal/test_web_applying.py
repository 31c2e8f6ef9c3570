"""Applying on a page: what a call says, one application for one form, and nothing typed is lost."""

import asyncio
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from tomllib import loads

import pytest

from activities.sweeping import Slips
from delegation.application import Application
from delegation.form import FieldType, FormField
from portal.web.applying.form_page import form_of
from portal.web.words import WordBook
from tests.portal.applying_portal import ANSWERS, LINA, Applying, hidden
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.invites_portal import TEMPLATES

COMPLETE = {**LINA, **ANSWERS, "do": "send"}


async def submission_of(town: Applying) -> str:
    async with town.browser() as browser:
        return hidden((await browser.get(f"{town.path}/apply")).text, "submission")


def kept(town: Applying) -> Application:
    return town.register.application(town.file.slug, town.applied[0])


TITLED = FormField(
    id="size",
    label="How large is it?",
    type=FieldType.CHOICE,
    choices=("sme", "mid-sized"),
    titles={"sme": "Small or medium-sized firm (SME)"},
    section="About your firm",
)


def test_choices_are_called_as_the_file_titles_them_and_stand_under_its_heading():
    town = Applying()
    call = town.file.call.model_copy(update={"fields": (*town.file.call.fields, TITLED)})
    file = town.file.model_copy(
        update={"call": call, "translations": {"de": {"About your firm": "Zu Ihrer Firma"}}}
    )
    book = WordBook(TEMPLATES / "apply")
    sections = form_of(file, book.read_by("en"), {}).sections
    german = form_of(file, book.read_by("de"), {}).sections

    [own] = [one for one in sections if one.title == "About your firm"]
    [size] = own.controls
    assert [one.label for one in size.choices] == ["Small or medium-sized firm (SME)", "Mid sized"]
    assert [one.value for one in size.choices] == ["sme", "mid-sized"]
    assert "Zu Ihrer Firma" in [one.title for one in german]
    assert [one.id for one in sections][:3] == ["you", "organisation", "own-1"]


# --- the call -------------------------------------------------------------------------------------


async def test_a_call_says_what_where_who_how_and_until_when():
    town = Applying()
    async with town.browser() as browser:
        page = (await browser.get("/d/usa-2017")).text

    for text in (
        "EU Cluster Delegation to the USA 2017",
        "Philadelphia",
        "14–15 May 2017",
        "The applicant takes part in the whole programme.",
        "At most 3 organisations per country.",
        "30\N{NO-BREAK SPACE}% of the score",
        "19, and 6 on the reserve list",
        "Fri 17 February 2017, 17:00 Brussels (CET, UTC+1)",
        'href="/d/usa-2017/apply"',
    ):
        assert text in page, text


async def test_open_calls_are_listed_and_a_day_without_any_says_so_kindly():
    town = Applying()
    async with town.browser() as browser:
        listed = await browser.get("/")
    town.late_by(timedelta(days=9))
    async with town.browser() as browser:
        empty = await browser.get("/")

    assert 'href="/d/usa-2017"' in listed.text
    assert "all" in listed.headers["x-robots-tag"]
    assert (empty.status_code, "No call is open just now" in empty.text) == (200, True)


@pytest.mark.parametrize("slug", ["atlantis-2030", "usa-2017x", "%2e%2e", "A", "x" * 200])
async def test_what_is_not_open_to_the_public_is_not_there(slug: str):
    async with Applying().browser() as browser:
        answers = [await browser.get(f"/d/{slug}{tail}") for tail in ("", "/apply")]

    assert {one.status_code for one in answers} == {404}


async def test_an_arrangement_that_takes_no_applications_has_no_public_page():
    async with Applying("cooperation-arrangement").browser() as browser:
        assert (await browser.get("/d/cooperation-arrangement")).status_code == 404


async def test_a_deadline_elsewhere_is_said_on_the_clock_of_brussels_too():
    file = Applying().file
    call = file.call.model_copy(update={"zone": "America/New_York"})
    town = Applying(file=file.model_copy(update={"call": call}))
    async with town.browser() as browser:
        page = (await browser.get("/d/usa-2017")).text

    assert "Fri 17 February 2017, 17:00 New York (EST, UTC-5)" in page
    assert "Fri 17 February 2017, 23:00 Brussels (CET, UTC+1)" in page


@pytest.mark.parametrize(
    ("accepted", "asked", "expected"),
    [
        ("de-AT,de;q=0.9", "", "de"),
        ("fr", "", "fr"),
        ("pl", "", "en"),
        ("de", "fr", "fr"),
        ("de", "xx", "de"),
    ],
)
async def test_pages_are_in_the_language_that_was_asked_for(accepted: str, asked: str, expected: str):
    town = Applying()
    async with town.browser(accepted) as browser:
        for path in ("/", town.path, f"{town.path}/apply"):
            page = (await browser.get(path, params={"lang": asked} if asked else None)).text
            assert f'<html lang="{expected}"' in page


def test_all_languages_say_the_same_things():
    folder = Path("templates/portal/apply")
    said = {path.stem: loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")}
    names = {
        one: {(part, name, slots(text)) for part, texts in said[one].items() for name, text in texts.items()}
        for one in said
    }

    assert set(said) == {"de", "en", "fr"}
    assert names["de"] == names["en"] == names["fr"]


def slots(text: str) -> tuple[str, ...]:
    return tuple(sorted(set(re.findall(r"\{(\w+)\}", text))))


# --- one application for one form -----------------------------------------------------------------


async def test_an_application_is_received_and_its_page_says_with_which_code():
    town = Applying()
    async with town.browser() as browser:
        answer = await browser.post(
            f"{town.path}/apply", data={**COMPLETE, "submission": await submission_of(town)}
        )
        page = (await browser.get(answer.headers["location"])).text

    assert answer.status_code == 303
    assert town.legation.journeys[town.applied[0]].receipt in page
    assert "lina@fyn.example" in page
    assert kept(town).person.zone == "Europe/Copenhagen"
    assert kept(town).answers["focus-areas"] == ("energy", "materials")
    assert kept(town).answers["members"] == 120


async def test_a_double_click_and_a_retry_are_one_application():
    town = Applying()
    form = {**COMPLETE, "submission": await submission_of(town)}
    async with town.browser() as browser:
        clicks = await asyncio.gather(*(browser.post(f"{town.path}/apply", data=form) for _ in range(3)))
        late = await browser.post(f"{town.path}/apply", data=form)

    assert {one.status_code for one in (*clicks, late)} == {303}
    assert len({one.headers["location"] for one in (*clicks, late)}) == 1
    assert len(town.applied) == 1


async def test_what_is_sent_again_after_going_back_replaces_what_was_sent():
    town = Applying()
    form = {**COMPLETE, "submission": await submission_of(town)}
    async with town.browser() as browser:
        await browser.post(f"{town.path}/apply", data=form)
        await browser.post(f"{town.path}/apply", data={**form, "answers.members": "140"})

    assert len(town.applied) == 1
    assert kept(town).answers["members"] == 140


async def test_the_blank_form_may_be_kept_so_that_going_back_finds_it_and_a_filled_one_may_not():
    town = Applying()
    async with town.browser() as browser:
        blank = await browser.get(f"{town.path}/apply")
        filled = await browser.post(f"{town.path}/apply", data={"person.name": "Lina", "do": "send"})

    assert blank.headers["cache-control"] == "private, no-cache"
    assert filled.headers["cache-control"] == "no-store"


async def test_two_forms_are_two_applications_and_a_submission_leads_to_nobodys_id():
    town = Applying()
    first, second = await submission_of(town), await submission_of(town)
    async with town.browser() as browser:
        for one in (first, second, "A-17", "' or 1=1", ""):
            answer = await browser.post(f"{town.path}/apply", data={**COMPLETE, "submission": one})
            assert answer.status_code == 303

    assert len(town.applied) == 5
    assert all(re.fullmatch(r"W-[A-Z2-7]{10}", one) for one in town.applied)


# --- what is wrong --------------------------------------------------------------------------------


async def test_mistakes_are_listed_with_links_to_their_questions_and_everything_typed_is_still_there():
    town = Applying()
    form = {
        **COMPLETE,
        "submission": await submission_of(town),
        "person.email": "lina at fyn",
        "answers.members": "many",
        "answers.sme-members": "",
        "answers.objectives": "Too short <b>&",
        "answers.focus-areas": ["energy", "materials", "bio", "nano"],
    }
    async with town.browser() as browser:
        answer = await browser.post(f"{town.path}/apply", data=form)
    page = answer.text
    targets = re.findall(r'<li><a href="#([^"]+)">', page)

    assert answer.status_code == 422
    assert len(targets) == 5
    assert all(page.count(f'id="{one}"') == 1 for one in targets)
    assert "5 things have to be put right" in page
    assert "Write a whole number in digits." in page
    assert "An answer is needed here." in page
    assert "Choose at most 3; there are 4." in page
    for typed in ('value="lina at fyn"', 'value="many"', "Too short &lt;b&gt;&amp;", 'value="DK" selected'):
        assert typed in page, typed
    assert hidden(page, "submission") == form["submission"]
    assert town.applied == []


@pytest.mark.parametrize(
    ("language", "says"),
    [("de", "Schreiben Sie eine ganze Zahl in Ziffern."), ("fr", "Écrivez un nombre entier en chiffres.")],
)
async def test_mistakes_are_said_in_the_language_of_the_form(language: str, says: str):
    town = Applying()
    async with town.browser() as browser:
        answer = await browser.post(
            f"{town.path}/apply", data={**COMPLETE, "lang": language, "answers.members": "x"}
        )

    assert says in unescape(answer.text)
    assert f'<html lang="{language}"' in answer.text


async def test_every_error_is_tied_to_its_control_for_whoever_does_not_see_the_page():
    town = Applying()
    async with town.browser() as browser:
        page = (await browser.post(f"{town.path}/apply", data={"do": "send"})).text

    described = re.findall(r'aria-describedby="([^"]+)" aria-invalid="true"', page)
    assert len(described) >= 14
    assert all(f'id="{one}"' in page for names in described for one in names.split())


async def test_a_form_of_another_site_is_refused():
    town = Applying()
    async with town.browser() as browser:
        answer = await browser.post(
            f"{town.path}/apply", data=COMPLETE, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert (answer.status_code, town.applied) == (403, [])


async def test_five_megabytes_of_text_are_refused_with_a_sentence():
    town = Applying()
    async with town.browser() as browser:
        answer = await browser.post(
            f"{town.path}/apply", data={**COMPLETE, "answers.objectives": "ä" * 5_000_000}
        )

    assert (answer.status_code, town.applied) == (413, [])
    assert "<h1>" in answer.text


async def test_names_of_one_and_of_120_letters_and_emoji_are_names():
    for name in ("Ø", "Maximiliana " * 10, "Zoë 🦊 O'Neill-Šťastná"):
        town = Applying()
        async with town.browser() as browser:
            answer = await browser.post(f"{town.path}/apply", data={**COMPLETE, "person.name": name})
        assert answer.status_code == 303
        assert kept(town).person.name == name.strip()


# --- too late, too early --------------------------------------------------------------------------


async def test_a_second_after_the_last_cut_off_the_pages_say_until_when_it_was_open_and_offer_nothing():
    town = Applying()
    town.late_by(timedelta(seconds=1))
    async with town.browser() as browser:
        call, form = await browser.get(town.path), await browser.get(f"{town.path}/apply")
        sent = await browser.post(f"{town.path}/apply", data=COMPLETE)

    until = "This call was open until Fri 31 March 2017, 17:00 Brussels (CEST, UTC+2)."
    assert all(until in one.text for one in (call, form, sent))
    assert [one.status_code for one in (call, form, sent)] == [200, 200, 409]
    assert not any("<form" in one.text or '/apply"' in one.text for one in (call, form, sent))
    assert town.applied == []


async def test_a_second_before_the_cut_off_is_in_time():
    town = Applying()
    town.late_by(timedelta(seconds=-5))
    async with town.browser() as browser:
        assert (await browser.post(f"{town.path}/apply", data=COMPLETE)).status_code == 303


async def test_a_call_that_is_ahead_says_from_when_on():
    town = Applying()
    town.legation.now = town.file.call.opens_at - timedelta(days=1)
    async with town.browser() as browser:
        page = (await browser.get(town.path)).text

    assert "Applications are taken from Mon 16 January 2017, 09:00 Brussels (CET, UTC+1) on." in page
    assert '/apply"' not in page


# --- what is away ---------------------------------------------------------------------------------


async def test_while_the_engine_is_away_an_application_is_safe_and_taken_in_later():
    town = Applying()
    desk = town.browser()
    async with desk as browser:
        form = {
            **COMPLETE,
            "submission": hidden((await browser.get(f"{town.path}/apply")).text, "submission"),
        }
        town.legation.is_away = True
        answer = await browser.post(f"{town.path}/apply", data=form)
        page = (await browser.get(answer.headers["location"])).text

    (key, slip), *others = Slips(town.store).pending("usa-2017")
    assert (answer.status_code, others) == (303, [])
    assert "Safe with us" in page
    assert "lina@fyn.example" in page
    assert Slips(town.store).application(slip) is not None
    assert key.startswith("intake/usa-2017/")


async def test_while_the_vault_is_away_the_form_comes_back_with_everything_in_it():
    town = Applying()
    async with town.browser() as browser:
        form = {
            **COMPLETE,
            "submission": hidden((await browser.get(f"{town.path}/apply")).text, "submission"),
        }
        town.store.is_away = True
        answer = await browser.post(f"{town.path}/apply", data=form)
        town.store.is_away = False
        again = await browser.post(f"{town.path}/apply", data=form)

    assert (answer.status_code, again.status_code) == (503, 303)
    assert "Nothing was sent" in answer.text
    assert "A test harbour." in answer.text
    assert 'value="lina@fyn.example"' in answer.text
    assert hidden(answer.text, "submission") == form["submission"]


# --- registrations and exchanges ------------------------------------------------------------------


async def test_one_registers_for_a_conference_by_the_same_page_with_its_own_form():
    town = Applying("go-cluster-2015")
    form = {
        **LINA,
        "person.language": "fr",
        "answers.kind": "cluster",
        "answers.country": "FR",
        "answers.languages": ["fr", "en"],
        "answers.themes": ["energy"],
        "do": "send",
    }
    async with town.browser("fr") as browser:
        page = (await browser.get(f"{town.path}/apply")).text
        answer = await browser.post(f"{town.path}/apply", data=form)

    assert "Votre inscription" in page
    assert "allemand" in page.lower()
    assert answer.status_code == 303
    assert kept(town).person.language == "fr"


@pytest.mark.parametrize("name", ["hannover-2016", "clusterxchange-2020"])
async def test_every_example_that_takes_people_has_a_call_and_a_form(name: str):
    town = Applying(name)
    async with town.browser() as browser:
        call, form = await browser.get(town.path), await browser.get(f"{town.path}/apply")

    assert (call.status_code, form.status_code) == (200, 200)
    asked = [one for one in town.file.call.fields if one.stage == "apply"]
    assert all(f'name="answers.{one.id}' in form.text for one in asked)


@pytest.mark.parametrize(("is_rehearsed", "stance"), [(True, "Closed"), (False, "Open")])
async def test_a_rehearsal_is_asked_for_its_date_each_time(
    is_rehearsed: bool, stance: str, monkeypatch: pytest.MonkeyPatch
):
    """Its calendar skips, so that an answer of a second ago may be months old."""
    town = Applying()
    tempo = town.legation.tempo.model_copy(update={"rehearsed": is_rehearsed})
    later = tempo.model_copy(update={"trip_origin": town.file.call.last_closes_at + timedelta(days=20)})
    async with town.browser() as browser:
        monkeypatch.setattr(LegationInMemory, "tempo", tempo)
        before = await browser.get(town.path)
        monkeypatch.setattr(LegationInMemory, "tempo", later)
        after = await browser.get(town.path)

    assert ">Open</span>" in before.text
    assert f">{stance}</span>" in after.text
