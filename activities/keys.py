"""Where a delegation's objects lie in the store. No text from a user is ever part of a key."""

import hashlib
import re

KEY = re.compile(r"[a-z0-9]([a-z0-9./-]*[a-z0-9])?")
MAILBOXES = "mailboxes/"
INTAKE = "intake/"
"""Of the slips of all applications that are on their way from the vault to their journeys."""


DRAFT_ENDS = "draft-ends/"
"""Of the dates on which drafts that were never handed in are removed, by delegation."""


def demand_key(key: str) -> str:
    """`key` itself, if it may name an object. Raises ValueError otherwise."""
    if KEY.fullmatch(key) is None or ".." in key or "//" in key or "/." in key or "./" in key:
        raise ValueError(
            f"{key!r} cannot name an object: lower-case letters, digits, hyphens, dots and slashes only."
        )
    return key


def file_key(delegation: str) -> str:
    return f"delegations/{delegation}/file.json"


def secret_key(delegation: str) -> str:
    return f"delegations/{delegation}/secret"


def people_prefix(delegation: str) -> str:
    """Of everybody who registered."""
    return f"delegations/{delegation}/people/"


def link_keys_key(delegation: str) -> str:
    """The secrets that sign addresses, besides the delegation's own."""
    return f"delegations/{delegation}/link-keys.json"


def link_epoch_key(delegation: str, person: str) -> str:
    """How often a participant's, host's or evaluator's addresses were revoked. It outlives them: no value."""
    return f"{link_epochs_prefix(delegation)}{person.lower()}.json"


def link_epochs_prefix(delegation: str) -> str:
    return f"delegations/{delegation}/link-epochs/"


def person_key(delegation: str, person: str) -> str:
    return f"{people_prefix(delegation)}{person.lower()}.json"


def applied_from_prefix(delegation: str) -> str:
    """Of every address by which somebody applied."""
    return f"delegations/{delegation}/applied-from/"


def applied_from_key(delegation: str, fingerprint: str) -> str:
    """Who applied by the address with this fingerprint."""
    return f"{applied_from_prefix(delegation)}{fingerprint}.json"


def applied_twice_prefix(delegation: str) -> str:
    """Of the addresses by which several applied."""
    return f"delegations/{delegation}/applied-twice/"


def applied_twice_key(delegation: str, fingerprint: str) -> str:
    """Who they are. Apart from the rest, so that the few need not be looked for among all."""
    return f"{applied_twice_prefix(delegation)}{fingerprint}.json"


def outbox_key(delegation: str, owner: str, send_id: str) -> str:
    """The mail as it leaves, rendered once. `owner`: the participant, host or person it is for."""
    return f"delegations/{delegation}/outbox/{owner.lower()}/{send_id}.eml"


def ledgers_prefix(delegation: str) -> str:
    """Of the ledger entries of everybody's mails."""
    return f"delegations/{delegation}/ledger/"


def ledger_prefix(delegation: str, owner: str) -> str:
    return f"delegations/{delegation}/ledger/{owner.lower()}/"


def ledger_key(delegation: str, owner: str, send_id: str) -> str:
    """How far the sending of that mail has come."""
    return f"{ledger_prefix(delegation, owner)}{send_id}.json"


def waiting_prefix(delegation: str, owner: str = "") -> str:
    """Of mails that wait for a person or their time, and of marked addresses; of one owner, or of all."""
    prefix = f"delegations/{delegation}/waiting/"
    return f"{prefix}{owner.lower()}/" if owner else prefix


def waiting_key(delegation: str, owner: str, thread: str, send_id: str) -> str:
    """A mail that waits. `thread` is what it is about: within it, mails keep their order."""
    about = hashlib.sha256(thread.encode()).hexdigest()[:12]
    return f"{waiting_prefix(delegation, owner)}{about}/{send_id}.json"


def marked_address_key(delegation: str, owner: str, fingerprint: str) -> str:
    """That mail to the address with this fingerprint came back."""
    return f"{waiting_prefix(delegation, owner)}address-{fingerprint}.json"


def mail_day_key(delegation: str, day: str) -> str:
    """How many mails that bear one day (UTC) left, as 2026-11-22."""
    return f"delegations/{delegation}/mail-days/{day}.json"


def mail_event_key(send_id: str) -> str:
    """What the transport told of the mail of that name."""
    return f"events/{send_id}.json"


def versions_prefix(delegation: str) -> str:
    """Of every published version of the itinerary."""
    return f"delegations/{delegation}/itinerary/"


def version_key(delegation: str, version: int, occasion: str) -> str:
    """One published version, create-only. `occasion`: preliminary, final, or the change it came with."""
    return f"{versions_prefix(delegation)}v{version:05d}-{occasion}.json"


def appointment_key(uid: str) -> str:
    """What the UID with this local part (32 characters) stands for."""
    return f"appointments/{uid}.json"


