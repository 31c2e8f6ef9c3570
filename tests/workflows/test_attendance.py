"""Attendance: recorded at the door, corrected by the last word, and certificates for those who came."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from delegation.attendance import CheckIn, no_shows
from delegation.document import DocumentKind
from delegation.file import DelegationFile
from delegation.status import Acknowledged
from portal.errors import Refused
from tests.workflows.conftest import delegation_on
from tests.workflows.test_registration import register_in_turn, registered_for
from tests.workflows.trip import DAY_OF_APPLICATIONS, FINAL, TRIP_BEGINS, Trip

CERTIFICATES = "2027-05-18 10:00"


@pytest.fixture
async def event(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """Three have a place, and the final programme is out."""
    async with delegation_on(client, registered_for(small, places=3)) as opened:
        await opened.reach(DAY_OF_APPLICATIONS)
        await register_in_turn(opened, "A-1", "A-2", "A-3")
        await opened.reach(FINAL)
        yield opened


async def check_in(
    event: Trip, *present: str, absent: tuple[str, ...] = (), item: str | None = None
) -> Acknowledged:
    order = CheckIn(at=event.now, author="The door", item=item, present=present, absent=absent)
    said = await event.legation.check_in(event.file.slug, order)
    await event.settle()
    return said


async def test_who_came_is_recorded_by_item_and_corrected_by_the_last_word(event: Trip):
    await event.reach(TRIP_BEGINS)
    said = await check_in(event, "A-1", "A-2", absent=("A-3",), item="welcome")
    await check_in(event, "A-3", item="welcome")
    await check_in(event, absent=("A-2",), item="welcome")

    assert said.text == "Recorded for welcome: 2 present, 1 absent."
    (sheet,) = (await event.ledger()).attendance
    assert (sheet.present, sheet.absent) == (("A-1", "A-3"), ("A-2",))
    assert no_shows("welcome", (sheet,)) == ("A-2",)


async def test_certificates_go_to_those_who_came(event: Trip):
    await event.reach(TRIP_BEGINS)
    await check_in(event, "A-1", "A-2", absent=("A-3",))
    await event.reach(CERTIFICATES)

    assert [who for who in ("A-1", "A-2", "A-3") if "certificate" in event.letters_to(who)] == ["A-1", "A-2"]


async def test_where_nobody_recorded_who_came_everybody_has_a_certificate(event: Trip):
    await event.reach(CERTIFICATES)

    assert all("certificate" in event.letters_to(who) for who in ("A-1", "A-2", "A-3"))


async def test_attendance_is_refused_before_the_day_and_for_strangers(event: Trip):
    with pytest.raises(Refused, match="attendance is taken from that day on"):
        await check_in(event, "A-1", item="dinner")
    with pytest.raises(Refused, match="The event begins on"):
        await check_in(event, "A-1")
    await event.reach(TRIP_BEGINS)
    with pytest.raises(Refused, match="A-5"):
        await check_in(event, "A-5")
    with pytest.raises(Refused, match="There is no item 'ball'"):
        await check_in(event, "A-1", item="ball")


async def test_there_is_a_list_to_sign_for_each_day_and_one_to_fill_in(event: Trip):
    lists = [one for one in (await event.ledger()).documents if one.kind is DocumentKind.ATTENDANCE_LIST]

    assert sorted((one.about, one.key.rsplit(".", 1)[-1]) for one in lists) == [
        (day, form) for day in ("2027-05-11", "2027-05-12", "2027-05-13") for form in ("pdf", "xlsx")
    ]
