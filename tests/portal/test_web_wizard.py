"""The wizard at the desk: a delegation file written page by page, left, come back to, and opened once."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation
from delegation.status import DelegationState
from delegation.tempo import Tempo
from portal.errors import EngineAway
from portal.web.desk import Desk
from tests.portal.desk_portal import account_at, anybody, desk_of, signed_in
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.forms_portal import Fields, fields_of
from tests.portal.invites_portal import PORTAL
from tests.usa import usa_2017

EXAMPLE = Path("examples/usa-2017/delegation.yaml").read_text(encoding="utf-8")
DRAFT = "0123456789abcdef"
AT = f"/desk/new/{DRAFT}"
EVIL = '<script>alert(1)</script>"&amp; ü 🇪🇺'


@pytest.fixture
def legation() -> LegationInMemory:
    return LegationInMemory(usa_2017(), DelegationState(), datetime(2017, 1, 20, tzinfo=UTC))


@pytest.fixture
def desk(legation: LegationInMemory) -> Desk:
    return desk_of(legation)


async def begun(
    browser: httpx.AsyncClient, base: str = "starter:usa-2017", draft: str = DRAFT
) -> httpx.Response:
    """A draft of the kind `base`, called Clusters to the Lakes."""
    typed = {"draft": draft, "title": "Clusters to the Lakes", "slug": "lakes-2027", "base": base}
    return await browser.post("/desk/new", data=typed, files={"file": ("", b"")})


async def saved(browser: httpx.AsyncClient, page: str, do: str = "save", **typed: str) -> httpx.Response:
    """Open a page, type into some of its fields (`a__b` for `a.b`), and press a button."""
    fields = fields_of((await browser.get(f"{AT}/{page}")).text)
    return await browser.post(f"{AT}/{page}", data=with_typed(fields, do, typed))


def with_typed(fields: Fields, do: str, typed: dict[str, str]) -> Fields:
    named = {name.replace("__", "."): value for name, value in typed.items()}
    assert set(named) <= set(fields), "the page has no such field"
    return {**fields, **{name: [value] for name, value in named.items()}, "do": [do]}


async def file_of(browser: httpx.AsyncClient) -> str:
    return (await browser.get(f"{AT}/delegation.yaml")).text


async def test_who_never_saw_yaml_writes_a_delegation_and_opens_it(desk: Desk, legation: LegationInMemory):
    async with signed_in(desk) as browser:
        assert (await begun(browser)).headers["location"] == f"{AT}/about"
        after = await saved(browser, "about", "next", title=EVIL, organiser__name="Example Platform")
        assert after.headers["location"] == f"{AT}/people"
        await saved(browser, "selection", "next", selection__places="4")
        look = (await browser.get(f"{AT}/open")).text
        assert "The file is right" in look
        assert "the call opens" in look
        sure = await browser.get(f"{AT}/open?step=sure")
        assert "Open the delegation" in sure.text
        assert legation.opened == {}
        opened = await browser.post(f"{AT}/open", data=fields_of(sure.text))

    assert (opened.status_code, opened.headers["location"]) == (303, "/desk/lakes-2027")
    assert list(legation.opened) == ["lakes-2027"]
    assert legation.opened["lakes-2027"].speed == 1


async def test_the_file_says_what_was_typed_and_the_side_shows_it_as_it_grows(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        await saved(browser, "about", title=EVIL)
        page = (await browser.get(f"{AT}/about")).text
        written = await browser.get(f"{AT}/delegation.yaml")

    assert read_delegation(written.text).title == EVIL
    assert "<script>alert" not in page
    assert "This page in the file" in page
    assert "slug: lakes-2027" in page
    assert written.headers["content-disposition"] == 'attachment; filename="lakes-2027.yaml"'


async def test_saving_every_page_of_a_real_delegation_unchanged_changes_nothing(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser, "earlier:usa-2017")
        before = await file_of(browser)
        for page in re.findall(rf'href="{AT}/([a-z]+)"', (await browser.get(f"{AT}/about")).text):
            if page not in ("text", "open"):
                answer = await saved(browser, page)
                assert answer.status_code == 303, page
                assert await file_of(browser) == before, page
    assert len(before) > 40_000


async def test_a_mistake_is_kept_and_said_by_its_field_in_the_words_of_the_reader(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        after = await saved(browser, "evaluation", "next", **{"evaluation__criteria__0__weight": "70"})
        assert after.headers["location"] == f"{AT}/evaluation"
        page = (await browser.get(f"{AT}/evaluation")).text
        look = (await browser.get(f"{AT}/open")).text

    assert "The weights of the criteria add up to 110, not to 100; change one of them." in page
    assert 'value="70"' in page
    assert "to mend before it can be opened" in look
    assert "delegation.yaml:" in look


async def test_what_is_wrong_with_a_field_is_said_beside_it(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        await saved(browser, "cities", legs__1__zone="Europe/Lissabon", legs__0__latitude="north")
        page = (await browser.get(f"{AT}/cities")).text

    assert page.count('aria-invalid="true"') >= 2
    assert "is not an IANA time zone" in page
    assert "write digits with a point" in page
    assert 'href="#f-legs-1-zone"' in page
    assert 'id="f-legs-1-zone"' in page


async def test_two_tabs_do_not_overwrite_each_other_and_what_was_typed_is_not_lost(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        first = fields_of((await browser.get(f"{AT}/selection")).text)
        second = fields_of((await browser.get(f"{AT}/selection")).text)
        elsewhere = fields_of((await browser.get(f"{AT}/about")).text)
        await browser.post(f"{AT}/selection", data=with_typed(first, "save", {"selection.places": "5"}))
        late = await browser.post(
            f"{AT}/selection", data=with_typed(second, "save", {"selection.places": "6"})
        )
        assert late.status_code == 409
        assert "was changed somewhere else" in late.text
        assert fields_of(late.text)["selection.places"] == ["6"]
        assert "places: 5" in await file_of(browser)
        other = await browser.post(f"{AT}/about", data=with_typed(elsewhere, "save", {"title": "Two tabs"}))
        assert other.status_code == 303
        await browser.post(f"{AT}/selection", data=fields_of(late.text))
        written = await file_of(browser)

    assert "places: 6" in written
    assert "title: Two tabs" in written


async def test_the_same_saved_twice_is_no_conflict(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        fields = with_typed(
            fields_of((await browser.get(f"{AT}/selection")).text), "save", {"selection.places": "5"}
        )
        answers = [await browser.post(f"{AT}/selection", data=fields) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]


async def test_entries_are_added_moved_and_removed_and_get_a_short_name(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        added = await saved(browser, "form", "add:call.fields")
        fields = fields_of((await browser.get(added.headers["location"].partition("#")[0])).text)
        typed = {"call.fields.5.label": "Größe des Büros", "call.fields.5.type": "number"}
        await browser.post(f"{AT}/form", data=with_typed(fields, "save", typed))
        await saved(browser, "form", "up:call.fields:5")
        await saved(browser, "form", "remove:call.fields:3")
        file = read_delegation(await file_of(browser))

    assert [one.id for one in file.call.fields] == [
        "country",
        "cluster",
        "profile",
        "grosse-des-buros",
        "objectives",
    ]


async def test_a_city_is_looked_up_and_where_there_are_several_one_is_asked(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        asked = await saved(browser, "cities", "city:legs:1", legs__1__city="Boston")
        page = (await browser.get(asked.headers["location"].partition("#")[0])).text
        assert "Which Boston?" in page
        assert "Boston, GB" in page
        pick = re.search(r'value="(pick:1/us-[^"]+)"', page)
        assert pick is not None
        await saved(browser, "cities", pick[1])
        found = await saved(browser, "cities", "city:legs:0", legs__0__city="münchen")
        assert "city=" not in found.headers["location"]
        nowhere = await saved(browser, "cities", "city:legs:0", legs__0__city="Atlantis")
        page = (await browser.get(nowhere.headers["location"].partition("#")[0])).text
        written = await file_of(browser)

    assert "Our list of cities has no Atlantis" in page
    assert "zone: America/New_York" in written
    assert "latitude: 48.1351" in written


async def test_an_uploaded_file_becomes_a_draft_and_its_mistakes_are_said_with_their_line(desk: Desk):
    text = EXAMPLE
    typed = {"draft": DRAFT, "base": "file", "title": "", "slug": ""}
    async with signed_in(desk) as browser:
        broken = await browser.post("/desk/new", data=typed, files={"file": ("x.yaml", b"slug: a\n  b: c\n")})
        assert broken.status_code == 422
        assert "delegation.yaml:2:" in broken.text
        assert "    ^" in broken.text
        wrong = text.replace("slug: usa-2017", "slug: USA").encode()
        taken = await browser.post("/desk/new", data=typed, files={"file": ("x.yaml", wrong)})
        assert taken.headers["location"] == f"{AT}/open"
        look = (await browser.get(f"{AT}/open")).text
        assert "&#39;USA&#39; is not a short name" in look
        await saved(browser, "about", slug="lakes-2027")
        assert "The file is right" in (await browser.get(f"{AT}/open")).text


async def test_the_whole_file_can_be_edited_and_what_is_no_file_comes_back_as_it_was_typed(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        fields = fields_of((await browser.get(f"{AT}/text")).text)
        bad = await browser.post(f"{AT}/text", data={**fields, "yaml": ["slug: [a"]})
        assert bad.status_code == 422
        assert "slug: [a</textarea>" in bad.text
        changed = [fields["yaml"][0].replace("places: 3", "places: 7")]
        good = await browser.post(f"{AT}/text", data={**fields, "yaml": changed})
        assert good.status_code == 303
        late = await browser.post(f"{AT}/text", data={**fields, "yaml": ["slug: other"]})
        assert late.status_code == 409
        assert "slug: other</textarea>" in late.text
        assert "places: 7" in await file_of(browser)


async def test_a_double_click_begins_one_draft_and_opens_one_delegation(
    desk: Desk, legation: LegationInMemory
):
    async with signed_in(desk) as browser:
        await begun(browser)
        await saved(browser, "about", title="Kept")
        await begun(browser)
        assert "title: Kept" in await file_of(browser)
        sure = fields_of((await browser.get(f"{AT}/open?step=sure")).text)
        answers = [await browser.post(f"{AT}/open", data=sure) for _ in range(2)]

    assert [one.headers["location"] for one in answers] == ["/desk/lakes-2027"] * 2
    assert legation.writes.count("open") == 1


async def test_what_was_changed_after_it_was_looked_at_is_not_opened(desk: Desk, legation: LegationInMemory):
    async with signed_in(desk) as browser:
        await begun(browser)
        sure = fields_of((await browser.get(f"{AT}/open?step=sure")).text)
        await saved(browser, "selection", selection__places="9")
        answer = await browser.post(f"{AT}/open", data=sure)

    assert answer.status_code == 409
    assert "look at it once more" in answer.text
    assert legation.opened == {}


async def test_a_call_that_has_closed_is_opened_only_with_a_faster_calendar(
    desk: Desk, legation: LegationInMemory
):
    text = EXAMPLE
    text = text.replace("slug: usa-2017", "slug: lakes-2027")
    typed = {"draft": DRAFT, "base": "file", "title": "", "slug": ""}
    async with signed_in(desk) as browser:
        await browser.post("/desk/new", data=typed, files={"file": ("x.yaml", text.encode())})
        now = await browser.get(f"{AT}/open?step=sure")
        assert "Its call has closed already" in now.text
        assert "Open the delegation" not in now.text
        assert "Write a number above 0" in (await browser.get(f"{AT}/open?step=sure&speed=fast")).text
        sure = fields_of((await browser.get(f"{AT}/open?step=sure&speed=2000")).text)
        assert (await browser.post(f"{AT}/open", data=sure)).status_code == 303

    tempo = legation.opened["lakes-2027"]
    assert tempo.speed == 2000
    assert tempo.trip_origin - usa_2017().call.opens_at == timedelta(0)


async def test_a_short_name_that_is_taken_or_is_an_address_is_said_before_it_is_too_late(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        await saved(browser, "about", slug="usa-2017")
        assert "was opened before" in (await browser.get(f"{AT}/about")).text
        await saved(browser, "about", slug="new")
        assert "is an address of the desk itself" in (await browser.get(f"{AT}/about")).text


async def test_nothing_is_begun_without_a_title_and_what_was_typed_comes_back(desk: Desk):
    async with signed_in(desk) as browser:
        page = (await browser.get("/desk/new")).text
        typed = {name: values[-1] for name, values in fields_of(page).items()} | {"slug": "Bad Name"}
        answer = await browser.post("/desk/new", data=typed, files={"file": ("", b"")})
        assert answer.status_code == 422
        assert "Give it a title" in answer.text
        typed["title"] = "Trip 🚆"
        answer = await browser.post("/desk/new", data=typed, files={"file": ("", b"")})

    assert answer.status_code == 422
    assert "in words joined by hyphens" in answer.text
    assert 'value="Bad Name"' in answer.text
    assert 'value="Trip 🚆"' in answer.text


async def test_drafts_are_the_accounts_own_and_no_other_site_writes_them(desk: Desk):
    bert = account_at(desk, login="bert@platform.example", name="Bert")
    narrow = account_at(desk, "usa-2017", login="carla@platform.example", name="Carla")
    async with signed_in(desk) as browser:
        await begun(browser)
        elsewhere = {"sec-fetch-site": "cross-site"}
        assert (await browser.post(f"{AT}/about", data={}, headers=elsewhere)).status_code == 403
        assert (await browser.post(f"{AT}/discard", headers=elsewhere)).status_code == 403
    async with signed_in(desk, bert) as browser:
        await browser.post(f"{AT}/discard")
        for path in (f"{AT}/about", f"{AT}/text", f"{AT}/open", f"{AT}/delegation.yaml"):
            assert (await browser.get(path)).status_code == 404
        assert "Your drafts" not in (await browser.get("/desk/new")).text
    async with signed_in(desk, narrow) as browser:
        assert (await browser.get("/desk/new")).status_code == 404
    async with anybody(desk) as browser:
        assert (await browser.get("/desk/new")).headers["location"].startswith("/sign-in")
    async with signed_in(desk) as browser:
        assert (await browser.get(f"{AT}/about")).status_code == 200
        await browser.post(f"{AT}/discard")
        assert (await browser.get(f"{AT}/about")).status_code == 404


async def test_five_million_letters_are_refused_and_the_draft_stays(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        fields = fields_of((await browser.get(f"{AT}/about")).text)
        answer = await browser.post(
            f"{AT}/about", data=with_typed(fields, "save", {"purpose": "x" * 5_000_000})
        )
        assert answer.status_code == 413
        assert (await browser.get(f"{AT}/about")).status_code == 200


async def test_looking_changes_nothing(desk: Desk, legation: LegationInMemory):
    async with signed_in(desk) as browser:
        await begun(browser)
        before = dict(legation.store.content)
        for path in ("/desk/new", f"{AT}/about?add=themes", f"{AT}/cities?city=0", f"{AT}/open?step=sure"):
            assert (await browser.get(PORTAL + path)).status_code == 200
            assert (await browser.head(PORTAL + path)).status_code == 200

    assert legation.store.content == before


class LosesTheAnswer(LegationInMemory):
    """Opens the delegation, and goes away before it can say so; the next time it is there."""

    async def open(self, file: DelegationFile, tempo: Tempo) -> str:
        opened = await super().open(file, tempo)
        self.register.keep_file(file)
        if len(self.opened) == 1:
            raise EngineAway("Temporal does not answer.")
        return opened


async def test_an_opening_whose_answer_was_lost_is_found_when_it_is_tried_again():
    legation = LosesTheAnswer(usa_2017(), DelegationState(), datetime(2017, 1, 20, tzinfo=UTC))
    async with signed_in(desk_of(legation)) as browser:
        await begun(browser)
        sure = fields_of((await browser.get(f"{AT}/open?step=sure")).text)
        lost = await browser.post(f"{AT}/open", data=sure)
        again = await browser.post(f"{AT}/open", data=sure)

    assert lost.status_code == 503
    assert (again.status_code, again.headers["location"]) == (303, "/desk/lakes-2027")
    assert legation.writes.count("open") == 1


async def test_who_opened_it_first_under_that_name_is_not_taken_for_us(
    desk: Desk, legation: LegationInMemory
):
    async with signed_in(desk) as browser:
        await begun(browser)
        sure = fields_of((await browser.get(f"{AT}/open?step=sure")).text)
        legation.opened["lakes-2027"] = legation.tempo
        answer = await browser.post(f"{AT}/open", data=sure)
        page = await browser.get(f"{AT}/open")

    assert answer.status_code == 409
    assert "was opened before" in answer.text
    assert "Go to its board" not in page.text
