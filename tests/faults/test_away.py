"""What is away comes back: nothing was lost meanwhile, in virtual time and with production's patience."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from temporalio import activity
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.adapters.payloads import data_converter
from activities.appointments import Appointments
from activities.feeds import Feeds
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import MailActivities, MailSent
from activities.outbox import Outbox
from activities.ports import DocumentStore, MailReceipt, NotAccepted
from activities.register import Register
from delegation.document import DocumentRef
from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation
from embedded import binaries
from tests import fakes
from tests.faults.laboratory import FILE
from tests.faults.rounds import RoundsWorkflow
from tests.faults.sending import intended, person, round_of
from worker import runner

LETTERS = Path(__file__).parents[2] / "templates" / "letters"
PEOPLE = [person(number) for number in range(10, 20)]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Absence:
    """Away for some virtual time, which begins when it is first missed."""

    def __init__(self, lasts: timedelta) -> None:
        self._lasts = lasts
        self._since: datetime | None = None
        self.missed = 0

    def is_over(self) -> bool:
        now = activity.info().current_attempt_scheduled_time
        self._since = self._since or now
        over = now >= self._since + self._lasts
        self.missed += not over
        return over


class MailerAway(fakes.Outbox):
    """A mail server that takes nothing for a while."""

    def __init__(self, absence: Absence) -> None:
        super().__init__()
        self._absence = absence

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        if not self._absence.is_over():
            raise NotAccepted("The mail server is away.")
        return super().send(send_id=send_id, sender=sender, recipient=recipient, message=message)


class StoreAway(fakes.MemoryStore):
    """A store that answers nothing for a while; what the test itself asks is answered."""

    def __init__(self, absence: Absence) -> None:
        super().__init__()
        self._absence = absence

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        self._demand()
        return super().create(key, content, media_type)

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        self._demand()
        return super().replace(key, content, media_type, instead_of=instead_of)

    def read(self, key: str) -> bytes:
        self._demand()
        return super().read(key)

    def keys(self, prefix: str) -> Iterator[str]:
        self._demand()
        return super().keys(prefix)

    def _demand(self) -> None:
        if activity.in_activity() and not self._absence.is_over():
            raise OSError("The store is away.")


def mail_activities(store: DocumentStore, mailer: fakes.Outbox) -> MailActivities:
    register = Register(store)
    letters = LetterWriter(LETTERS, portal="https://portal.legation.example")
    feeds = Feeds(store, register)
    links = Links("https://portal.legation.example", register, feeds)
    return MailActivities(register, Outbox(store, mailer), letters, store, Appointments(store), feeds, links)


async def sent_in_virtual_time(
    file: DelegationFile, store: fakes.MemoryStore, mailer: fakes.Outbox
) -> tuple[MailSent, timedelta]:
    """What the workflow heard, and how long it took."""
    for one in PEOPLE:
        Register(store).keep(file.slug, one)
    Register(store).keep_file(file)
    mail = mail_activities(store, mailer)
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(binaries.find("temporal-test-server", None)),
        data_converter=data_converter(),
    )
    async with environment:
        with ThreadPoolExecutor(8) as executor:
            async with Worker(
                environment.client,
                task_queue="away",
                workflows=[RoundsWorkflow],
                activities=[mail.send_letters, mail.send_invites],
                activity_executor=executor,
                workflow_runner=runner(),
            ):
                began = await environment.get_current_time()
                order = round_of(file, PEOPLE).model_copy(update={"patiently": True})
                told = await environment.client.execute_workflow(
                    RoundsWorkflow.run, order, id="away", task_queue="away"
                )
                return told, await environment.get_current_time() - began


@pytest.fixture(scope="module")
def file() -> DelegationFile:
    return read_delegation(FILE.read_text(), str(FILE))


async def test_when_mail_was_away_for_an_hour_every_mail_leaves_once_afterwards(file: DelegationFile):
    absence = Absence(HOUR)
    mailer = MailerAway(absence)

    told, lasted = await sent_in_virtual_time(file, fakes.MemoryStore(), mailer)

    assert absence.missed > 10
    assert lasted >= HOUR
    assert sorted(one.send_id for one in mailer.sent) == sorted(one.send_id for one in intended(file, PEOPLE))
    assert told.sent == len(mailer.sent)


async def test_when_the_store_was_away_for_a_minute_every_mail_leaves_once_afterwards(file: DelegationFile):
    absence = Absence(MINUTE)
    mailer = fakes.Outbox()

    told, lasted = await sent_in_virtual_time(file, StoreAway(absence), mailer)

    assert absence.missed > 5
    assert lasted >= MINUTE
    assert sorted(one.send_id for one in mailer.sent) == sorted(one.send_id for one in intended(file, PEOPLE))
    assert told.sent == len(mailer.sent)
