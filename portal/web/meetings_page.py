"""What a delegate sees of meetings with others: whom they may ask, who asks them, how meetings went."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from activities.links import MeetingsLink
from activities.request_records import LONGEST_WORDS, CatalogueEntry
from activities.saying import Reader
from delegation.calendars.when import city_of, stamp_in
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.journey import JourneyView
from delegation.meeting import Wish
from delegation.person import Person
from delegation.requesting import BEST_MARK, RequestBook, SaidOfMeetings, Went
from delegation.zoned import zone_named
from portal.web.words import Words

NOTHING = ""
"""What a form posts where nothing is chosen."""
CHOICES = (*(wish.value for wish in Wish), NOTHING)
HOW = (*(went.value for went in Went), NOTHING)
MARKS = tuple(str(mark) for mark in range(1, BEST_MARK + 1))


class Party(NamedTuple):
    """One delegate with everything that stands around their page."""

    token: str
    link: MeetingsLink
    file: DelegationFile
    person: Person
    words: Words
    view: JourneyView
    book: RequestBook

    @property
    def said(self) -> SaidOfMeetings:
        return self.view.state.meetings

    @property
    def reader(self) -> Reader:
        """In the language of the words; where they are theirs, with the habits of their country."""
        is_own = self.person.language.lower().startswith(self.words.language)
        today = self.view.now.astimezone(zone_named(self.file.organiser.zone)).date()
        return Reader(self.person, self.person.language if is_own else self.words.language, today)

    @property
    def can_ask(self) -> bool:
        return not self.view.is_over and self.book.opens_at <= self.view.now <= self.book.closes_at

    @property
    def can_answer(self) -> bool:
        return not self.view.is_over and self.view.now <= self.book.answer_by

    def told(self, moment: datetime) -> str:
        """On the organiser's clock, in the reader's language."""
        zone, language = self.file.organiser.zone, self.reader.language
        return stamp_in(language, moment, zone, city_of(zone, language))


class Known(NamedTuple):
    """What the vault says of people, and of words by their key."""

    entry: Callable[[str], CatalogueEntry]
    name: Callable[[str], str]
    text: Callable[[str], str]


class Asked(Fact):
    """Somebody who may be asked, or who asks."""

    participant: str
    organisation: str
    country: str
    person: str
    shown: tuple[tuple[str, str], ...] = ()
    said: str = NOTHING
    """As the form posts it."""
    words: str = ""


class Rated(Fact):
    """One meeting that has begun."""

    item: str
    when: str
    organisation: str
    person: str
    went: str = NOTHING
    mark: str = NOTHING
    remark: str = ""


class MeetingsPage(Fact):
    """The facts of `templates/portal/meetings.html`."""

    token: str
    delegation: str
    organiser: str
    mailbox: str
    name: str
    opens_at: str
    closes_at: str
    answer_by: str
    is_ahead: bool
    """Whether requests have not opened yet."""
    can_ask: bool
    can_answer: bool
    can_rate: bool
    at_most: str
    partners: tuple[Asked, ...]
    askers: tuple[Asked, ...]
    meetings: tuple[Rated, ...]
    has_just_answered: bool
    problem: str = ""
    choices: tuple[str, ...] = CHOICES
    how: tuple[str, ...] = HOW
    marks: tuple[str, ...] = MARKS
    longest: int = LONGEST_WORDS


def page_of(
    party: Party,
    known: Known,
    *,
    problem: str = "",
    has_just_answered: bool = False,
    typed: Mapping[str, str] | None = None,
) -> MeetingsPage:
    """`typed` is what stood in a form that was not taken."""
    book, file = party.book, party.file
    return MeetingsPage(
        token=party.token,
        delegation=file.title,
        organiser=file.organiser.name,
        mailbox=file.organiser.mailbox,
        name=party.person.name,
        opens_at=party.told(book.opens_at),
        closes_at=party.told(book.closes_at),
        answer_by=party.told(book.answer_by),
        is_ahead=party.view.now < book.opens_at,
        can_ask=party.can_ask,
        can_answer=party.can_answer,
        can_rate=not party.view.is_over,
        at_most="" if book.at_most is None else str(book.at_most),
        partners=_partners(party, known, typed or {}),
        askers=_askers(party, known, typed or {}),
        meetings=_meetings(party, known, typed or {}),
        has_just_answered=has_just_answered,
        problem=problem,
    )


def _partners(party: Party, known: Known, typed: Mapping[str, str]) -> tuple[Asked, ...]:
    """Everybody while one may ask; afterwards those who were asked. By organisation."""
    said = {one.whom: one for one in party.said.requests}
    shown = [one for one in party.book.partners if party.can_ask or one in said]
    found = []
    for one in shown:
        request = said.get(one)
        key = request.message.key if request and request.message else ""
        before = _asked(known.entry(one), request.wish.value if request else NOTHING, known.text(key))
        found.append(_retyped(before, typed, "wish", "words"))
    return tuple(sorted(found, key=lambda one: (one.organisation.casefold(), one.participant)))


def _askers(party: Party, known: Known, typed: Mapping[str, str]) -> tuple[Asked, ...]:
    """Who asks, with their name: those who ask say who they are."""
    said = {one.asks: one.wish.value for one in party.said.answers}
    found = []
    for one in party.book.asked_by:
        entry = known.entry(one).model_copy(update={"person": known.name(one)})
        words = known.text(party.book.words.get(one, ""))
        found.append(_retyped(_asked(entry, said.get(one, NOTHING), words), typed, "answer", ""))
    return tuple(sorted(found, key=lambda one: (one.organisation.casefold(), one.participant)))


def _meetings(party: Party, known: Known, typed: Mapping[str, str]) -> tuple[Rated, ...]:
    said = {one.item: one for one in party.said.ratings}
    found = []
    for met in party.book.meetings:
        if met.starts_at > party.view.now:
            continue
        rating, entry = said.get(met.item), known.entry(met.other)
        key = rating.remark.key if rating and rating.remark else ""
        mark = str(rating.mark) if rating and rating.mark else NOTHING
        found.append(
            Rated(
                item=met.item,
                when=party.told(met.starts_at),
                organisation=entry.organisation,
                person=known.name(met.other),
                went=typed.get(f"went-{met.item}", rating.went.value if rating else NOTHING),
                mark=typed.get(f"mark-{met.item}", mark),
                remark=typed.get(f"remark-{met.item}", known.text(key)),
            )
        )
    return tuple(found)


def _asked(entry: CatalogueEntry, said: str, words: str) -> Asked:
    return Asked(
        participant=entry.participant,
        organisation=entry.organisation,
        country=entry.country,
        person=entry.person,
        shown=tuple((one.label, one.text) for one in entry.shown),
        said=said,
        words=words,
    )


def _retyped(one: Asked, typed: Mapping[str, str], wish: str, words: str) -> Asked:
    """With what stood in the form, so that nothing is typed twice."""
    said = typed.get(f"{wish}-{one.participant}", one.said)
    return one.model_copy(
        update={
            "said": said,
            "words": typed.get(f"{words}-{one.participant}", one.words) if words else one.words,
        }
    )
