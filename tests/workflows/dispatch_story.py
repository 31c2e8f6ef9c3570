"""The story of the undo window: of two mails one is called back, and one leaves at its time."""

from datetime import timedelta

from activities.mail_desk import Verdict
from delegation.ids import dispatch_workflow_id
from tests.workflows.trip import DAY_OF_APPLICATIONS, Trip

WINDOW = timedelta(minutes=5)


async def released_and_due(trip: Trip) -> tuple[str, str]:
    """The names of the mail that was called back and of the one that left."""
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    await trip.apply("A-2")
    await trip.settle()
    first, other = await trip.legation.mails(trip.file.slug)
    await trip.legation.decide_mails(trip.file.slug, Verdict.HOLD, (first.send_id,))
    trip.post.ahead += WINDOW
    await trip.legation.wake_dispatch(trip.file.slug)
    handle = trip.legation.client.get_workflow_handle(dispatch_workflow_id(trip.file.slug))
    await handle.result()
    return first.send_id, other.send_id
