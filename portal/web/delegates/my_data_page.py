"""What is kept of me and until when, and what erasing it would mean for the trip."""

from collections.abc import Iterator
from datetime import datetime

from activities.erasing import ErasureReceipt
from delegation.application import ApplicationStatus
from delegation.calendars.when import city_of
from delegation.fact import Fact
from delegation.journey import JourneyState, JourneyView
from delegation.journey_rules import OVER
from delegation.link_rules import links_end_at
from portal.web.delegates.programme_stops import Clock, Shown
from portal.web.delegates.tabs import is_delegate
from portal.web.delegates.visit import MinePage, Visit
from portal.web.offer_page import OfferStanding, Seen, Visitor


class Kept(Fact):
    """A kind of what is kept."""

    name: str
    """As the words name it, with `-says` for what is in it."""
    until: str
    """The date on which it is erased by itself; empty: when you ask for it."""


class MyDataPage(MinePage):
    """The facts of `templates/portal/mine-data.html`."""

    kept: tuple[Kept, ...]
    link_until: str
    leaving: str = ""
    """What they may give up on the page of their application, as the words name it; empty: nothing."""
    is_problem: bool = False
    """Whether the archive could not be made just now."""


class ErasePage(MinePage):
    """The facts of `templates/portal/mine-erase.html`."""

    participant: str
    """What has to be typed."""
    means: tuple[str, ...]
    """What it means for where they stand, as the words name it."""
    problems: tuple[tuple[str, str], ...] = ()
    """Field and word of what is wrong in it."""
    typed: str = ""

    def problem(self, field: str) -> str:
        return next((word for one, word in self.problems if one == field), "")


class ErasedPage(Fact):
    """The facts of `templates/portal/mine-erased.html`. Nobody is known here any more."""

    token: str
    participant: str
    at: str
    own: int
    """Objects of theirs that were destroyed, with every version."""
    mails: int
    documents: int
    is_whole: bool
    """False: it was cut off and has to be finished."""


def kept_of(shown: Shown, state: JourneyState) -> tuple[Kept, ...]:
    return tuple(_kept(shown, state))


def _kept(shown: Shown, state: JourneyState) -> Iterator[Kept]:
    dates = shown.file.documents
    papers = _said(dates.passport_purge, shown)
    yield Kept(name="application", until="")
    yield Kept(name="mails", until="")
    if state.outcome is not None:
        yield Kept(name="answers", until="")
    if dates.passport_due or state.provided:
        yield Kept(name="papers", until=papers)
        yield Kept(name="diet", until=_said(dates.diet_purge, shown) or papers)
    if state.calendar.invites:
        yield Kept(name="programme", until="")
    if is_selected(state):
        yield Kept(name="documents", until="")
    if state.survey or state.outcomes:
        yield Kept(name="afterwards", until="")


def link_until(shown: Shown) -> str:
    return _clock(shown).stamped(links_end_at(shown.file), shown.language)


def leaving_of(visit: Visit) -> str:
    """`place`, `offer`, `reserve` or `application`; `trip` where only the organiser can let them go."""
    visitor = Visitor(visit.token, visit.link, visit.file, visit.person, visit.words)
    seen = Seen(visitor, visit.view)
    match seen.standing:
        case OfferStanding.CONFIRMED if visit.view.now >= visit.file.ends_at or visit.view.is_over:
            return ""
        case OfferStanding.CONFIRMED:
            return "place" if seen.can_withdraw else "trip"
        case OfferStanding.OFFERED:
            return "offer"
        case OfferStanding.RESERVE:
            return "reserve"
        case _:
            return "application" if seen.can_withdraw else ""


def means_of(shown: Shown, view: JourneyView) -> tuple[str, ...]:
    """What erasing means for somebody who stands so."""
    state, now = view.state, view.now
    if is_delegate(view) and now < shown.file.ends_at:
        begun = now >= shown.file.starts_at
        return ("travelling" if begun else "delegate", "programme", "calendar", "link", "kept")
    if is_delegate(view):
        return ("travelled", "link", "kept")
    if state.status in OVER or view.is_over:
        return ("over", "link", "kept")
    return ("offer" if state.offer and state.outcome is None else "applicant", "link", "kept")


def erased_page(token: str, participant: str, receipt: ErasureReceipt | None, shown_at: str) -> ErasedPage:
    return ErasedPage(
        token=token,
        participant=participant,
        at=shown_at,
        own=sum(receipt.objects.values()) if receipt else 0,
        mails=receipt.mails_of_others + receipt.mails_received if receipt else 0,
        documents=receipt.documents if receipt else 0,
        is_whole=receipt is not None,
    )


def problems_in(typed: str, sure: str, participant: str) -> tuple[tuple[str, str], ...]:
    """Why the form cannot be taken as it is."""
    is_typed = typed.strip().casefold() == participant.casefold()
    wrong = (("number", "wrong-number"),) if not is_typed else ()
    unsure = (("sure", "not-sure"),) if sure != "yes" else ()
    return (*wrong, *unsure)


def is_selected(state: JourneyState) -> bool:
    return state.status is ApplicationStatus.SELECTED


def _said(local: datetime | None, shown: Shown) -> str:
    return _clock(shown).stamped(shown.file.at(local), shown.language) if local else ""


def _clock(shown: Shown) -> Clock:
    zone = shown.file.organiser.zone
    return Clock(zone, city_of(zone, shown.language))
