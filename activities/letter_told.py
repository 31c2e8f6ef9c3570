"""What the templates of letters and invites are told, in the language of the letter."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from activities.links import CalendarLinks
from activities.saying import Reader, said_facts
from activities.wording import ANSWER
from delegation.calendars.changes import ChangedLine, changed_lines
from delegation.calendars.rendering import location
from delegation.calendars.when import cities_in, dates_in, day_in, long_date_in, when_at_home, when_on_route
from delegation.file import DelegationFile
from delegation.invite import Method, PartStat, Revision
from delegation.languages.tongue import file_in, item_in, tongue_of
from delegation.letter import FactValue, Letter
from delegation.letter_facts import AGENDA_ITEM
from delegation.person import Person
from delegation.zoned import zone_named

Known = dict[str, FactValue | dict[str, str]]


def reader_of(person: Person, file: DelegationFile, written_at: datetime, language: str) -> Reader:
    today = written_at.astimezone(zone_named(file.organiser.zone)).date()
    return Reader(person, language, today, tongue_of(language, file))


def told_file(language: str, file: DelegationFile) -> DelegationFile:
    return file_in(tongue_of(language, file), file)


def told_revision(language: str, revision: Revision, file: DelegationFile) -> Revision:
    """What is told of the item before and now, in the language."""
    tongue = tongue_of(language, file)
    before = item_in(tongue, revision.before) if revision.before else None
    return revision.model_copy(update={"item": item_in(tongue, revision.item), "before": before})


def letter_known(
    letter: Letter,
    person: Person,
    file: DelegationFile,
    written_at: datetime,
    links: CalendarLinks,
    language: str,
) -> Known:
    """Everything the templates of a letter may show."""
    known = usual_known(person, file, written_at, language)
    told = said_facts(letter, file, reader_of(person, file, written_at, language))
    return {**known, **told, **_calendar_facts(told, file, links)}


def usual_known(person: Person, file: DelegationFile, written_at: datetime, language: str) -> Known:
    """What every letter may show, beside its own facts."""
    file = told_file(language, file)
    organiser = file.organiser
    signatory = next((one for one in file.people if one.id == organiser.signatory), None)
    today = written_at.astimezone(zone_named(organiser.zone)).date()
    return {
        "person": person.model_dump(include={"id", "name", "organisation", "position"}),
        "delegation": {
            "slug": file.slug,
            "title": file.title,
            "destination": cities_in(language, file.legs),
            "dates": dates_in(language, file.starts_on, file.ends_on) if file.legs else "",
        },
        "organiser": {
            "name": organiser.name,
            "mailbox": organiser.mailbox,
            "signatory": signatory.name if signatory else organiser.name,
            "signatory_position": signatory.position if signatory else "",
        },
        "written_on": long_date_in(language, today),
        "language": language,
    }


def _calendar_facts(
    told: Mapping[str, FactValue], file: DelegationFile, links: CalendarLinks
) -> dict[str, FactValue]:
    """How the programme gets into a calendar; each of its rows knows where its invite is answered."""
    rows = tuple(row for row in told.get("rows", ()) if isinstance(row, dict))
    urls = [links.answers.get(row.get(AGENDA_ITEM, ""), "") for row in rows]
    return {
        "rows": tuple({**row, ANSWER: url} for row, url in zip(rows, urls, strict=True)),
        "answers": "yes" if any(urls) else "",
        "feed": links.feed,
        "webcal": links.webcal,
        "policy": file.calendar.policy.value,
    }


def invite_facts(revision: Revision, person: Person, file: DelegationFile, language: str) -> Known:
    item = revision.item
    changed = () if revision.method is Method.CANCEL else changed_lines(revision.before, item, file, language)
    answer = _answer_wanted(revision)
    return {
        "change": _change(revision, changed),
        "changed": tuple(line.model_dump(mode="json") for line in changed),
        "answer": answer,
        "costs": "yes" if item.decline_costs and answer in ("asked", "open") else "",
        "title": item.title,
        "day": day_in(language, item.starts.date()),
        "when": when_on_route(item, file.legs, language),
        "when_at_home": when_at_home(item, person.zone, language),
        "where": location(item, file.place(item.place)),
        "link": item.link,
        "description": tuple(line for line in item.description.splitlines() if line.strip()),
    }


def _change(revision: Revision, changed: Sequence[ChangedLine]) -> str:
    """What the mail is for: `cancelled`, `changed`, `back` after a cancellation, `repeated`; empty: new."""
    if revision.method is Method.CANCEL:
        return "cancelled"
    if revision.sequence == 0:
        return ""
    if revision.before is None:
        return "back"
    return "changed" if changed or revision.material else "repeated"


def _answer_wanted(revision: Revision) -> str:
    """`asked` anew, still `open`, given before and `kept`, or `not needed`; empty where it is cancelled."""
    if revision.method is Method.CANCEL:
        return ""
    if not revision.item.rsvp:
        return "not needed"
    if revision.material:
        return "asked"
    return "open" if revision.partstat is PartStat.NEEDS_ACTION else "kept"
