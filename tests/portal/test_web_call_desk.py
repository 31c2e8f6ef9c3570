"""The call at the desk: a cut-off is moved, and who applied is told; what it does is shown first."""

import asyncio
import re

import pytest

from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import EVIL, OrganisersDesk
from tests.portal.running_portal import running

WHY = "The portal was away."
LATER = {"cut_off": "first", "closes": "2017-02-18T17:00", "reason": WHY}


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.call_open())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def closing(desk: OrganisersDesk) -> str:
    cut_offs = desk.legation._file.call.cut_offs
    return f"{cut_offs[0].closes:%Y-%m-%dT%H:%M}"


async def test_the_page_shows_each_cut_off_with_its_zone_and_what_can_be_moved(desk: OrganisersDesk):
    page = (await desk.get("/call")).text

    assert f'href="/desk/{SLUG}/call"' in (await desk.get("")).text
    assert "by the clock of Europe/Brussels" in page
    assert re.search(r"first</th><td>\w+ \d+ \w+ 2017, \d\d:\d\d \(CET, UTC\+1\)</td>", page)
    assert f'value="{closing(desk)}"' in page


async def test_what_it_does_is_shown_first_and_nothing_is_done(desk: OrganisersDesk):
    before = closing(desk)

    answer = await desk.post("/call", **LATER)

    said = words(answer.text)
    applied = [one.participant for one in desk.legation.state.applied]
    assert answer.status_code == 200
    assert "Would close Sat 18 February 2017, 17:00 (CET, UTC+1) later" in said
    assert f"{len(applied)} applicant" in said
    assert all(one in said for one in applied)
    assert (closing(desk), desk.legation.writes) == (before, [])


async def test_moved_in_the_name_of_the_account_the_page_says_the_new_date(desk: OrganisersDesk):
    answer = await desk.post("/call", **LATER, sure="yes")
    page = (await desk.get("/call?moved=first")).text

    assert answer.headers["location"] == f"/desk/{SLUG}/call?moved=first"
    assert [(one.author, one.reason) for one in desk.legation.state.moved_cut_offs] == [("Anna Weber", WHY)]
    assert "The cut-off first closes on Sat 18 February 2017, 17:00 (CET, UTC+1)." in words(page)


async def test_clicked_twice_it_is_moved_once(desk: OrganisersDesk):
    both = await asyncio.gather(
        desk.post("/call", **LATER, sure="yes"), desk.post("/call", **LATER, sure="yes")
    )
    again = await desk.post("/call", **LATER, sure="yes")

    assert {one.status_code for one in (*both, again)} == {303}
    assert len({one.closes for one in desk.legation.state.moved_cut_offs}) == 1
    assert closing(desk) == LATER["closes"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"closes": "soon"}, "closes", "as in 2017-02-20 17:00"),
        ({"closes": ""}, "closes", "Write the new date"),
        ({"closes": "2016-01-01T10:00"}, "closes", "The new date has passed"),
        ({"closes": "2017-03-26T02:30"}, "closes", "does not exist in Europe/Brussels"),
        ({"closes": "2018-01-01T10:00"}, "closes", "Name an earlier date"),
        ({"closes": "9999-12-31T23:59"}, "closes", "Write the new date"),
        ({"closes": "0001-01-01T00:00"}, "closes", "Write the new date"),
        ({"cut_off": "tenth"}, "cut_off", "Choose which cut-off"),
        ({"reason": "x"}, "reason", "Say in a few words"),
        ({"reason": EVIL * 9}, "reason", "Say it in 500 characters"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_comes_back(
    desk: OrganisersDesk, typed: dict[str, str], field: str, sentence: str
):
    answer = await desk.post("/call", **{**LATER, **typed}, sure="yes")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert ('value="The portal was away."' in answer.text) == ("reason" not in typed)
    assert EVIL not in answer.text
    assert desk.legation.writes == []


async def test_the_same_date_is_no_move(desk: OrganisersDesk):
    answer = await desk.post("/call", **{**LATER, "closes": closing(desk)})

    assert answer.status_code == 422
    assert "It closes then already" in answer.text


async def test_once_the_call_is_closed_the_page_says_where_one_application_is_let_in():
    desk = OrganisersDesk(running())

    page, answer = await desk.get("/call"), await desk.post("/call", **LATER, sure="yes")

    assert "Every cut-off has closed" in page.text
    assert answer.status_code == 422
    assert "closed on" in answer.text
    assert desk.legation.writes == []
