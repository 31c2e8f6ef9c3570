"""What an applicant sees behind the link of the letters: how the application stands, and what is possible."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from activities.links import OfferLink
from delegation.application import ApplicationStatus
from delegation.calendars.when import city_of
from delegation.correspondence import span_of
from delegation.decision_letters import home_of, rank_band
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.journey import JourneyView
from delegation.offer import OfferOutcome
from delegation.person import Person
from delegation.zoned import midnight, stamp, zone_named
from portal.web.invite_page import Typed

LONGEST_COMMENT = 1000


class OfferStanding(StrEnum):
    """Where an application stands, as far as its page is concerned."""

    RECEIVED = "received"
    TO_FIX = "to fix"
    EVALUATED = "evaluated"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    GIVEN_BACK = "given back"
    RESERVE = "reserve"
    RESERVE_OVER = "reserve over"
    NOT_SELECTED = "not selected"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    """The delegation was cancelled, or is over, before anything was decided for this person."""


OF_OUTCOME = {
    OfferOutcome.CONFIRMED: OfferStanding.CONFIRMED,
    OfferOutcome.DECLINED: OfferStanding.DECLINED,
    OfferOutcome.EXPIRED: OfferStanding.EXPIRED,
    OfferOutcome.WITHDRAWN: OfferStanding.GIVEN_BACK,
}
OF_STATUS = {
    ApplicationStatus.SUBMITTED: OfferStanding.RECEIVED,
    ApplicationStatus.ASKED_TO_FIX: OfferStanding.TO_FIX,
    ApplicationStatus.UNDER_EVALUATION: OfferStanding.EVALUATED,
    ApplicationStatus.SELECTED: OfferStanding.OFFERED,
    ApplicationStatus.RESERVE: OfferStanding.RESERVE,
    ApplicationStatus.NOT_SELECTED: OfferStanding.NOT_SELECTED,
    ApplicationStatus.INELIGIBLE: OfferStanding.INELIGIBLE,
    ApplicationStatus.WITHDRAWN: OfferStanding.WITHDRAWN,
}
WAITING = (OfferStanding.RECEIVED, OfferStanding.TO_FIX, OfferStanding.EVALUATED)
"""Nothing is decided yet."""
LEFT = (OfferStanding.GIVEN_BACK, OfferStanding.WITHDRAWN)
DONE = (OfferStanding.CONFIRMED, OfferStanding.DECLINED, *LEFT)
"""What somebody on the page may just have brought about."""


class Seen(NamedTuple):
    """One application with everything that stands around it."""

    token: str
    link: OfferLink
    file: DelegationFile
    person: Person
    view: JourneyView
    rank: int | None = None
    """On the reserve list."""

    @property
    def standing(self) -> OfferStanding:
        state, offer = self.view.state, self.view.state.offer
        found = OF_OUTCOME[state.outcome] if state.outcome else OF_STATUS[state.status]
        match found:
            case OfferStanding.CONFIRMED if state.status is ApplicationStatus.WITHDRAWN:
                return OfferStanding.GIVEN_BACK
            case OfferStanding.RESERVE if self.view.is_over or self._is_reserve_over:
                return OfferStanding.RESERVE_OVER
            case OfferStanding.RECEIVED | OfferStanding.EVALUATED | OfferStanding.TO_FIX if self.view.is_over:
                return OfferStanding.ENDED
            case OfferStanding.OFFERED if self.view.is_over or offer is None:
                return OfferStanding.ENDED
            case OfferStanding.OFFERED if offer is not None and self.view.now > offer.confirm_by:
                return OfferStanding.EXPIRED
            case _:
                return found

    @property
    def can_withdraw(self) -> bool:
        """Whether the place, the rank or the application may be given up here."""
        if self.view.is_over:
            return False
        if self.standing is OfferStanding.CONFIRMED:
            return self.view.now < midnight(self.file.starts_on, self.file.organiser.zone)
        return self.standing in (*WAITING, OfferStanding.RESERVE)

    @property
    def _is_reserve_over(self) -> bool:
        return self.view.now >= self.file.offers.replacement_ends_at


class OfferPage(Fact):
    """The facts of `templates/portal/offer.html`. Times are formatted, in the organiser's zone first."""

    token: str
    delegation: str
    organiser: str
    mailbox: str
    name: str
    standing: OfferStanding
    cities: str
    dates: str
    kept_until: str
    kept_until_at_home: str
    time_left: str
    """`3 days`; empty where nothing is offered."""
    answered_on: str
    received_on: str
    closes_at: str
    """Until when the application may be replaced; empty where that is over or not known."""
    fix_until: str
    rank_band: str
    reserve_until: str
    next_steps: tuple[str, ...]
    can_withdraw: bool
    has_just_answered: bool
    typed: Typed
    longest_comment: int = LONGEST_COMMENT


def page_of(seen: Seen, typed: Typed | None = None, *, has_just_answered: bool = False) -> OfferPage:
    file, state, now = seen.file, seen.view.state, seen.view.now
    kept = state.offer.confirm_by if state.offer else None
    is_open = seen.standing is OfferStanding.OFFERED
    closes_at = state.closes_at if state.closes_at and now <= state.closes_at else None
    return OfferPage(
        token=seen.token,
        delegation=file.title,
        organiser=file.organiser.name,
        mailbox=file.organiser.mailbox,
        name=seen.person.name,
        standing=seen.standing,
        cities=_cities(file),
        dates=_dates(file),
        kept_until=_stamped(kept, file),
        kept_until_at_home=_at_home(kept, seen.person, file) if is_open else "",
        time_left=_span(kept - now) if kept and is_open else "",
        answered_on=_stamped(state.answered_at, file),
        received_on=_stamped(state.received_at, file),
        closes_at=_stamped(closes_at, file),
        fix_until=_stamped(state.fix_until, file),
        rank_band=rank_band(seen.rank) if seen.rank else "",
        reserve_until=_stamped(file.offers.replacement_ends_at, file),
        next_steps=state.next_steps,
        can_withdraw=seen.can_withdraw,
        has_just_answered=has_just_answered and seen.standing in DONE,
        typed=typed or Typed(),
    )


def _stamped(moment: datetime | None, file: DelegationFile) -> str:
    return stamp(moment, file.organiser.zone, place=home_of(file)) if moment else ""


def _at_home(moment: datetime | None, person: Person, file: DelegationFile) -> str:
    """The same on the person's clock; empty where it shows the same."""
    if moment is None:
        return ""
    theirs, ours = (
        moment.astimezone(zone_named(zone)).utcoffset() for zone in (person.zone, file.organiser.zone)
    )
    return "" if theirs == ours else stamp(moment, person.zone, place=city_of(person.zone))


def _span(left: timedelta) -> str:
    return span_of(left) if left >= timedelta(minutes=30) else "less than half an hour"


def _cities(file: DelegationFile) -> str:
    from babel.lists import format_list

    ordered = sorted(file.legs, key=lambda leg: (leg.arrives, leg.leaves))
    return format_list(list(dict.fromkeys(leg.city for leg in ordered)), locale="en_GB")


def _dates(file: DelegationFile) -> str:
    from babel.dates import format_interval

    return format_interval(file.starts_on, file.ends_on, "yMMMMd", locale="en_GB")
