"""The sweeper and the portal work on the same slips; what one of them finished the other leaves alone."""

from datetime import UTC, datetime, timedelta

from activities.sweeping import Slips, application_content, sweep
from delegation.application import Application
from delegation.person import Person
from delegation.sweeping import ApplicationsStuck, Slip
from tests.fakes import MemoryStore

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Portal:
    """Brings in one application while the sweeper is at another."""

    def __init__(self, slips: Slips) -> None:
        self.slips = slips
        self.swept: list[str] = []

    async def bring_in(self, slip: Slip, application: Application) -> str | None:
        self.swept.append(application.id)
        for key, _ in self.slips.pending():
            self.slips.throw_away(key)

    async def has_taken(self, slip: Slip) -> bool:
        return False

    async def tell_stuck(self, slug: str, stuck: ApplicationsStuck) -> None:
        raise AssertionError(stuck)


async def test_what_the_portal_finished_meanwhile_is_not_swept_again():
    store = MemoryStore()
    slips = Slips(store)
    for name in ("A-1", "A-2", "A-3"):
        person = Person(id=name, name="Lina Berg", email="lina@fyn.example", organisation="Fyn Clean")
        application = Application(id=name, person=person, answers={})
        _, slip = slips.note("usa-2017", application, NOW, now=NOW)
        store.create(slip.document.key, application_content(application), "application/json")
    portal = Portal(slips)

    found = await sweep(slips, portal, now=NOW + timedelta(minutes=10))

    assert (found.finished, portal.swept) == (1, ["A-1"])
