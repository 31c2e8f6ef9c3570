"""What a call says on its page: to whom, for what, by when, and how it is decided."""

from datetime import datetime

from delegation.calendars.when import cities_in, city_of, dates_in, stamp_in
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.form import FieldType
from delegation.languages.tongue import Tongue, file_in, tongue_of
from delegation.zoned import instant, zone_named
from portal.web.applying.opening import Opening, Stance
from portal.web.applying.posted import asked_fields
from portal.web.applying.timeline import Step, stamped, timeline
from portal.web.words import Words

BRUSSELS = "Europe/Brussels"
LANGUAGES = (("en", "English"), ("de", "Deutsch"), ("fr", "Français"))


class Tongues(Fact):
    """The languages a page can be read in; `chosen` is that of now."""

    chosen: str
    others: tuple[tuple[str, str], ...]
    asked: str = ""
    """`?lang=de` where the reader asked for it, so that links keep to it."""


class Deadline(Fact):
    """One moment on the clocks that matter, for words and for a script."""

    iso: str
    here: str
    """On the organiser's clock."""
    brussels: str = ""
    """Empty where Brussels shows the same."""
    now: str = ""
    """The trip's calendar as the page was made, ISO 8601: a rehearsal has a clock of its own."""
    speed: float = 1.0


class City(Fact):
    name: str
    dates: str


class Named(Fact):
    """One line of a list, with something beside it."""

    text: str
    more: str = ""


class CallPage(Fact):
    """The facts of `templates/portal/apply-call.html`."""

    slug: str
    title: str
    purpose: str
    organiser: str
    mailbox: str
    website: str
    stance: Stance
    stance_says: str
    registers: bool
    cities: tuple[City, ...]
    dates: str
    places: str
    deadline: Deadline | None
    note: str
    who: tuple[str, ...]
    mended: str
    criteria: tuple[Named, ...]
    balance: tuple[str, ...]
    groups: tuple[str, ...]
    questions: int
    files: str
    steps: tuple[Step, ...]
    tongues: Tongues

    @property
    def takes_applications(self) -> bool:
        return self.stance in (Stance.OPEN, Stance.LATE)


class Listed(Fact):
    """One call in the list of all."""

    slug: str
    title: str
    where: str
    dates: str
    stance: Stance
    badge: str
    until: str


class ListPage(Fact):
    """The facts of `templates/portal/apply-list.html`."""

    calls: tuple[Listed, ...]
    tongues: Tongues


def tongues_of(words: Words, asked: str) -> Tongues:
    others = tuple(one for one in LANGUAGES if one[0] != words.language)
    return Tongues(
        chosen=words.language,
        others=others,
        asked=f"?lang={words.language}" if asked == words.language else "",
    )


def list_page(openings: tuple[Opening, ...], words: Words, asked: str) -> ListPage:
    return ListPage(calls=tuple(_listed(one, words) for one in openings), tongues=tongues_of(words, asked))


def call_page(opening: Opening, words: Words, asked: str = "") -> CallPage:
    tongue = tongue_of(words.language, opening.file)
    file = file_in(tongue, opening.file)
    fields = asked_fields(file)
    evaluation, selection = file.evaluation, file.selection
    named = (tongue.own.get(one.label, one.label) for one in fields if one.type is FieldType.FILE)
    return CallPage(
        slug=file.slug,
        title=file.title,
        purpose=file.purpose,
        organiser=file.organiser.name,
        mailbox=file.organiser.mailbox,
        website=file.organiser.website if file.organiser.website.startswith("https://") else "",
        stance=opening.stance,
        stance_says=stance_says(opening, words),
        registers=file.registration is not None,
        cities=_cities(file, words),
        dates=dates_in(words.language, file.starts_on, file.ends_on) if file.legs else "",
        places=_places(file, words),
        deadline=deadline_of(opening, words),
        note=words("call", "if-places-left")
        if opening.is_open and opening.cut_off.only_if_places_left
        else "",
        who=tuple(_own(one.text, tongue) for one in file.eligibility.rules if one.field is not None),
        mended=_mended(file, words),
        criteria=tuple(
            Named(text=_own(one.text, tongue), more=words("call", "weight", weight=one.weight))
            for one in (evaluation.criteria if evaluation else ())
        ),
        balance=tuple(_own(one.text, tongue) for one in (selection.rules if selection else ())),
        groups=_groups(file, words),
        questions=len(fields) + 4,
        files=", ".join(named),
        steps=timeline(opening, words),
        tongues=tongues_of(words, asked),
    )


