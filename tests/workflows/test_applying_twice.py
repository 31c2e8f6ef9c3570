"""Somebody fills in a fresh form although they applied: two applications, and the second receipt says so."""

from delegation.application import Receipt
from tests.fakes import Delivered
from tests.workflows.trip import DAY_OF_APPLICATIONS, Trip, application

SAYS = "There is already an application with this e-mail address"


def text_of(mail: Delivered) -> str:
    body = mail.parsed.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


async def apply_by_the_address_of(trip: Trip, other: str, participant: str) -> Receipt:
    """The application of `participant` with the mail address of the other."""
    typed = application(participant)
    typed = typed.model_copy(
        update={"person": typed.person.model_copy(update={"email": trip.address_of(other)})}
    )
    receipt = await trip.legation.submit(trip.file.slug, typed, trip.now, at=trip.now)
    trip.stillness.watch(participant)
    await trip.settle()
    return receipt


async def test_the_receipt_of_a_second_application_by_the_same_address_names_the_first(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1", "A-2")
    await trip.wait(days=1)
    await apply_by_the_address_of(trip, "A-1", "A-3")

    first, second = map(text_of, trip.mails_to("A-1"))
    assert SAYS not in first
    assert SAYS in second
    assert "A-1, received Wed 20 January 2027, 12:00" in second
    [other] = map(text_of, trip.mails_to("A-2"))
    assert SAYS not in other
    assert set(await trip.standing()) == {"A-1", "A-2", "A-3"}


async def test_replacing_ones_application_is_not_applying_twice(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    await trip.apply("A-1", objectives="Clean lakes.")

    mails = trip.mails_to("A-1")
    assert len(mails) == 2
    assert [one for one in mails if SAYS in text_of(one)] == []
