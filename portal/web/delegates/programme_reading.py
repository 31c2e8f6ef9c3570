"""What a programme is shown by, read from the vault for whoever opened the link."""

import asyncio
from urllib.parse import urlsplit

from activities.links import Asked
from delegation.invite import Method, SentInvite
from portal.web.delegates.programme_stops import Shown, first_told
from portal.web.delegates.visit import Visit
from portal.web.desk import Desk


async def shown_of(desk: Desk, visit: Visit) -> Shown:
    """With the pages on which invites are answered. Raises OSError when the vault is away."""
    now, invites = visit.view.now, invites_of(visit)
    asked = [_asked(one) for one in invites if _is_asked(one) and one.item.starts_at > now]
    links = await asyncio.to_thread(desk.links.answer_links, visit.slug, visit.participant, asked)
    pages = {item: urlsplit(address).path for item, address in links.items()}
    return Shown(visit.file, visit.person, visit.words, now, first_told(invites), pages)


def plainly(visit: Visit) -> Shown:
    """The same for pages that lead to no answer."""
    return Shown(visit.file, visit.person, visit.words, visit.view.now, first_told(invites_of(visit)))


def invites_of(visit: Visit) -> tuple[SentInvite, ...]:
    """All that this person's calendar was told."""
    return visit.view.state.calendar.invites


def _is_asked(invite: SentInvite) -> bool:
    return invite.method is Method.REQUEST and invite.item.rsvp


def _asked(invite: SentInvite) -> Asked:
    return Asked(invite.item.id, invite.sequence, invite.item.ends_at)
