"""Letters: how they are worded, tried with made-up facts, and worded anew by organisers."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, DryRun, Json, now

if TYPE_CHECKING:
    from delegation.letter_words import LetterWords
    from portal.client import Legation
    from portal.letter_desk import LetterDesk
    from portal.letter_views import LetterShown

app = App(name="letters", help="Letters: list, show, try, save, reset their words.")

LetterOf = Annotated[str, Parameter(name="LETTER", help="Which letter, as in offer.")]
InLanguage = Annotated[str, Parameter(help="Two letters, as in de.", show_default=True)]
Words = Annotated[
    Path | None,
    Parameter(validator=PathRule(exists=True, dir_okay=False), help="In UTF-8; as 'show' prints it."),
]


@app.command(name="list")
async def list_(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List all letters, who worded them last, and words that could not be used.

    Example: `./legation letters list usa-2017`
    """
    from portal import show

    desk = await _desk(await connect(), slug)
    seen = await asyncio.to_thread(desk.listed)
    if json:
        show.json_object(seen)
        return
    zone = desk.file.organiser.zone
    show.rows(
        ("letter", "language", "worded by", "on"),
        [
            (
                one.letter.value,
                one.language,
                one.author or "us",
                show.moment(one.at, zone) if one.at and one.author else None,
            )
            for one in seen.letters
        ],
    )
    show.say(*(f"-> {one.task}" for one in seen.troubles))


@app.command(name="show")
async def show_(
    slug: Delegation,
    letter: LetterOf,
    /,
    *,
    language: InLanguage = "en",
    json: Json = False,
    connect: Connect,
) -> None:
    """Show the words of a letter as they count, and the names they may use.

    Example: `./legation letters show usa-2017 offer --language de`
    """
    from portal import show
    from portal.letter_desk import letter_named

    name = letter_named(letter)
    desk = await _desk(await connect(), slug)
    seen = await asyncio.to_thread(desk.shown, name, _language(language))
    if json:
        show.json_object(seen)
        return
    _show_words(seen, desk.file.organiser.zone)


@app.command(name="try")
async def try_(
    slug: Delegation,
    letter: LetterOf,
    /,
    *,
    language: InLanguage = "en",
    subject_file: Words = None,
    body_file: Words = None,
    html: bool = False,
    json: Json = False,
    connect: Connect,
) -> None:
    """Show a letter with made-up facts, in the words of files or in those that count; nothing is kept.

    Parameters
    ----------
    html
        The HTML part, to be opened in a browser, instead of the text.

    Example: `./legation letters try usa-2017 offer --body-file body.md`
    """
    from portal import show
    from portal.letter_views import LetterTried

    desk = await _desk(await connect(), slug)
    words = await _words(desk, letter, language, subject_file, body_file, author="you")
    written = await asyncio.to_thread(desk.demand_possible, words, words.at)
    if json:
        show.json_object(LetterTried(subject=written.subject, text=written.text, html=written.html))
    elif html:
        show.say(written.html)
    else:
        show.say(f"Subject: {written.subject}", "", *written.text.splitlines())


@app.command
async def save(
    slug: Delegation,
    letter: LetterOf,
    /,
    *,
    author: Author,
    language: InLanguage = "en",
    subject_file: Words = None,
    body_file: Words = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Word a letter anew; it counts for every letter of that name written from now on.

    A part that no file is given for stays as it is. What may be used is looked
    at first, and the letter is tried with made-up facts.

    Example: `./legation letters save usa-2017 offer --body-file body.md --author "H. Vermeulen" --dry-run`
    """
    from portal import show
    from portal.errors import Refused

    if subject_file is None and body_file is None:
        raise Refused("Give the new words with --subject-file, --body-file, or both.")
    desk = await _desk(await connect(), slug)
    words = await _words(desk, letter, language, subject_file, body_file, author=author)
    if dry_run:
        written = await asyncio.to_thread(desk.demand_possible, words, words.at)
        show.say("Possible; nothing is saved. With made-up facts:", "", f"Subject: {written.subject}", "")
        show.say(*written.text.splitlines())
        return
    kept = await asyncio.to_thread(desk.save, words)
    show.say(f"The letter {kept.letter.value} ({kept.language}) has these words from now on.")


@app.command
async def reset(
    slug: Delegation,
    letter: LetterOf,
    /,
    *,
    author: Author,
    language: InLanguage = "en",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Take our own words for a letter again; what was saved stays in the record.

    Example: `./legation letters reset usa-2017 offer --author "H. Vermeulen"`
    """
    from portal import show
    from portal.letter_desk import letter_named

    name, short = letter_named(letter), _language(language)
    desk = await _desk(await connect(), slug)
    kept = await asyncio.to_thread(desk.book.words, slug, name, short)
    if kept is None:
        show.say(f"The letter {name.value} ({short}) is in our own words.")
        return
    if dry_run:
        show.say(f"The words of {kept.author} would be taken back; nothing is changed.")
        return
    await asyncio.to_thread(desk.book.reset, slug, name, short, author=author, at=now())
    show.say(f"The letter {name.value} ({short}) is in our own words again.")


async def _desk(legation: "Legation", slug: str) -> "LetterDesk":
    """Raises Missing where there is no such delegation."""
    from composition import TEMPLATES
    from portal.letter_desk import opened_desk
    from settings import Settings

    address = Settings().portal_address
    return await asyncio.to_thread(
        opened_desk, legation.store, legation.register, slug, TEMPLATES / "letters", address
    )


async def _words(
    desk: "LetterDesk", letter: str, language: str, subject: Path | None, body: Path | None, *, author: str
) -> "LetterWords":
    """Those of the files, and what counts now for a part without one."""
    from delegation.letter_words import LetterWords
    from portal.errors import Refused
    from portal.letter_desk import letter_named, words_in

    seen = await asyncio.to_thread(desk.shown, letter_named(letter), _language(language))
    try:
        return LetterWords(
            letter=seen.letter,
            language=seen.language,
            subject=words_in(subject).rstrip("\n") if subject else seen.subject,
            body=words_in(body) if body else seen.body,
            author=author,
            at=now(),
        )
    except ValueError:
        raise Refused(
            "A subject has 1 to 1,000 characters, a body 1 to 20,000, and an author's name one line."
        ) from None


def _language(typed: str) -> str:
    from portal.errors import Refused

    if len(typed) != 2 or not (typed.isascii() and typed.isalpha()):
        raise Refused(f"{typed!r} is no language; it is two letters, as in de.")
    return typed.lower()


def _show_words(seen: "LetterShown", zone: str) -> None:
    from portal import show

    worded = f"Worded by {seen.author}, {show.moment(seen.at, zone)}." if seen.author and seen.at else ""
    show.say(worded or "In our own words.", "", "--- subject", seen.subject, "--- body")
    show.say(*seen.body.splitlines(), "---", "")
    names = [
        (f"{name}.{part}" if part else name, word.kind.value, word.says)
        for name, word in seen.names.items()
        for part in (word.parts if word.kind.name == "RECORD" else ("",))
    ]
    passages = [(f"ours.{one}", "a passage of ours", "") for one in seen.passages]
    show.rows(("name", "is", "says"), [*names, *passages])
