"""The composition root: settings become adapters, adapters become activities."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from activities.adapters.payloads import DATA_CONVERTER
from activities.adapters.s3 import S3Store, s3_client
from activities.adapters.score_books import XlsxScoreBooks
from activities.adapters.ses import SesMailer
from activities.adapters.smtp import SmtpMailer
from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.adapters.table_books import CalamineTables
from activities.adapters.temporal import TemporalJourneys
from activities.adapters.temporal_exchanges import TemporalExchanges
from activities.adapters.typesetting import TypstTypesetter
from activities.adapters.word import WordLetters
from activities.appointments import Appointments
from activities.deciding import DecisionActivities
from activities.documents import DocumentActivities
from activities.exchange_papers import ExchangePaperActivities
from activities.exchanges import ExchangeActivities
from activities.feeds import Feeds
from activities.journeys import JourneyActivities
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import MailActivities
from activities.mail_count import CountActivities
from activities.outbox import Outbox
from activities.papers import PaperActivities
from activities.payments import PaymentActivities
from activities.planning import PlanningActivities
from activities.ports import DocumentStore, Mailer, ScoreBooks, SpreadsheetWriter, TableBooks, Typesetter
from activities.reassigning import ReplacementActivities
from activities.records import RecordActivities
from activities.register import Register
from activities.versions import VersionActivities
from activities.yearly_reports import YearlyReportActivities
from embedded import capability
from embedded.finding import Finding
from embedded.object_store import REGION, credentials
from portal.client import Legation
from settings import ROOT, Settings, VaultSettings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from portal.inbound.imap import MailboxAddress
    from portal.inbound.ways import Receiving, Way

TEMPLATES = ROOT / "templates"


async def connect(settings: Settings, *, lazy: bool = False) -> Client:
    """A Temporal client: the embedded server's, or the one the TEMPORAL_* settings name.

    Raises RuntimeError when the server does not answer; a `lazy` one raises it when it is first used.
    """
    if settings.is_embedded_temporal:
        target = settings.embedded.temporal_address
        return await Client.connect(
            target,
            namespace=settings.embedded.namespace,
            data_converter=DATA_CONVERTER,
            lazy=lazy,
        )
    config = ClientConfig.load_client_connect_config()
    return await Client.connect(**config, data_converter=DATA_CONVERTER, lazy=lazy)


def open_store(settings: Settings) -> DocumentStore:
    """The vault: a bucket of the user's own, or the embedded one."""
    vault = settings.vault
    if not vault.bucket:
        keys = credentials(settings.embedded)
        client = s3_client(
            region=REGION,
            endpoint=settings.embedded.s3_address,
            access_key=keys.access_key,
            secret_key=keys.secret_key,
        )
        return S3Store(client, settings.embedded.bucket)
    return S3Store(_own_client(vault), vault.bucket, prefix=vault.prefix)


def probe_vault(settings: Settings) -> list[Finding]:
    """Whether a bucket of the user's own keeps the promises we build on; nothing for the embedded one."""
    vault = settings.vault
    if not vault.bucket:
        return []
    try:
        return capability.probe(_own_client(vault), vault.bucket)
    except (BotoCoreError, ClientError) as error:
        fix = "check bucket, region, endpoint and keys under LEGATION_VAULT__..."
        return [Finding(capability.PART, False, str(error), fix)]


def _own_client(vault: VaultSettings) -> Any:  # Any: boto3 makes its clients at run time
    """For a bucket of the user's own."""
    secret = vault.secret_key.get_secret_value() if vault.secret_key else None
    return s3_client(
        region=vault.region, endpoint=vault.endpoint, access_key=vault.access_key, secret_key=secret
    )


def open_mailer(settings: Settings) -> Mailer:
    """SES, an SMTP server, or the embedded inboxes."""
    mail = settings.mail
    match mail.via:
        case "ses":
            return SesMailer.in_region(mail.ses_region)
        case "smtp":
            password = mail.password.get_secret_value() if mail.password else None
            return SmtpMailer(
                mail.host, mail.port, username=mail.username, password=password, starttls=mail.starttls
            )
        case "embedded":
            return SmtpMailer(settings.embedded.host, settings.embedded.smtp_port)


def activities_of(settings: Settings, client: Client) -> Sequence[Callable[..., Any]]:
    """Every activity of the worker, with its ports filled."""
    store = open_store(settings)
    register = Register(store)
    claim_lasts = timedelta(seconds=settings.mail.claim_seconds)
    outbox = Outbox(store, open_mailer(settings), claim_lasts=claim_lasts)
    letters = LetterWriter(TEMPLATES / "letters", portal=settings.portal_address)
    feeds = Feeds(store, register)
    links = Links(settings.portal_address, register, feeds)
    mail = MailActivities(register, outbox, letters, store, Appointments(store), feeds, links)
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
        reports.make_yearly_report,
    ]


def open_score_books() -> ScoreBooks:
    """For evaluators who work on paper."""
    return XlsxScoreBooks()


def open_spreadsheets() -> SpreadsheetWriter:
    return XlsxSpreadsheets()


def open_table_books() -> TableBooks:
    """For tables that others wrote."""
    return CalamineTables()


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
    from portal.engine import PromptCalendars, PromptHosts, PromptJourneys, PromptParties, answers
    from portal.inbound.apart import Classifier
    from portal.inbound.receiving import Receiver
    from portal.inbound.ways import Ways
    from portal.web.app import create_app
    from portal.web.desk import Desk

    client = await connect(settings, lazy=True)
    store = open_store(settings)
    register = Register(store)
    feeds = Feeds(store, register)
    legation = Legation(client, store, register, task_queue=settings.task_queue)
    calendars, journeys = PromptCalendars(legation), PromptJourneys(legation)
    classifier = Classifier(trusted=frozenset(settings.inbound.trusted))
    receiver = Receiver(store, register, Appointments(store), classifier, calendars, journeys)
    ways = Ways(ways_in(settings, store, register, receiver))
    desk = Desk(
        address=settings.portal_address,
        templates=TEMPLATES / "portal",
        store=store,
        register=register,
        feeds=feeds,
        links=Links(settings.portal_address, register, feeds),
        calendars=calendars,
        journeys=journeys,
        hosts=PromptHosts(legation),
        parties=PromptParties(legation),
        ways=ways.states,
        is_engine_up=lambda: answers(client),
    )
    return create_app(desk, alongside=(classifier, ways.open()))


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
