"""The language somebody reads, with what the delegation's own texts are called in it."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from delegation.calendars.when import city_of
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.languages.dates import dates_said
from delegation.languages.letter_sayings import LETTER_SAYINGS
from delegation.languages.saying import COUNT, NUMBERS, SayingBook, in_words

SAID_FIELDS = frozenset(
    {
        "address",
        "city",
        "description",
        "hotel",
        "name",
        "organisation",
        "position",
        "profile",
        "purpose",
        "room",
        "survey_questions",
        "table",
        "text",
        "title",
    }
)
"""Fields of a delegation file that people read; ids, zones and addresses of mail are the same everywhere."""
AnyFact = TypeVar("AnyFact", bound=Fact)


class Tongue(NamedTuple):
    """A language (BCP 47), with `own` texts of a delegation and names of its cities by the English text."""

    language: str = "en"
    own: Mapping[str, str] = {}
    cities: Mapping[str, str] = {}
    places: tuple[str, ...] = ()
    """Names of places as the file says them: where a journey leads is told from them."""

    @property
    def short(self) -> str:
        return self.language.split("-")[0].lower()

    @property
    def is_english(self) -> bool:
        return self.short == "en"


ENGLISH = Tongue()


def tongue_of(language: str, file: DelegationFile) -> Tongue:
    """What `file` and its cities are called in `language`."""
    short = language.split("-")[0].lower()
    zones = dict.fromkeys((file.organiser.zone, *(leg.zone for leg in file.legs)))
    return Tongue(
        language=language,
        own=file.translations.get(short, {}),
        cities={city_of(zone): city_of(zone, language) for zone in zones},
        places=tuple(place.name for place in file.places),
    )


def said_text(text: str, tongue: Tongue, book: SayingBook = LETTER_SAYINGS) -> str:
    """A whole text: as the delegation's file translates it, else as the software says it, else its dates."""
    if text in tongue.own:
        return tongue.own[text]
    if tongue.is_english or not text:
        return text
    if (found := book.find(text)) is not None:
        slots = {
            name: slot if name in NUMBERS else said_text(slot, tongue, book)
            for name, slot in found.slots.items()
        }
        slots = slots if COUNT in slots else {**slots, COUNT: "1"}
        if (told := in_words(found, tongue.language, slots)) is not None:
            return told
    return dates_said(text, tongue.language, tongue.cities)


def said_line(text: str, tongue: Tongue, book: SayingBook = LETTER_SAYINGS) -> str:
    """Texts with commas between them, each said by itself: `Wistar Institute, Room 3, all day`."""
    if text in tongue.own or not text or (tongue.is_english and not tongue.own):
        return tongue.own.get(text, text)
    dated = text if tongue.is_english else dates_said(text, tongue.language, tongue.cities)
    return ", ".join(_parts_said(_with_end(dated, tongue).split(", "), tongue, book))


def _with_end(text: str, tongue: Tongue) -> str:
    """A journey's end after an arrow, in languages that would decline its name after `to`."""
    if tongue.is_english:
        return text
    for name in tongue.places:
        if text.endswith(f" to {name}"):
            return f"{text.removesuffix(f' to {name}')} → {tongue.own.get(name, name)}"
    return text


def _parts_said(parts: list[str], tongue: Tongue, book: SayingBook) -> list[str]:
    """Each part, taking together those that the delegation's file translates together."""
    if not parts:
        return []
    for length in range(len(parts), 1, -1):
        together = ", ".join(parts[:length])
        if together in tongue.own:
            return [tongue.own[together], *_parts_said(parts[length:], tongue, book)]
    start, arrow, end = parts[0].partition(" → ")
    first = said_text(start, tongue, book) + arrow + end
    return [first, *_parts_said(parts[1:], tongue, book)]


# --- whole facts -----------------------------------------------------------------------------------


def item_in(tongue: Tongue, item: ItineraryItem) -> ItineraryItem:
    """The item as its titles, room, table and description read in the language."""
    if tongue.is_english and not tongue.own:
        return item
    said = {name: said_text(getattr(item, name), tongue) for name in ("title", "room", "table")}
    said["description"] = _description_in(tongue, item.description)
    called = tuple(one.model_copy(update={"title": said_text(one.title, tongue)}) for one in item.called)
    return item.model_copy(update={**said, "called": called})


def _description_in(tongue: Tongue, text: str) -> str:
    """A host's begins with who comes, for which delegation; what the organiser wrote follows."""
    said = said_text(text, tongue)
    if said != text:
        return said
    guests, gap, rest = text.partition("\n\n")
    return f"{said_line(guests, tongue)}{gap}{said_text(rest, tongue)}"


def file_in(tongue: Tongue, file: DelegationFile) -> DelegationFile:
    """The delegation file with its own texts in the language; times, ids and rules stay as they are."""
    return own_texts(file, tongue.own) if tongue.own else file


def own_texts(fact: AnyFact, own: Mapping[str, str]) -> AnyFact:
    """`fact` with those of its texts that `own` translates, however deep they stand."""
    changed = {
        name: said
        for name in type(fact).model_fields
        if name != "translations"
        and (said := _own(getattr(fact, name), own, name)) is not getattr(fact, name)
    }
    return fact.model_copy(update=changed) if changed else fact


def _own(value: Any, own: Mapping[str, str], name: str) -> Any:  # Any: a field of whatever type
    if isinstance(value, str):
        return own.get(value, value) if name in SAID_FIELDS else value
    if isinstance(value, Fact):
        return own_texts(value, own)
    if isinstance(value, tuple):
        said = tuple(_own(one, own, name) for one in value)
        return said if any(new is not old for new, old in zip(said, value, strict=True)) else value
    return value
