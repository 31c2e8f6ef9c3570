"""The words of one delegation's letters: shown, tried with made-up facts, saved and taken back."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from activities.allowed_words import problems_of_words
from activities.letter_book import LetterBook
from activities.letter_links import bare_address, hosts_named
from activities.letters import LetterWriter, Written
from activities.links import CalendarLinks
from activities.ports import DocumentStore
from activities.register import Register
from activities.words_apart import NotWritten
from delegation.file import DelegationFile
from delegation.letter import LetterName
from delegation.letter_examples import ITEM, READER, example_letter
from delegation.letter_words import LetterWords, vocabulary
from delegation.reading.suggestion import suggestion
from delegation.status import DelegationStatus, Task
from portal.errors import NotFound, Refused
from portal.letter_views import LetterRow, LetterShown, LettersListed
from portal.story_files import text_of


class LetterDesk(NamedTuple):
    """`portal` is the address under which the portal is reached."""

    book: LetterBook
    writer: LetterWriter
    file: DelegationFile
    portal: str

    def listed(self) -> LettersListed:
        counting = self.book.index(self.file.slug).counting
        own = [
            LetterRow(
                letter=LetterName(place.partition("/")[0]),
                language=place.partition("/")[2],
                version=entry.version,
                author=entry.author if entry.key else "",
                at=entry.at,
            )
            for place, entry in sorted(counting.items())
        ]
        worded = {row.letter for row in own}
        ours = [LetterRow(letter=name, language="en") for name in LetterName if name not in worded]
        rows = sorted([*own, *ours], key=lambda row: (row.letter.value, row.language))
        return LettersListed(letters=tuple(rows), troubles=self.book.troubles(self.file.slug))

    def shown(self, name: LetterName, language: str) -> LetterShown:
        """What counts: an organiser's words, or ours."""
        kept = self.book.words(self.file.slug, name, language)
        ours = self.writer.our_words(name, language)
        return LetterShown(
            letter=name,
            language=language,
            subject=kept.subject if kept else ours.subject,
            body=kept.body if kept else ours.body,
            author=kept.author if kept else "",
            at=kept.at if kept else None,
            names=dict(vocabulary(name)),
            passages=tuple(sorted(ours.passages)),
        )

    def demand_possible(self, words: LetterWords, at: datetime) -> Written:
        """The letter with made-up facts, once with all of them. Raises Refused with every reason."""
        passages = frozenset(self.writer.our_words(words.letter, words.language).passages)
        problems = list(problems_of_words(words, vocabulary(words.letter), passages))
        if address := bare_address(words.body, hosts_named(self.file)):
            problems.append(
                f"The body: {address!r} becomes a link, to a page the delegation file does not name."
            )
        if problems:
            raise Refused("\n".join(problems))
        self._tried(words, at, is_full=False)
        return self._tried(words, at, is_full=True)

    def save(self, words: LetterWords, *, expected: int | None = None) -> LetterWords:
        """Raises Refused; WordsChanged where another version than `expected` counts by now."""
        self.demand_possible(words, words.at)
        return self.book.save(self.file.slug, words, expected=expected)

    def version(self, name: LetterName, language: str) -> int:
        """Of the words that count; 0 where nobody ever changed ours."""
        entry = self.book.index(self.file.slug).counting.get(f"{name.value}/{language}")
        return entry.version if entry else 0

    def _tried(self, words: LetterWords, at: datetime, *, is_full: bool) -> Written:
        links = _example_links(self.portal) if is_full else CalendarLinks()
        letter = example_letter(words.letter, self.portal, is_full=is_full)
        try:
            return self.writer.in_words(words, letter, READER, self.file, at, links)
        except NotWritten as problem:
            when = "" if is_full else " where everything that may be empty is empty; put 'if' around it"
            raise Refused(f"The letter cannot be written{when}. {problem}") from None


def with_letter_tasks(status: DelegationStatus, store: DocumentStore) -> DelegationStatus:
    """The status with letters whose words could not be used. Raises OSError when the store is away."""
    troubles = LetterBook(store).troubles(status.delegation)
    tasks = (Task(id=f"letter-{one.id[:12]}", text=one.task, since=one.at) for one in troubles)
    return status.model_copy(update={"tasks": (*status.tasks, *tasks)})


def letter_named(name: str) -> LetterName:
    """Raises NotFound with the nearest one."""
    try:
        return LetterName(name)
    except ValueError:
        near = suggestion(name, [one.value for one in LetterName])
        raise NotFound(f"There is no letter {name!r}; {near}") from None


def _example_links(portal: str) -> CalendarLinks:
    feed = f"{portal}/example.ics"
    webcal = f"webcal://{feed.partition('://')[2]}"
    return CalendarLinks(feed=feed, webcal=webcal, answers={ITEM: f"{portal}/example"})


def words_in(path: Path) -> str:
    """The text of a file, with line ends of one kind. Raises UnreadableFile."""
    return text_of(path).replace("\r\n", "\n")


def opened_desk(
    store: DocumentStore, register: Register, slug: str, templates: Path, portal: str
) -> LetterDesk:
    """Raises Missing where there is no such delegation; OSError when the store is away."""
    book = LetterBook(store)
    writer = LetterWriter(templates, portal=portal, book=book)
    return LetterDesk(book, writer, register.delegation_file(slug), portal)
