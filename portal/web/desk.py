"""What the pages need of the rest of the house."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from activities.accounts import Accounts
from activities.feeds import Feeds
from activities.identity import IdentityProvider
from activities.links import Links
from activities.ports import DocumentStore, SpreadsheetWriter
from activities.register import Register
from portal.client import Legation
from portal.engine import Calendars, Hosts, Journeys, MeetingParties
from portal.web.applying.draft_mail import DraftPost
from portal.web.codec import CodecDesk
from portal.web.limiting import Limits
from portal.web.organising.links_mail import LinksPost
from portal.web.organising.sessions import Sessions


async def _nobody_asked() -> bool:
    return True


@dataclass(frozen=True)
class Desk:
    """Everything behind the pages. Feeds and links need the vault only; answers need the workflows too."""

    address: str
    """Under which people reach the portal: `https://portal.legation.example`."""
    templates: Path
    store: DocumentStore
    register: Register
    feeds: Feeds
    links: Links
    calendars: Calendars
    journeys: Journeys
    hosts: Hosts
    parties: MeetingParties | None = None
    """None: the page of meetings between delegates is not there."""
    legation: Legation | None = None
    """Everything that organisers do, and what people do beyond answering. None: those pages are not there."""
    accounts: Accounts | None = None
    sessions: Sessions | None = None
    """None: nobody signs in, and there is no organiser's desk."""
    provider: IdentityProvider | None = None
    """Where organisers sign in besides. None: nowhere."""
    has_passwords: bool = True
    """Whether organisers sign in with a password of the vault."""
    ui: str = ""
    """Address of the namespace in the Temporal UI, as `http://127.0.0.1:8233/namespaces/default`; empty: the
    desk has no links to workflows."""
    spreadsheets: SpreadsheetWriter | None = None
    """None: no table is offered as a workbook."""
    codec: CodecDesk | None = None
    """None: nobody is shown in clear what Temporal keeps."""
    draft_post: DraftPost | None = None
    """None: drafts of applications are kept, and nobody is mailed a link to theirs."""
    links_post: LinksPost | None = None
    """None: nobody is mailed a new address of their page at the word of an organiser."""
    limits: Limits = field(default_factory=Limits)
    security_contact: str = ""
    """Whom to tell of a hole, as `mailto:security@platform.example`. Empty: there is no security.txt."""
    ways: Mapping[str, str] = field(default_factory=dict)
    """How each way in for mail is: `up`, or what went wrong last."""
    compact: Callable[[], object] | None = None
    """Has an embedded vault overwrite what was removed, which takes seconds. None: nobody need ask for it."""
    is_engine_up: Callable[[], Awaitable[bool]] = _nobody_asked
