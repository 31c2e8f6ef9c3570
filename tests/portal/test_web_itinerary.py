"""The programme at the organiser's desk: days, grid, clashes, items and versions."""

import re

import pytest

from delegation.itinerary import Itinerary, ItineraryItem
from portal.web.organising.itinerary_page import days_of
from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import OrganisersDesk


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.published())


def item(name: str, starts: str, ends: str, **more: object) -> ItineraryItem:
    return ItineraryItem.model_validate(
        {
            "id": name, "kind": "session", "title": name.title(), "leg": "boston", "zone": "America/New_York",
            "starts": f"2017-05-15 {starts}", "ends": f"2017-05-{more.pop('until', 15)} {ends}", **more,
        }
    )  # fmt: skip


async def test_the_programme_is_shown_day_by_day_on_the_clock_of_the_place(desk: OrganisersDesk):
    page = await desk.get("/itinerary")

    assert page.status_code == 200
    assert "version 1" in page.text
    assert "EDT, UTC\u22124" in page.text
    held = [one for one in desk.legation.state.plan.itinerary.items if one.kind != "meeting"]
    for one in held:
        assert f'href="/desk/{SLUG}/itinerary/{one.id}"' in page.text, one.id
    assert "one-to-one meetings" in page.text


async def test_the_grid_has_everything_the_list_has(desk: OrganisersDesk):
    def links(text: str) -> set[str]:
        return set(re.findall(rf'href="/desk/{SLUG}/itinerary/([^"]+)"', text))

    assert links((await desk.get("/itinerary?by=grid")).text) == links((await desk.get("/itinerary")).text)


def test_what_overlaps_stands_side_by_side_and_reaches_down_to_its_end():
    file, _ = stages.example()
    itinerary = Itinerary(
        version=1,
        items=(item("one", "09:00", "11:00"), item("two", "10:00", "12:00"), item("three", "11:00", "12:00")),
    )

    [day] = days_of(itinerary, file)

    assert day.tracks == 2
    shown = [
        (row.time, [(cell.item.id if cell.item else "", cell.rows) for cell in row.cells]) for row in day.grid
    ]
    assert shown == [
        ("09:00", [("one", 2), ("", 1)]),
        ("10:00", [("two", 2)]),
        ("11:00", [("three", 1)]),
    ]


def test_what_has_no_other_beside_it_takes_the_whole_width():
    file, _ = stages.example()
    items = (item("one", "09:00", "10:00"), item("two", "10:00", "12:00"), item("three", "11:00", "12:00"))

    [day] = days_of(Itinerary(version=1, items=(*items, item("four", "13:00", "14:00"))), file)

    wide = {cell.item.id if cell.item else row.time: cell.tracks for row in day.grid for cell in row.cells}
    assert wide == {"one": 2, "two": 1, "10:00": 1, "three": 1, "12:00": 2, "four": 2}


def test_whole_days_and_cancelled_items_take_no_track():
    file, _ = stages.example()
    items = (
        item("one", "09:00", "11:00"),
        item("two", "09:00", "11:00", cancelled=True),
        item("fair", "00:00", "00:00", all_day=True, until=16),
    )

    [day] = days_of(Itinerary(version=1, items=items), file)

    assert day.tracks == 1
    assert [one.id for one in day.all_day] == ["fair"]
    assert len(day.rows) == 3


async def test_clashes_stand_at_the_items_they_are_about(desk: OrganisersDesk):
    plan = desk.legation.state.plan
    first, second = [one for one in plan.itinerary.items if one.kind == "session" and one.attendees is None][
        :2
    ]
    moved = second.model_copy(
        update={"starts": first.starts, "ends": first.ends, "zone": first.zone, "ends_zone": None}
    )
    items = tuple(moved if one.id == second.id else one for one in plan.itinerary.items)
    clashing = plan.itinerary.model_copy(update={"items": items})
    desk.legation.state = desk.legation.state.model_copy(
        update={"plan": plan.model_copy(update={"itinerary": clashing})}
    )

    page = (await desk.get("/itinerary")).text
    found = (await desk.get("/itinerary?format=json")).json()

    assert 'class="clash bad"' in page
    assert "What does not fit" in page
    assert any({first.id, second.id} <= set(one["items"]) for one in found["checked"]["problems"])
    assert 'class="problem"' in (await desk.get(f"/itinerary/{second.id}")).text


async def test_an_item_offers_to_be_moved_from_where_it_is(desk: OrganisersDesk):
    page = (await desk.get("/itinerary/train-washington")).text

    train = desk.legation.state.plan.itinerary.item("train-washington")
    assert f'value="{train.starts:%Y-%m-%dT%H:%M}"' in page
    assert f'hx-post="/desk/{SLUG}/change/preview"' in page
    assert f'action="/desk/{SLUG}/change"' in page
    assert (await desk.get("/itinerary/no-such-item")).status_code == 404


async def test_a_parallel_visit_says_how_many_come_and_offers_places(desk: OrganisersDesk):
    visit = next(one for one in desk.legation.state.plan.itinerary.items if one.block and one.attendees)

    page = (await desk.get(f"/itinerary/{visit.id}")).text

    assert f"{len(visit.attendees)} of {visit.capacity}" in page
    assert "More or fewer places" in page
    assert f'href="/desk/{SLUG}/people/{visit.attendees[0]}"' in page


async def test_before_it_is_published_the_programme_of_the_file_is_shown():
    early = OrganisersDesk(stages.offered())

    page = (await early.get("/itinerary")).text

    assert "not published yet" in page
    assert "The preliminary programme is sent" in page
    assert early.legation._file.itinerary[0].id in page
    one = (await early.get(f"/itinerary/{early.legation._file.itinerary[0].id}")).text
    assert "is not published yet" in one
    assert "Preview" not in one


async def test_versions_are_listed_and_one_that_was_not_kept_is_said_to_be(desk: OrganisersDesk):
    assert "No version was published yet" in (await desk.get("/versions")).text
    missing = await desk.get("/versions?older=1&newer=7")
    assert missing.status_code == 404
    assert "There is no version 1" in missing.text
    assert (await desk.get("/itinerary?version=9")).status_code == 404


async def test_only_a_part_of_the_trip_can_be_shown(desk: OrganisersDesk):
    page = (await desk.get("/itinerary?leg=boston")).text

    assert "train-washington" not in page
    assert (await desk.get("/itinerary?leg=atlantis")).status_code == 404
    assert (await desk.get("/itinerary?by=circle")).status_code == 404


async def test_the_programme_of_a_delegation_that_is_over_is_read_and_not_changed(desk: OrganisersDesk):
    running = (await desk.get("/itinerary")).text
    over = (await OrganisersDesk(stages.ended()).get("/itinerary")).text

    assert "Change something" in running
    assert "Change something" not in over
    assert "its programme stays as it was" in over