def feed_key(delegation: str, recipient: str) -> str:
    """The programme of a participant or host as last told."""
    return f"delegations/{delegation}/feeds/{recipient.lower()}.json"


def feed_address_key(sha256: str) -> str:
    """Whose feed is fetched with the token that has this hash."""
    return f"feeds/{sha256}.json"


def application_key(delegation: str, participant: str, sha256: str) -> str:
    """One version of an application, create-only."""
    return f"delegations/{delegation}/applications/{participant.lower()}/{sha256[:16]}.json"


def intake_prefix(delegation: str) -> str:
    """Of the slips of one delegation."""
    return f"{INTAKE}{delegation}/"


def slip_key(delegation: str, participant: str, attempt: str) -> str:
    """That an application is about to be written, create-only. `attempt`: hexadecimal digits of its own."""
    return f"{intake_prefix(delegation)}{participant.lower()}/{attempt}.json"


def profile_key(delegation: str, participant: str) -> str:
    """The application as it stands: what documents show of an organisation."""
    return f"delegations/{delegation}/applications/{participant.lower()}.json"


def applications_prefix(delegation: str, participant: str) -> str:
    """Of every version of an application."""
    return f"delegations/{delegation}/applications/{participant.lower()}/"


def draft_key(delegation: str, participant: str) -> str:
    """An application that is not finished yet."""
    return f"delegations/{delegation}/drafts/{participant.lower()}.json"


def draft_end_key(delegation: str) -> str:
    """When the drafts of a delegation are removed."""
    return f"{DRAFT_ENDS}{delegation}.json"


def uploads_prefix(delegation: str, participant: str) -> str:
    return f"delegations/{delegation}/uploads/{participant.lower()}/"


def upload_key(delegation: str, participant: str, sha256: str, kind: str) -> str:
    """A file that belongs to an application, create-only. `kind`: what its content was recognised as."""
    return f"{uploads_prefix(delegation, participant)}{sha256}.{kind}"


def papers_prefix(delegation: str, participant: str) -> str:
    return f"delegations/{delegation}/participants/{participant.lower()}/"


def papers_key(delegation: str, participant: str, paper: str) -> str:
    """One travel paper: passport, room, diet, consent."""
    return f"{papers_prefix(delegation, participant)}{paper}.json"


def paper_upload_key(delegation: str, participant: str, sha256: str, kind: str) -> str:
    """A file handed in after acceptance; it is erased with the travel papers."""
    return f"{papers_prefix(delegation, participant)}uploads/{sha256}.{kind}"


def exchange_paper_key(delegation: str, exchange: str, paper: str, sha256: str, kind: str) -> str:
    """A signed confirmation, a report or its evidence, create-only. `paper`: what it is, as `report`."""
    return f"delegations/{delegation}/exchanges/{exchange}/{paper}-{sha256[:16]}.{kind}"


def exchange_document_key(delegation: str, exchange: str, name: str) -> str:
    """What was made for an exchange, beside what people handed in for it."""
    return f"delegations/{delegation}/exchanges/{exchange}/made/{name}"


def account_key(delegation: str, participant: str) -> str:
    """The bank account lump sums of this participant go to."""
    return f"delegations/{delegation}/accounts/{participant.lower()}.json"


def programme_account_key(delegation: str) -> str:
    """The bank account the programme pays from; no participant's id has a dot."""
    return f"delegations/{delegation}/accounts/of.programme.json"


def payments_key(delegation: str, run: int, form: str) -> str:
    """The file of a payment run, create-only. `form`: json is the sheet it is made from, csv or xml."""
    return f"delegations/{delegation}/payments/run-{run:04d}.{form}"


def afterwards_key(delegation: str, participant: str) -> str:
    """What was answered after the trip."""
    return f"delegations/{delegation}/afterwards/{participant.lower()}.json"


def afterwards_upload_key(delegation: str, participant: str, sha256: str, kind: str) -> str:
    """A file handed in after the trip: evidence, which outlives the travel papers."""
    return f"delegations/{delegation}/afterwards/{participant.lower()}/{sha256}.{kind}"


def personal_prefixes(delegation: str, participant: str) -> tuple[str, ...]:
    """Where passport data lies: the papers themselves, and the visa letters that quote them."""
    letters = f"delegations/{delegation}/documents/visa-invitation/{participant.lower()}-"
    return (papers_prefix(delegation, participant), letters)


def erasure_key(delegation: str, participant: str, at: str) -> str:
    """The receipt of an erasure: ids and figures only. `at`: real time, as 20270411t093000."""
    return f"delegations/{delegation}/erasures/{participant.lower()}/{at}.json"


def erasure_note_key(delegation: str, participant: str) -> str:
    """By which words somebody is found in what others keep; lies there only while they are being erased."""
    return f"delegations/{delegation}/erasures/{participant.lower()}/under-way.json"


