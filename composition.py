"""The composition root: settings become adapters, adapters become activities."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.envconfig import ClientConfig

from activities.accounts import Accounts
from activities.adapters.score_books import XlsxScoreBooks
from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.adapters.table_books import CalamineTables
from activities.adapters.temporal import TemporalJourneys
from activities.adapters.temporal_dispatch import TemporalDispatch
from activities.adapters.temporal_exchanges import TemporalExchanges
from activities.adapters.typesetting import TypstTypesetter
from activities.adapters.word import WordLetters
from activities.appointments import Appointments
from activities.deciding import DecisionActivities
from activities.dispatching import DispatchActivities
from activities.documents import DocumentActivities
from activities.exchange_papers import ExchangePaperActivities
from activities.exchanges import ExchangeActivities
from activities.feeds import Feeds
from activities.journeys import JourneyActivities
from activities.letter_book import LetterBook
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import MailActivities
from activities.mail_count import CountActivities
from activities.papers import PaperActivities
from activities.payments import PaymentActivities
from activities.planning import PlanningActivities
from activities.ports import DocumentStore, ScoreBooks, SpreadsheetWriter, TableBooks, Typesetter
from activities.reassigning import ReplacementActivities
from activities.records import RecordActivities
from activities.register import Register
from activities.sweeping import Hands, SweepActivities
from activities.versions import VersionActivities
from activities.yearly_reports import YearlyReportActivities
from delegation.ids import sweeper_workflow_id
from delegation.sweeping import SweeperStart
from engine import converter_of, open_codec
from portal.client import Legation
from postal import open_outbox
from settings import ROOT, Settings
from vault import compact_embedded, open_store
from workflows.sweeper import SweeperWorkflow

if TYPE_CHECKING:
    from fastapi import FastAPI

    from activities.identity import IdentityProvider
    from portal.inbound.imap import MailboxAddress
    from portal.inbound.ways import Receiving, Way

TEMPLATES = ROOT / "templates"


async def connect(settings: Settings, *, lazy: bool = False) -> Client:
    """A Temporal client: the embedded server's, or the one the TEMPORAL_* settings name.

    Raises RuntimeError when the server does not answer; a `lazy` one raises it when it is first used.
    """
    converter = converter_of(settings)
    if settings.is_embedded_temporal:
        target, namespace = settings.embedded.temporal_address, settings.embedded.namespace
        return await Client.connect(target, namespace=namespace, data_converter=converter, lazy=lazy)
    config = ClientConfig.load_client_connect_config()
    return await Client.connect(**config, data_converter=converter, lazy=lazy)


def activities_of(settings: Settings, client: Client) -> Sequence[Callable[..., Any]]:
    """Every activity of the worker, with its ports filled."""
    store = open_store(settings)
    register = Register(store)
    outbox = open_outbox(settings, store)
    book = LetterBook(store)
    letters = LetterWriter(TEMPLATES / "letters", portal=settings.portal_address, book=book)
    feeds = Feeds(store, register)
    links = Links(settings.portal_address, register, feeds)
    appointments, dispatch = Appointments(store), TemporalDispatch(client, settings.task_queue)
    mail = MailActivities(register, outbox, letters, store, appointments, feeds, links, dispatch=dispatch)
    documents = DocumentActivities(
        store,
        register,
        typesetter=TypstTypesetter(TEMPLATES / "documents"),
        word=WordLetters(TEMPLATES / "documents"),
        spreadsheets=XlsxSpreadsheets(),
        letters=letters,
    )
    reports = YearlyReportActivities(
        store, register, typesetter=TypstTypesetter(TEMPLATES / "documents"), spreadsheets=XlsxSpreadsheets()
    )
    exchange_papers = ExchangePaperActivities(
        store, register, typesetter=TypstTypesetter(TEMPLATES / "documents")
    )
    deciding, planning = DecisionActivities(), PlanningActivities(store)
    journeys, papers = JourneyActivities(TemporalJourneys(client)), PaperActivities(store)
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
        deciding.solve_selection,
        deciding.find_promotion,
        RecordActivities(store, register).keep_selection_record,
        VersionActivities(store).keep_version,
        planning.plan_itinerary,
        planning.apply_change,
        journeys.tell_participants,
        journeys.tell_hosts,
        journeys.ask_journeys,
        ExchangeActivities(TemporalExchanges(client)).tell_exchanges,
        exchange_papers.make_exchange_papers,
        PaymentActivities(store).make_payment_file,
        papers.purge_passports,
        CountActivities(store).count_mails,
        SweepActivities(store, _hands_on(client, store, register)).sweep_applications,
        reports.make_yearly_report,
    ]


def _hands_on(client: Client, store: DocumentStore, register: Register) -> Callable[[str], Hands]:
    """By task queue, who hands in applications that were left behind, in the way of the portal."""
    return lambda task_queue: Legation(client, store, register, task_queue=task_queue)


async def start_sweeper(client: Client, settings: Settings) -> None:
    """Let the vault be swept for applications that were left behind; one sweeper for all that is deployed."""
    await client.start_workflow(
        SweeperWorkflow.run,
        SweeperStart(sweep_every_seconds=settings.sweep_every_seconds),
        id=sweeper_workflow_id(settings.task_queue),
        task_queue=settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Looks for applications whose second step is missing",
    )


def open_score_books() -> ScoreBooks:
    """For evaluators who work on paper."""
    return XlsxScoreBooks()


def open_spreadsheets() -> SpreadsheetWriter:
    return XlsxSpreadsheets()


def open_table_books() -> TableBooks:
    """For tables that others wrote."""
    return CalamineTables()


def open_provider(settings: Settings) -> "IdentityProvider | None":
    """Where organisers sign in besides; None: nowhere. Nothing is asked of it yet."""
    from activities.adapters.oidc import OidcProvider

    if settings.oidc is None:
        return None
    oidc, secret = settings.oidc, settings.oidc.client_secret.get_secret_value()
    return OidcProvider(oidc.issuer, oidc.client_id, secret, name=oidc.name, seconds=oidc.timeout_seconds)


def open_typesetter() -> Typesetter:
    """For what is set on paper at a desk, without a worker."""
    return TypstTypesetter(TEMPLATES / "documents")


async def open_legation(settings: Settings) -> Legation:
    """The portal's way to the workflows, connected."""
    client = await connect(settings)
    store = open_store(settings)
    return Legation(client, store, Register(store), task_queue=settings.task_queue)