def deadline_of(opening: Opening, words: Words) -> Deadline | None:
    """The moment that matters next: the opening of a call that is ahead, else its end while it is open."""
    call = opening.file.call
    if opening.stance is Stance.AHEAD:
        return _deadline(call.opens_at, opening, words)
    return _deadline(opening.closes_at, opening, words) if opening.is_open else None


def _deadline(moment: datetime, opening: Opening, words: Words) -> Deadline:
    zone = opening.file.call.zone
    is_other = (
        moment.astimezone(zone_named(zone)).utcoffset() != moment.astimezone(zone_named(BRUSSELS)).utcoffset()
    )
    place = city_of(BRUSSELS, words.language)
    return Deadline(
        iso=moment.isoformat(),
        here=stamped(moment, opening.file, words),
        brussels=stamp_in(words.language, moment, BRUSSELS, place) if is_other else "",
        now=opening.now.isoformat(),
        speed=opening.speed,
    )


def stance_says(opening: Opening, words: Words) -> str:
    """Why applications are not taken now, or on which terms; empty where there is nothing to say."""
    file, last = opening.file, opening.file.call
    match opening.stance:
        case Stance.AHEAD:
            return words("call", "is-ahead", when=stamped(last.opens_at, file, words))
        case Stance.CLOSED:
            return words("call", "was-open", until=stamped(was_open_until(opening), file, words))
        case Stance.ENDED:
            return words("call", "has-ended")
        case Stance.LATE:
            was = stamped(file.call.closes_at(opening.cut_off), file, words)
            return words("call", "is-late", was=was, until=stamped(opening.closes_at, file, words))
        case _:
            return ""


def was_open_until(opening: Opening) -> datetime:
    """The last moment at which an application was taken: of the last cut-off that has passed."""
    call = opening.file.call
    passed = [one for one in call.cut_offs if call.closes_at(one) < opening.now]
    last = passed[-1] if passed else call.cut_offs[-1]
    return instant(last.late_until, call.zone) if last.late_until else call.closes_at(last)


def _listed(opening: Opening, words: Words) -> Listed:
    file = file_in(tongue_of(words.language, opening.file), opening.file)
    is_ahead = opening.stance is Stance.AHEAD
    moment = file.call.opens_at if is_ahead else opening.closes_at
    return Listed(
        slug=file.slug,
        title=file.title,
        where=cities_in(words.language, file.legs) if file.legs else "",
        dates=dates_in(words.language, file.starts_on, file.ends_on) if file.legs else "",
        stance=opening.stance,
        badge=words("call", opening.stance.value),
        until=words("list", "ahead" if is_ahead else "until", when=stamped(moment, file, words)),
    )


def _cities(file: DelegationFile, words: Words) -> tuple[City, ...]:
    ordered = sorted(file.legs, key=lambda leg: (leg.arrives, leg.leaves))
    return tuple(
        City(name=leg.city, dates=dates_in(words.language, leg.arrives, leg.leaves)) for leg in ordered
    )


def _places(file: DelegationFile, words: Words) -> str:
    rules = file.selection or file.registration
    if rules is None:
        return ""
    if rules.reserve and file.selection:
        return words("call", "on-reserve", places=rules.places, reserve=rules.reserve)
    return str(rules.places)


def _groups(file: DelegationFile, words: Words) -> tuple[str, ...]:
    rules = file.registration
    if rules is None:
        return ()
    named = (
        words("call", "group-places", title=one.title, places=one.places)
        if one.places
        else words("call", "group", title=one.title)
        for one in rules.groups
    )
    waits = (words("call", "reserve", count=rules.reserve),) if rules.reserve else ()
    return (*named, *waits)


def _mended(file: DelegationFile, words: Words) -> str:
    rules = file.eligibility
    can_be = any(one.fixable for one in rules.rules) and rules.fix_working_days
    return words("call", "mended", days=rules.fix_working_days) if can_be else ""


def _own(text: str, tongue: Tongue) -> str:
    return tongue.own.get(text, text)
