"""The post as settings name it: the way mail leaves, the journal that tells what left, and the outbox."""

from datetime import timedelta

from activities.adapters.imap_journal import ImapJournal
from activities.adapters.ses import SesMailer
from activities.adapters.ses_journal import SesJournal
from activities.adapters.smtp import SmtpMailer
from activities.outbox import Outbox
from activities.ports import DocumentStore, Journal, Mailer
from embedded.mail_journal import JOURNAL
from settings import MailSettings, Settings


def open_outbox(settings: Settings, store: DocumentStore) -> Outbox:
    """Sends once, by the mailer and the journal that the settings name."""
    mail = settings.mail
    return Outbox(
        store,
        open_mailer(settings),
        journal=open_journal(settings, store),
        claim_lasts=timedelta(seconds=mail.claim_seconds),
        takes_at_most=timedelta(seconds=mail.takes_at_most),
    )


def open_mailer(settings: Settings) -> Mailer:
    """SES, an SMTP server, or the embedded inboxes."""
    mail = settings.mail
    match mail.via:
        case "ses":
            return SesMailer.in_region(
                mail.ses_region,
                configuration_set=mail.ses_configuration_set,
                timeout=mail.reply_within,
            )
        case "smtp":
            return _smtp(mail)
        case "embedded":
            host, port = settings.embedded.host, settings.embedded.smtp_port
            timeout, within = mail.reply_within, mail.takes_at_most
            return SmtpMailer(host, port, timeout=timeout, within=within, journal=JOURNAL)


def open_journal(settings: Settings, store: DocumentStore) -> Journal | None:
    """None: nobody can tell how a mail's sending ended whose answer was lost, so a person is asked."""
    mail, journal = settings.mail, settings.mail.journal
    late = timedelta(seconds=journal.late_seconds)
    if mail.via == "embedded":
        return _embedded_journal(settings)
    if mail.via == "ses" and journal.queue:
        return SesJournal.in_region(
            mail.ses_region, journal.queue, store, silent_after=late, endpoint=journal.endpoint
        )
    if mail.via == "smtp" and journal.address and journal.host:
        return ImapJournal(
            journal.host,
            journal.port,
            username=journal.username or journal.address,
            password=journal.password.get_secret_value() if journal.password else "",
            encrypted=journal.ssl,
            folder=journal.folder,
            silent_after=late,
        )
    return None


def _smtp(mail: MailSettings) -> SmtpMailer:
    return SmtpMailer(
        mail.host,
        mail.port,
        username=mail.username,
        password=mail.password.get_secret_value() if mail.password else None,
        starttls=mail.starttls,
        timeout=mail.reply_within,
        within=mail.takes_at_most,
        journal=mail.journal.address,
    )


def _embedded_journal(settings: Settings) -> ImapJournal:
    return ImapJournal(
        settings.embedded.host,
        settings.embedded.imap_port,
        username=JOURNAL,
        password=settings.embedded.mail_password,
        encrypted=False,
        silent_after=timedelta(seconds=settings.mail.embedded_late_seconds),
    )