def mailbox_key(address: str) -> str:
    """One of the mailboxes to which answers come back. An address is personal: its hash names it."""
    return f"{MAILBOXES}{hashlib.sha256(address.encode()).hexdigest()[:32]}.json"


def inbound_key(sha256: str) -> str:
    """A mail as it came in, create-only."""
    return f"inbound/{sha256}.eml"


def reception_key(sha256: str) -> str:
    """What became of the mail that came in as these bytes."""
    return f"inbound/{sha256}.json"


def reading_key(mailbox: str) -> str:
    """How far a mailbox has been read; `mailbox` says in whatever words which one it is."""
    return f"inbound/imap-{hashlib.sha256(mailbox.encode()).hexdigest()[:32]}.json"


def answers_prefix(delegation: str, recipient: str) -> str:
    """Of all answers of one participant or host."""
    return f"delegations/{delegation}/answers/{recipient.lower()}/"


def answer_key(delegation: str, recipient: str, sha256: str) -> str:
    """One answer to an invite in full, with what is personal in it."""
    return f"{answers_prefix(delegation, recipient)}{sha256[:16]}.json"


def offer_answers_prefix(delegation: str, participant: str) -> str:
    """Of all that one applicant said to an offer."""
    return f"delegations/{delegation}/offers/{participant.lower()}/"


def offer_answer_key(delegation: str, participant: str, sha256: str) -> str:
    """One answer to an offer in full, with what is personal in it."""
    return f"{offer_answers_prefix(delegation, participant)}{sha256[:16]}.json"


def meeting_words_key(delegation: str, participant: str, sha256: str) -> str:
    """What somebody wrote to whom they ask for a meeting, or of a meeting, create-only."""
    return f"delegations/{delegation}/meetings/{participant.lower()}/{sha256[:32]}.txt"


def expected_reply_key(message_id: str) -> str:
    """Whose offer the mail with this Message-ID is."""
    return f"replies/{hashlib.sha256(message_id.encode()).hexdigest()[:32]}.json"


def bounce_key(delegation: str, send_id: str) -> str:
    """That one of our mails came back."""
    return f"delegations/{delegation}/bounces/{send_id}.json"


def agreement_note_key(delegation: str, agreement: str, sha256: str) -> str:
    """What was said of an agreement in full, create-only."""
    return f"delegations/{delegation}/agreements/{agreement}/notes/{sha256[:16]}.txt"


def agreement_evidence_key(delegation: str, agreement: str, sha256: str, kind: str) -> str:
    """A document that proves an agreement, create-only. `kind`: what its content was recognised as."""
    return f"delegations/{delegation}/agreements/{agreement}/evidence/{sha256}.{kind}"


def organisations_prefix(delegation: str) -> str:
    """Of everything known of organisations."""
    return f"delegations/{delegation}/organisations/"


def organisations_index_key(delegation: str) -> str:
    """Which version of each organisation counts, and where it lies."""
    return f"{organisations_prefix(delegation)}index.json"


def organisation_versions_key(delegation: str, sha256: str) -> str:
    """Versions that were kept together, create-only, by the hash of what they say."""
    return f"{organisations_prefix(delegation)}versions/{sha256[:32]}.json"


def organisation_contact_key(delegation: str, organisation: str, sha256: str) -> str:
    """Who speaks for an organisation, as one import said; erased for good on request."""
    return f"{organisation_contacts_prefix(delegation, organisation)}{sha256[:16]}.json"


def organisation_contacts_prefix(delegation: str, organisation: str) -> str:
    return f"{organisations_prefix(delegation)}contacts/{organisation}/"


def letter_words_prefix(delegation: str) -> str:
    """Of everything organisers wrote for letters themselves."""
    return f"delegations/{delegation}/letters/"


def letter_words_index_key(delegation: str) -> str:
    """Which version of which letter counts."""
    return f"{letter_words_prefix(delegation)}index.json"


def letter_words_key(delegation: str, letter: str, language: str, version: int, sha256: str) -> str:
    """One version of a letter's words, create-only."""
    return f"{letter_words_prefix(delegation)}{letter}/{language}/v{version:05d}-{sha256[:16]}.json"


def letter_troubles_prefix(delegation: str) -> str:
    return f"{letter_words_prefix(delegation)}troubles/"


def letter_trouble_key(delegation: str, sha256: str) -> str:
    """That words of an organiser could not be used, create-only."""
    return f"{letter_troubles_prefix(delegation)}{sha256[:32]}.json"


ORGANISERS = "organisers/accounts/"
"""Of the accounts with which organisers sign in."""


def organiser_account_key(login: str) -> str:
    """One account. The login is an address, so only its hash stands in the key."""
    return f"{ORGANISERS}{hashlib.sha256(login.encode()).hexdigest()[:32]}.json"


def organiser_secret_key() -> str:
    """What the sessions of organisers are signed with, create-only."""
    return "organisers/secret"
