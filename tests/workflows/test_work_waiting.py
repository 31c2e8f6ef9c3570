"""What the organiser sees of work that cannot be done now."""

import asyncio

from portal.status_card import status_line
from portal.work_waiting import StatusShown, in_words, work_waiting
from tests.workflows.trip import OFFERS, Trip


async def test_while_mail_is_away_the_status_says_whose_letters_wait_and_afterwards_nothing(trip: Trip):
    await trip.reach_panel("A-1", "A-2")
    await trip.decide()
    slug, client = trip.file.slug, trip.legation.client
    before = await work_waiting(client, slug)
    trip.post.is_closed = True
    await trip.legation.pass_time(f"delegation/{slug}", trip.at(OFFERS))
    await asyncio.to_thread(trip.post.wait_turned_away, 14)
    during = await work_waiting(client, slug)
    trip.post.is_closed = False
    await trip.settle()

    assert before == ()
    assert {(one.workflow, one.work) for one in during} == {
        (f"delegation/{slug}/participant/a-1", "send_letters"),
        (f"delegation/{slug}/participant/a-2", "send_letters"),
    }
    assert "waits for letters to leave: tried" in in_words(during[0])
    assert "participant 'A-" in in_words(during[0])
    shown = StatusShown(**dict(await trip.legation.status(slug)), waits_for=during)
    assert status_line(shown, "Europe/Brussels").endswith("waits for 2 pieces of work that failed")
    assert await work_waiting(client, slug) == ()
