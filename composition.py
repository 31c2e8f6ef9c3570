"""The composition root: settings become adapters, adapters become activities."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig

from activities.adapters.s3 import S3Store, s3_client
from activities.adapters.ses import SesMailer
from activities.adapters.smtp import SmtpMailer
from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.adapters.temporal import TemporalJourneys
from activities.adapters.typesetting import TypstTypesetter
from activities.adapters.word import WordLetters
from activities.appointments import Appointments
from activities.deciding import DecisionActivities
from activities.documents import DocumentActivities
from activities.feeds import Feeds
from activities.journeys import JourneyActivities
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import MailActivities
from activities.mail_count import CountActivities
from activities.outbox import Outbox
from activities.papers import PaperActivities
from activities.planning import PlanningActivities
from activities.ports import DocumentStore, Mailer
from activities.register import Register
from embedded import capability
from embedded.finding import Finding
from embedded.object_store import REGION, credentials
from portal.client import Legation
from settings import ROOT, Settings

TEMPLATES = ROOT / "templates"


async def connect(settings: Settings) -> Client:
    """A Temporal client: the embedded server's, or the one the TEMPORAL_* settings name.

    Raises RuntimeError when the server does not answer.
    """
    if settings.is_embedded_temporal:
        target = settings.embedded.temporal_address
        return await Client.connect(
            target, namespace=settings.embedded.namespace, data_converter=pydantic_data_converter
        )
    config = ClientConfig.load_client_connect_config()
    return await Client.connect(**config, data_converter=pydantic_data_converter)


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
    secret = vault.secret_key.get_secret_value() if vault.secret_key else None
    client = s3_client(
        region=vault.region, endpoint=vault.endpoint, access_key=vault.access_key, secret_key=secret
    )
    return S3Store(client, vault.bucket, prefix=vault.prefix)


def probe_vault(settings: Settings) -> list[Finding]:
    """Whether a bucket of the user's own keeps the promises we build on; nothing for the embedded one."""
    vault = settings.vault
    if not vault.bucket:
        return []
    secret = vault.secret_key.get_secret_value() if vault.secret_key else None
    client = s3_client(
        region=vault.region, endpoint=vault.endpoint, access_key=vault.access_key, secret_key=secret
    )
    try:
        return capability.probe(client, vault.bucket)
    except (BotoCoreError, ClientError) as error:
        fix = "check bucket, region, endpoint and keys under LEGATION_VAULT__..."
        return [Finding(capability.PART, False, str(error), fix)]


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
    )
    deciding, planning = DecisionActivities(), PlanningActivities()
    journeys, papers = JourneyActivities(TemporalJourneys(client)), PaperActivities(store)
    return [
        mail.send_letters,
        mail.send_invites,
        documents.make_documents,
        deciding.check_eligibility,
        deciding.assign_evaluators,
        deciding.find_third_opinions,
        deciding.solve_selection,
        deciding.find_promotion,
        planning.plan_itinerary,
        planning.apply_change,
        journeys.tell_participants,
        journeys.tell_hosts,
        journeys.ask_journeys,
        papers.purge_passports,
        CountActivities(store).count_mails,
    ]


async def open_legation(settings: Settings) -> Legation:
    """The portal's way to the workflows, connected."""
    client = await connect(settings)
    store = open_store(settings)
    return Legation(client, store, Register(store), task_queue=settings.task_queue)