async def open_portal(settings: Settings) -> "FastAPI":
    """The portal's pages, with the ways in for mail beside them. Starts also while Temporal is away."""
    from portal.engine import answers, prompt
    from portal.inbound.apart import Classifier
    from portal.inbound.receiving import Receiver
    from portal.inbound.ways import Ways
    from portal.web.app import create_app
    from portal.web.applying.draft_mail import DraftPost
    from portal.web.applying.draft_sweep import sweeping_drafts
    from portal.web.desk import Desk
    from portal.web.limiting import Limit, Limits
    from portal.web.organising.links_mail import LinksPost
    from portal.web.organising.sessions import Sessions

    client = await connect(settings, lazy=True)
    store = open_store(settings)
    register = Register(store)
    feeds = Feeds(store, register)
    legation = prompt(Legation(client, store, register, task_queue=settings.task_queue))
    classifier = Classifier(trusted=frozenset(settings.inbound.trusted))
    receiver = Receiver(store, register, Appointments(store), classifier, legation, legation)
    ways = Ways(ways_in(settings, store, register, receiver))
    accounts, outbox = Accounts(store), open_outbox(settings, store)
    desk = Desk(
        address=settings.portal_address,
        templates=TEMPLATES / "portal",
        store=store,
        register=register,
        feeds=feeds,
        links=Links(settings.portal_address, register, feeds),
        calendars=legation,
        journeys=legation,
        hosts=legation,
        parties=legation,
        legation=legation,
        accounts=accounts,
        sessions=Sessions(accounts, settings.portal_address),
        provider=open_provider(settings),
        has_passwords=settings.oidc is None or settings.oidc.passwords,
        ui=settings.temporal_ui,
        spreadsheets=open_spreadsheets(),
        limits=Limits(
            wrong=Limit(settings.portal.wrong_links_an_hour, 3600),
            posts=Limit(settings.portal.posts_a_minute, 60),
            header=settings.portal.address_header,
        ),
        draft_post=DraftPost(outbox),
        links_post=LinksPost(outbox),
        security_contact=settings.portal.security_contact,
        ways=ways.states,
        codec=open_codec(settings),
        compact=partial(compact_embedded, settings),
        is_engine_up=lambda: answers(client),
    )
    return create_app(desk, alongside=(classifier, ways.open(), sweeping_drafts(legation)))


def ways_in(
    settings: Settings, store: DocumentStore, register: Register, receiver: "Receiving"
) -> "list[Way]":
    """The ways in for mail that the settings name, and the embedded mailboxes while mail goes there."""
    from portal.inbound.imap import ImapWay, MailboxAddress
    from portal.inbound.lmtp import ListenerWay
    from portal.inbound.sqs import QueueWay

    inbound = settings.inbound
    ways: list[Way] = []
    if settings.mail.via == "embedded":
        every = inbound.embedded_every_seconds
        opened = partial(embedded_mailboxes, settings, register)
        ways.append(ImapWay("embedded mailboxes", opened, store, receiver, every_seconds=every))
    if inbound.imap is not None:
        imap = inbound.imap
        address = MailboxAddress(
            imap.host, imap.port, imap.username, imap.password.get_secret_value(), imap.ssl, imap.folder
        )
        ways.append(ImapWay("imap", lambda: [address], store, receiver, every_seconds=imap.every_seconds))
    if inbound.listener is not None:
        listener = inbound.listener
        ways.append(ListenerWay(listener.host, listener.port, register, receiver, protocol=listener.protocol))
    if inbound.queue is not None:
        from activities.adapters.sqs import SqsMailQueue

        queue = inbound.queue
        told = SqsMailQueue.in_region(queue.region, queue.url, endpoint=queue.endpoint)
        ways.append(QueueWay(told, receiver))
    return ways


def embedded_mailboxes(settings: Settings, register: Register) -> "list[MailboxAddress]":
    """The organisers' mailboxes at the embedded mail server."""
    from portal.inbound.imap import MailboxAddress

    embedded = settings.embedded
    return [
        MailboxAddress(embedded.host, embedded.imap_port, address, embedded.mail_password, ssl=False)
        for address in register.mailboxes()
    ]
