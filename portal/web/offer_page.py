"""What an applicant sees behind the link of the letters: how the application stands, and what is possible."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from activities.links import OfferLink
from activities.saying import Reader, said, said_band, said_span
from delegation.application import ApplicationStatus
from delegation.calendars.when import cities_in, city_of, dates_in, stamp_in
from delegation.correspondence import span_of
from delegation.decision_letters import rank_band, steps_ahead
from delegation.file import DelegationFile
from delegation.journey import JourneyView
from delegation.moments import read_moment
from delegation.offer import OfferOutcome
from delegation.person import Person
from delegation.registering import passed_on_until
from delegation.zoned import midnight, zone_named
from portal.web.delegates.journey_steps import StopShown, journey_of
from portal.web.delegates.todo_page import NextToDo
from portal.web.delegates.visit import MinePage, Visit, mine
from portal.web.invite_page import Typed
from portal.web.words import Words

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


class Visitor(NamedTuple):
    """Who opened the link, and in which words they read."""

    token: str
    link: OfferLink
    file: DelegationFile
    person: Person
    words: Words

    def reader(self, now: datetime) -> Reader:
        """In the language of the words; where they are theirs, with the habits of their country."""
        is_own = self.person.language.lower().startswith(self.words.language)
        today = now.astimezone(zone_named(self.file.organiser.zone)).date()
        return Reader(self.person, self.person.language if is_own else self.words.language, today)


class Seen(NamedTuple):
    """One application with everything that stands around it."""

    visitor: Visitor
    view: JourneyView
    rank: int | None = None
    """On the reserve list."""
    length: int | None = None
    """Of the reserve list, as it was decided."""

    @property
    def file(self) -> DelegationFile:
        return self.visitor.file

    @property
    def words(self) -> Words:
        return self.visitor.words

    @property
    def reader(self) -> Reader:
        return self.visitor.reader(self.view.now)

    @property
    def visit(self) -> Visit:
        """As the other pages of "My delegation" know it."""
        one = self.visitor
        return Visit(one.token, one.link, one.file, one.person, one.words, self.view)

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
        ends = reserve_ends_at(self.file)
        return ends is not None and self.view.now >= ends


class OfferPage(MinePage):
    """The facts of `templates/portal/offer.html`, in its language, the organiser's zone first."""

    name: str
    standing: OfferStanding
    cities: str
    dates: str
    kept_until: str
    kept_until_at_home: str
    time_left: str
    """`3 days`, `3 Tage`; empty where nothing is offered."""
    answered_on: str
    received_on: str
    closes_at: str
    """Until when the application may be replaced; empty where that is over or not known."""
    fix_until: str
    rank_band: str
    reserve_until: str
    next_steps: tuple[str, ...]
    """What still lies ahead of a delegate."""
    can_withdraw: bool
    has_just_answered: bool
    typed: Typed
    journey: tuple[StopShown, ...] = ()
    next: NextToDo | None = None
    """What a delegate has to do first of all."""
    next_language: str = ""
    """Of what there is to do, where it is not that of the page."""
    longest_comment: int = LONGEST_COMMENT

    @property
    def key(self) -> str:
        """The standing as the words name it."""
        return key_of(self.standing)


def page_of(
    seen: Seen,
    typed: Typed | None = None,
    *,
    has_just_answered: bool = False,
    next_to_do: NextToDo | None = None,
    next_language: str = "",
) -> OfferPage:
    file, person, state, now = seen.file, seen.visitor.person, seen.view.state, seen.view.now
    language = seen.reader.language
    kept = state.offer.confirm_by if state.offer else None
    is_open = seen.standing is OfferStanding.OFFERED
    closes_at = state.closes_at if state.closes_at and now <= state.closes_at else None
    return OfferPage(
        **mine(seen.visit, ""),
        name=person.name,
        standing=seen.standing,
        cities=cities_in(language, file.legs),
        dates=dates_in(language, file.starts_on, file.ends_on),
        kept_until=stamped(kept, seen),
        kept_until_at_home=_at_home(kept, seen) if is_open else "",
        time_left=_span(kept - now, seen) if kept and is_open else "",
        answered_on=stamped(state.answered_at, seen),
        received_on=stamped(state.received_at, seen),
        closes_at=stamped(closes_at, seen),
        fix_until=stamped(state.fix_until, seen),
        rank_band=said_band(rank_band(seen.rank, seen.length), seen.reader) if seen.rank else "",
        reserve_until=stamped(reserve_ends_at(file), seen),
        next_steps=_steps(seen),
        can_withdraw=seen.can_withdraw,
        has_just_answered=has_just_answered and seen.standing in DONE,
        typed=typed or Typed(),
        journey=journey_of(file, seen.view, seen.words),
        next=next_to_do,
        next_language=next_language if next_language != seen.words.language else "",
    )


def reserve_ends_at(file: DelegationFile) -> datetime | None:
    """Until when places are passed on: by the dates of the offers, or of the registration."""
    return file.offers.replacement_ends_at if file.offers else passed_on_until(file)


def key_of(standing: OfferStanding) -> str:
    return standing.value.replace(" ", "-")


def refusal(seen: Seen) -> str:
    """Why an answer cannot count: how things stand, in the words of the reader."""
    offer, outcome = seen.view.state.offer, seen.view.state.outcome
    match seen.standing:
        case _ if offer is None and not seen.view.is_over:
            return seen.words("problem", "nothing-offered")
        case OfferStanding.EXPIRED if outcome is None and offer is not None:
            return seen.words("problem", "late", until=stamped(offer.confirm_by, seen))
        case OfferStanding.CONFIRMED | OfferStanding.DECLINED | OfferStanding.EXPIRED as standing:
            return seen.words("problem", key_of(standing))
        case OfferStanding.GIVEN_BACK:
            return seen.words("problem", "given-back")
        case OfferStanding.OFFERED:
            return seen.words("problem", "changed")
        case _:
            return seen.words("problem", "ended")


def stamped(moment: datetime | None, seen: Seen) -> str:
    """On the organiser's clock; empty where there is no such moment."""
    zone, language = seen.file.organiser.zone, seen.reader.language
    return stamp_in(language, moment, zone, city_of(zone, language)) if moment else ""


def _at_home(moment: datetime | None, seen: Seen) -> str:
    """The same on the person's clock; empty where it shows the same, or is not known."""
    zone, language = seen.visitor.person.zone, seen.reader.language
    if moment is None or "/" not in zone:
        return ""
    theirs, ours = (
        moment.astimezone(zone_named(one)).utcoffset() for one in (zone, seen.file.organiser.zone)
    )
    return "" if theirs == ours else stamp_in(language, moment, zone, city_of(zone, language))


def _span(left: timedelta, seen: Seen) -> str:
    if left < timedelta(minutes=30):
        return seen.words("fact", "soon")
    return said_span(span_of(left), seen.reader)


def _steps(seen: Seen) -> tuple[str, ...]:
    """Those that lie ahead, in the order of their dates."""
    steps = [(read_moment(step["at"]), step) for step in steps_ahead(seen.file, seen.view.now)]
    ahead = [(moment.at, step) for moment, step in steps if moment and moment.at > seen.view.now]
    return tuple(_step(step, seen) for _, step in sorted(ahead, key=lambda one: one[0]))


def _step(step: Mapping[str, str], seen: Seen) -> str:
    at, opens = (said(step[name], seen.reader) for name in ("at", "opens"))
    return seen.words("step", step["code"], at=at, opens=opens)
