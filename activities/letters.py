"""Writing letters: one Markdown template becomes the text part and the HTML part of a mail.

A folder for each letter, `templates/letters/<name>/`, holds `subject.txt.j2` and `body.md.j2`; a
translation stands beside them as `subject.de.txt.j2` and `body.de.md.j2`. Invites are written to
participants from `invite`, to hosts from `host-invite`; `invite/appointment` is what both say of it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import mrml
from jinja2 import FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from activities.links import CalendarLinks
from activities.phrases import table_words
from activities.saying import Reader, said_facts
from activities.typography import typeset
from activities.wording import (
    ANSWER,
    Markdown,
    PlainText,
    Ready,
    Rendition,
    Row,
    clock,
    day,
    nearness,
    own_link,
)
from delegation.calendars.changes import ChangedLine, changed_lines
from delegation.calendars.rendering import location
from delegation.calendars.when import cities_in, dates_in, day_in, long_date_in, when_at_home, when_on_route
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.invite import Method, PartStat, Revision
from delegation.languages.tongue import file_in, item_in, tongue_of
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import AGENDA_ITEM, problems_of
from delegation.papers.offer_letter import OfferTold
from delegation.person import Person
from delegation.zoned import zone_named

NO_LINKS = CalendarLinks()
NO_FACTS: Mapping[str, FactValue] = {}
REGISTERED = "registration"
"""Fact of a letter that is about a registration, not an application."""
Known = dict[str, FactValue | dict[str, str]]
LONGEST_SUBJECT = 200
"""Characters; a longer subject is cut, since the mail says it all again."""


class Written(Fact):
    """A letter in words."""

    subject: str
    text: str
    html: str


class LetterWriter:
    """Writes letters and the words around invites, from the folder `templates` (`templates/letters`).

    `portal` is where links may lead; a letter with a link to anywhere else is not written.
    """

    def __init__(self, templates: Path, *, portal: str = "http://127.0.0.1") -> None:
        check = own_link(portal)
        self._plain = _environment(templates, PlainText(check))
        self._marked = _environment(templates, Markdown(check))
        self._shell = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(templates), undefined=StrictUndefined, autoescape=True
        )
        self._markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
        self._markdown.core.ruler.push("looks", _name_for_the_shell)

    def write(
        self,
        letter: Letter,
        person: Person,
        file: DelegationFile,
        written_at: datetime,
        links: CalendarLinks = NO_LINKS,
    ) -> Written:
        """The letter in the person's language, or in English where there is no translation.

        Raises ValueError, naming every fact that is missing, empty or unknown.
        """
        problems = problems_of(letter)
        if problems:
            raise ValueError(" ".join(problems))
        language = self._language(letter.name.value, person.language, letter.facts)
        known = _known(person, file, written_at, language)
        told = said_facts(letter, file, _reader(person, file, written_at, language))
        facts = {**told, **_calendar_facts(told, file, links)}
        return self._written(letter.name.value, {**known, **facts}, language)

    def write_invite(
        self,
        revision: Revision,
        person: Person,
        file: DelegationFile,
        written_at: datetime,
        links: CalendarLinks = NO_LINKS,
        host: bool = False,
    ) -> Written:
        """The words around an invite: what, when on whose clocks, where, what changed, how to answer.

        To the `host` of an item it is about its guests, to everybody else about their own programme.
        """
        folder = "host-invite" if host else "invite"
        language = self._language(folder, person.language)
        known = _known(person, file, written_at, language)
        revision, file = _revision_in(language, revision, file), _file_in(language, file)
        facts = _invite_facts(revision, person, file, language)
        answer_url = links.answers.get(revision.item.id, "")
        about = {"host": "yes" if host else "", "answer_url": answer_url}
        return self._written(folder, {**known, **facts, **about}, language)

    def offer_told(
        self, facts: Mapping[str, FactValue], person: Person, file: DelegationFile, written_at: datetime
    ) -> OfferTold:
        """What the letter of an offer says of these `facts`, for the document that comes with it."""
        language = self._language(LetterName.OFFER.value, person.language)
        letter = Letter(name=LetterName.OFFER, recipient=person.id, facts=dict(facts))
        told = said_facts(letter, file, _reader(person, file, written_at, language))
        reasons, own_cost = (
            _template(self._plain, "decision", part, "md", language).render(told)
            for part in ("reasons", "own-cost")
        )
        return OfferTold(
            language=language,
            confirm_by=str(told["confirm_by"]),
            reasons=tuple(
                typeset(line.removeprefix("- "), language) for line in _tidy(reasons).splitlines() if line
            ),
            own_cost=typeset(own_cost.strip(), language),
        )

    def language_of(self, letter: Letter, person: Person) -> str:
        """The language in which the person gets that letter."""
        return self._language(letter.name.value, person.language, letter.facts)

    def _language(self, folder: str, wanted: str, facts: Mapping[str, FactValue] = NO_FACTS) -> str:
        """The person's language if the letter is written in it, else English; dates and lists follow it.

        Some languages have words for applications only: of a registration they are told in English.
        """
        short = wanted.split("-")[0].lower()
        name = _template(self._plain, folder, "body", "md", wanted).name or ""
        return wanted if f".{short}." in name and self._tells(name, facts) else "en"

    def _tells(self, template: str, facts: Mapping[str, FactValue]) -> bool:
        """Whether it has words for a registration, where that is what the letter is about."""
        assert self._plain.loader is not None  # noqa: S101 - given where it is made
        source = (
            self._plain.loader.get_source(self._plain, template)[0] if facts.get(REGISTERED) else REGISTERED
        )
        return REGISTERED in source

    def _written(self, folder: str, known: Known, language: str) -> Written:
        subject = _template(self._plain, folder, "subject", "txt", language).render(known)
        text = _template(self._plain, folder, "body", "md", language).render(known)
        marked = _template(self._marked, folder, "body", "md", language).render(known)
        line = typeset(_cut(" ".join(subject.split())), language)
        html = self._html(line, typeset(marked, language), known)
        return Written(subject=line, text=typeset(_tidy(text), language), html=html)

    def _html(self, subject: str, marked: str, known: Known) -> str:
        content = Ready(self._markdown.render(marked))
        shell = self._shell.get_template("shell.mjml.j2")
        mjml = shell.render(known, subject=subject, content=content)
        # Without fonts={} the page would fetch its fonts from Google and tell it who reads our mail.
        return mrml.to_html(mjml, mrml.ParserOptions(), mrml.RenderOptions(fonts={})).content


def _environment(templates: Path, rendition: Rendition) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        autoescape=False,  # this is Markdown, not HTML: every value passes through `finalize` instead
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: value if isinstance(value, Ready) else rendition.value(str(value)),
    )
    environment.filters = {
        "address": rendition.address,
        "agenda": _agenda(rendition),
        "changes": _changes(rendition),
        "clock": lambda value: rendition.value(clock(value)),
        "day": lambda value: rendition.value(day(value)),
        "link": rendition.link,
        "nearness": nearness,
        "strong": rendition.strong,
        "video": rendition.video,
    }
    return environment


def _agenda(rendition: Rendition) -> Callable[[Context, Sequence[Row]], Ready]:
    @pass_context
    def agenda(context: Context, rows: Sequence[Row]) -> Ready:
        return rendition.agenda(rows, table_words(context["language"]))

    return agenda


def _changes(rendition: Rendition) -> Callable[[Context, Sequence[Row]], Ready]:
    @pass_context
    def changes(context: Context, rows: Sequence[Row]) -> Ready:
        return rendition.changes(rows, table_words(context["language"]))

    return changes


def _template(
    environment: ImmutableSandboxedEnvironment, folder: str, part: str, kind: str, language: str
) -> Template:
    short = language.split("-")[0].lower()
    return environment.select_template([f"{folder}/{part}.{short}.{kind}.j2", f"{folder}/{part}.{kind}.j2"])


def _reader(person: Person, file: DelegationFile, written_at: datetime, language: str) -> Reader:
    today = written_at.astimezone(zone_named(file.organiser.zone)).date()
    return Reader(person, language, today, tongue_of(language, file))


def _file_in(language: str, file: DelegationFile) -> DelegationFile:
    return file_in(tongue_of(language, file), file)


def _revision_in(language: str, revision: Revision, file: DelegationFile) -> Revision:
    """What is told of the item before and now, in the language."""
    tongue = tongue_of(language, file)
    before = item_in(tongue, revision.before) if revision.before else None
    return revision.model_copy(update={"item": item_in(tongue, revision.item), "before": before})


def _known(person: Person, file: DelegationFile, written_at: datetime, language: str) -> Known:
    """What every letter may show, beside its own facts."""
    file = _file_in(language, file)
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


def _invite_facts(revision: Revision, person: Person, file: DelegationFile, language: str) -> Known:
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


def _tidy(text: str) -> str:
    """No space at the ends of lines, never two empty lines."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return "\n".join(kept) + "\n"


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def _name_for_the_shell(state: StateCore) -> None:
    """The classes the shell styles: tables, and links that are a paragraph of their own, as buttons."""
    for token in state.tokens:
        children = token.children or []
        if token.type == "table_open":
            token.attrSet("class", "facts")
        if [child.type for child in children] == ["link_open", "text", "link_close"]:
            children[0].attrSet("class", "button")
