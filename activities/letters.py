"""Writing letters: one Markdown template becomes the text part and the HTML part of a mail.

A folder for each letter, `templates/letters/<name>/`, holds `subject.txt.j2` and `body.md.j2`; a
translation stands beside them as `subject.de.txt.j2` and `body.de.md.j2`. Invites are written to
participants from `invite`, to hosts from `host-invite`; `invite/appointment` is what both say of it.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import mrml
from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from activities.letter_book import LetterBook
from activities.letter_filters import filters_of
from activities.letter_links import hosts_named, why_not_linked
from activities.letter_markdown import letter_markdown
from activities.letter_told import (
    Known,
    invite_facts,
    letter_known,
    reader_of,
    told_file,
    told_revision,
    usual_known,
)
from activities.links import CalendarLinks
from activities.our_words import OurWords, our_words, passages_used
from activities.saying import said_facts
from activities.typography import typeset
from activities.wording import (
    Markdown,
    PlainText,
    Ready,
    Rendition,
    own_link,
    printable,
)
from activities.words_apart import NotWritten, drafted
from activities.words_given import demand_allowed, plain_facts, trouble_with
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.invite import Revision
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import problems_of
from delegation.letter_words import LetterWords
from delegation.papers.offer_letter import OfferTold
from delegation.person import Person

NO_LINKS = CalendarLinks()
NO_FACTS: Mapping[str, FactValue] = {}
REGISTERED = "registration"
"""Fact of a letter that is about a registration, not an application."""
LONGEST_SUBJECT = 200
"""Characters; a longer subject is cut, since the mail says it all again."""


class Written(Fact):
    """A letter in words."""

    subject: str
    text: str
    html: str


class LetterWriter:
    """Writes letters and the words around invites, from the folder `templates` (`templates/letters`).

    `portal` is where links may lead; a letter with a link to anywhere else is not written. `book` holds
    the words that organisers gave to letters themselves.
    """

    def __init__(
        self, templates: Path, *, portal: str = "http://127.0.0.1", book: LetterBook | None = None
    ) -> None:
        check = own_link(portal)
        self._portal = portal
        self._book = book
        self._plain = _environment(templates, PlainText(check))
        self._marked = _environment(templates, Markdown(check))
        self._shell = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=lambda value: value if isinstance(value, Markup) else printable(value),
        )
        self._markdown = letter_markdown()

    def write(
        self,
        letter: Letter,
        person: Person,
        file: DelegationFile,
        written_at: datetime,
        links: CalendarLinks = NO_LINKS,
    ) -> Written:
        """The letter in the person's language, or in English where there is no translation.

        In the organiser's words where there are any; words that cannot be used for this person are noted
        in the book, and the letter leaves in ours. Raises ValueError, naming every fact that is missing,
        empty or unknown; OSError where the words cannot be looked up now.
        """
        problems = problems_of(letter)
        if problems:
            raise ValueError(" ".join(problems))
        words = self.words_for(file.slug, letter, person)
        if words is not None and self._book is not None:
            try:
                return self.in_words(words, letter, person, file, written_at, links)
            except NotWritten as problem:
                self._book.note(file.slug, trouble_with(words, str(problem), written_at))
        language = self._language(letter.name.value, person.language, letter.facts)
        return self._written(
            letter.name.value, letter_known(letter, person, file, written_at, links, language), language
        )

    def in_words(
        self,
        words: LetterWords,
        letter: Letter,
        person: Person,
        file: DelegationFile,
        written_at: datetime,
        links: CalendarLinks = NO_LINKS,
    ) -> Written:
        """The letter in words of an organiser. Raises NotWritten; OSError, try again."""
        ours = self.our_words(words.letter, words.language)
        known = letter_known(letter, person, file, written_at, links, words.language)
        demand_allowed(words, frozenset(ours.passages))
        used = passages_used(words.body) & set(ours.passages)
        passages = {one: self._passage(ours.passages[one], known) for one in used}
        draft = drafted(words.subject, words.body, plain_facts(known), passages, portal=self._portal)
        if reason := why_not_linked(draft.content, draft.text, self._portal, hosts_named(file)):
            raise NotWritten(reason)
        line = typeset(_cut(printable(draft.subject)), words.language)
        if not line or not draft.text.strip():
            raise NotWritten("The letter has no subject, or says nothing.")
        html = self._framed(line, draft.content, known)
        return Written(subject=line, text=typeset(_tidy(draft.text), words.language), html=html)

    def our_words(self, name: LetterName, language: str) -> OurWords:
        """Our own template of that letter, in that language or else in English."""
        body = _template(self._plain, name.value, "body", "md", language)
        subject = _template(self._plain, name.value, "subject", "txt", language)
        return our_words(self._plain, subject.name or "", body.name or "")

    def words_for(self, delegation: str, letter: Letter, person: Person) -> LetterWords | None:
        """What an organiser wrote for this letter, in the reader's language or in the one we would use."""
        if self._book is None:
            return None
        own = person.language.split("-")[0].lower()
        usual = self._language(letter.name.value, person.language, letter.facts).split("-")[0].lower()
        found = (self._book.words(delegation, letter.name, one) for one in dict.fromkeys((own, usual)))
        return next((words for words in found if words is not None), None)

    def _passage(self, template: str, known: Known) -> tuple[str, str]:
        """One of our own passages, as text and as Markdown."""
        try:
            return (
                self._plain.get_template(template).render(known).removesuffix("\n"),
                self._marked.get_template(template).render(known).removesuffix("\n"),
            )
        except (TemplateError, ValueError):
            raise NotWritten("A passage of ours does not fit this letter.") from None

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
        known = usual_known(person, file, written_at, language)
        revision, file = told_revision(language, revision, file), told_file(language, file)
        facts = invite_facts(revision, person, file, language)
        answer_url = links.answers.get(revision.item.id, "")
        about = {"host": "yes" if host else "", "answer_url": answer_url}
        return self._written(folder, {**known, **facts, **about}, language)

    def offer_told(
        self, facts: Mapping[str, FactValue], person: Person, file: DelegationFile, written_at: datetime
    ) -> OfferTold:
        """What the letter of an offer says of these `facts`, for the document that comes with it."""
        language = self._language(LetterName.OFFER.value, person.language)
        letter = Letter(name=LetterName.OFFER, recipient=person.id, facts=dict(facts))
        told = said_facts(letter, file, reader_of(person, file, written_at, language))
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
        """The language in which the person gets that letter from us."""
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
        if not facts.get(REGISTERED) or self._plain.loader is None:
            return True
        return REGISTERED in self._plain.loader.get_source(self._plain, template)[0]

    def _written(self, folder: str, known: Known, language: str) -> Written:
        subject = _template(self._plain, folder, "subject", "txt", language).render(known)
        text = _template(self._plain, folder, "body", "md", language).render(known)
        marked = _template(self._marked, folder, "body", "md", language).render(known)
        line = typeset(_cut(" ".join(subject.split())), language)
        html = self._html(line, typeset(marked, language), known)
        return Written(subject=line, text=typeset(_tidy(text), language), html=html)

    def _html(self, subject: str, marked: str, known: Known) -> str:
        return self._framed(subject, self._markdown.render(marked), known)

    def _framed(self, subject: str, rendered: str, known: Known) -> str:
        content = Ready(rendered)
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
    environment.filters = filters_of(rendition)
    return environment


def _template(
    environment: ImmutableSandboxedEnvironment, folder: str, part: str, kind: str, language: str
) -> Template:
    short = language.split("-")[0].lower()
    return environment.select_template([f"{folder}/{part}.{short}.{kind}.j2", f"{folder}/{part}.{kind}.j2"])


def _tidy(text: str) -> str:
    """No space at the ends of lines, never two empty lines."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return "\n".join(kept) + "\n"


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"
