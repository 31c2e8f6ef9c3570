"""What a person sees of one invite: the item as it is now, what they answered, and what they can do."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from activities.links import InviteLink
from delegation.calendar_book import CalendarView
from delegation.calendars.rendering import location
from delegation.calendars.when import when_at_home, when_on_route
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.invite import Method, PartStat, SentInvite
from delegation.languages.tongue import file_in, item_in, tongue_of
from delegation.person import Person
from portal.web.words import ENGLISH

LONGEST_COMMENT = 2000


class Standing(StrEnum):
    """What can be done with an invite."""

    OPEN = "open"
    CANCELLED = "cancelled"
    OVER = "over"
    GONE = "gone"
    """It is not, or no longer, in this person's programme."""


class Invited(NamedTuple):
    """One invite with everything that stands around it."""

    token: str
    link: InviteLink
    file: DelegationFile
    person: Person
    invite: SentInvite | None
    now: datetime
    """Trip time."""
    earlier: str = ""
    """When it was to be, as the mail with the link said; empty where that is not known."""

    @property
    def standing(self) -> Standing:
        if self.invite is None:
            return Standing.GONE
        if self.invite.method is Method.CANCEL:
            return Standing.CANCELLED
        return Standing.OVER if self.invite.item.ends_at <= self.now else Standing.OPEN

    @property
    def has_changed(self) -> bool:
        """Whether time, place or status changed since the link was written."""
        return self.invite is not None and self.link.sequence < self.invite.asked


class Typed(Fact):
    """What stands in the form."""

    comment: str = ""
    problem: str = ""
    """What keeps it from being taken, as a sentence."""


class InvitePage(Fact):
    """The facts of `templates/portal/invite.html` and `answered.html`."""

    token: str
    delegation: str
    organiser: str
    mailbox: str
    name: str
    title: str
    standing: Standing
    when: str
    when_at_home: str
    where: str
    description: tuple[str, ...]
    join: str
    earlier: str
    has_changed: bool
    said: PartStat
    sequence: int
    """Of the revision that is shown: what the form answers."""
    decline_costs: bool
    typed: Typed
    longest_comment: int = LONGEST_COMMENT


def page_of(invited: Invited, typed: Typed | None = None, language: str = ENGLISH) -> InvitePage:
    """In a language of the pages. Raises ValueError where there is no invite to show."""
    invite = invited.invite
    if invite is None:
        raise ValueError("There is no such invite.")
    tongue = tongue_of(language, invited.file)
    file, item = file_in(tongue, invited.file), item_in(tongue, invite.item)
    return InvitePage(
        token=invited.token,
        delegation=file.title,
        organiser=file.organiser.name,
        mailbox=file.organiser.mailbox,
        name=invited.person.name,
        title=item.title,
        standing=invited.standing,
        when=when_on_route(item, file.legs, language),
        when_at_home=when_at_home(item, invited.person.zone, language),
        where=location(item, file.place(item.place)),
        description=tuple(line.strip() for line in item.description.splitlines() if line.strip()),
        join=item.link,
        earlier=invited.earlier,
        has_changed=invited.has_changed,
        said=invite.partstat,
        sequence=invite.sequence,
        decline_costs=item.decline_costs,
        typed=typed or Typed(),
    )


def invite_in(view: CalendarView, item: str) -> SentInvite | None:
    return next((one for one in view.invites if one.item.id == item), None)
