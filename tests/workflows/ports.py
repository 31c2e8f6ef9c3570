"""The world around the stories: fakes of the ports, and every activity of the worker on them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client

from activities.adapters.temporal import TemporalJourneys
from activities.adapters.temporal_dispatch import TemporalDispatch
from activities.adapters.temporal_exchanges import TemporalExchanges
from activities.appointments import Appointments
from activities.deciding import DecisionActivities
from activities.dispatching import DispatchActivities
from activities.documents import DocumentActivities
from activities.exchange_papers import ExchangePaperActivities
from activities.exchanges import ExchangeActivities
from activities.feeds import Feeds
from activities.journeys import JourneyActivities
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import MailActivities
from activities.mail_count import CountActivities
from activities.outbox import Outbox as OncePerMail
from activities.papers import PaperActivities
from activities.payments import PaymentActivities
from activities.planning import PlanningActivities
from activities.ports import MailReceipt, NotAccepted, Typeset
from activities.reassigning import ReplacementActivities
from activities.records import RecordActivities
from activities.register import Register
from activities.sweeping import SweepActivities
from activities.versions import VersionActivities
from activities.yearly_reports import YearlyReportActivities
from delegation.fact import Fact
from delegation.papers.atlas import Atlas
from delegation.papers.workbook import Workbook
from portal.client import Legation
from tests.fakes import MemoryStore, Outbox

LETTERS = Path(__file__).parents[2] / "templates" / "letters"
PORTAL = "https://portal.legation.example"


class PlainPress:
    """Typesetter, word processor and spreadsheets at once: a document is its facts, as text."""

    def pdf(
        self, template: str, facts: Fact, *, made_at: datetime, pictures: Mapping[str, str] | None = None
    ) -> Typeset:
        return Typeset(f"{template} {made_at} {facts.model_dump_json()}".encode())

    def atlas(self) -> Atlas:
        return Atlas()

    def docx(self, template: str, facts: Fact, *, made_at: datetime) -> bytes:
        return f"{template} {made_at} {facts.model_dump_json()}".encode()

    def xlsx(self, workbook: Workbook, *, made_at: datetime) -> bytes:
        return f"{made_at} {workbook.model_dump_json()}".encode()


class PostOffice(Outbox):
    """An `Outbox` that may close: while it is closed it accepts nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._counter = threading.Condition()
        self._turned_away = 0
        self.is_closed = False
        self.ahead = timedelta()
        """By how much the clock that outboxes go by is ahead of this machine's."""

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        with self._counter:
            if self.is_closed:
                self._turned_away += 1
                self._counter.notify_all()
                raise NotAccepted("The post office is closed.")
            return super().send(send_id=send_id, sender=sender, recipient=recipient, message=message)

    def wait_turned_away(self, times: int) -> None:
        """Block until so many mails were brought in vain."""
        with self._counter:
            assert self._counter.wait_for(lambda: self._turned_away >= times, timeout=60)


def activities_on(
    client: Client, store: MemoryStore, post: PostOffice, task_queue: str = "delegations"
) -> Sequence[Callable[..., Any]]:
    """As `composition.activities_of`, on these ports."""
    register, press = Register(store), PlainPress()
    feeds = Feeds(store, register)
    links = Links(PORTAL, register, feeds)
    letters = LetterWriter(LETTERS, portal=PORTAL)
    outbox = OncePerMail(store, post, journal=post, now=post.now)
    dispatch = TemporalDispatch(client, task_queue)
    mail = MailActivities(
        register, outbox, letters, store, Appointments(store), feeds, links, dispatch=dispatch
    )
    documents = DocumentActivities(
        store, register, typesetter=press, word=press, spreadsheets=press, letters=letters
    )
    reports = YearlyReportActivities(store, register, typesetter=press, spreadsheets=press)
    deciding, planning = DecisionActivities(), PlanningActivities(store)
    journeys = JourneyActivities(TemporalJourneys(client))
    return [
        mail.send_letters,
        mail.send_invites,
        DispatchActivities(mail, outbox, store, register).send_held,
        documents.make_documents,
        documents.refresh_documents,
        deciding.check_eligibility,
        deciding.assign_evaluators,
        deciding.find_third_opinions,
        ReplacementActivities().find_replacements,
        RecordActivities(store, register).keep_selection_record,
        VersionActivities(store).keep_version,
        deciding.solve_selection,
        deciding.find_promotion,
        planning.plan_itinerary,
        planning.apply_change,
        journeys.tell_participants,
        journeys.tell_hosts,
        journeys.ask_journeys,
        ExchangeActivities(TemporalExchanges(client)).tell_exchanges,
        ExchangePaperActivities(store, register, typesetter=press).make_exchange_papers,
        PaymentActivities(store).make_payment_file,
        PaperActivities(store).purge_passports,
        CountActivities(store).count_mails,
        SweepActivities(
            store, lambda queue: Legation(client, store, register, task_queue=queue)
        ).sweep_applications,
        reports.make_yearly_report,
    ]
