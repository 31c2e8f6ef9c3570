"""Pages from templates. Every value is escaped; nothing here needs JavaScript."""

from pathlib import Path
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from delegation.fact import Fact
from portal.web.words import ENGLISH, WordBook, Words


class Notice(Fact):
    """A page that says one thing."""

    title: str
    sentences: tuple[str, ...] = ()


class Pages:
    """Fills in the templates in `folder`. `address` is where people reach the portal."""

    def __init__(self, folder: Path, address: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["root"] = urlsplit(address).path.rstrip("/")
        self._book = WordBook(folder / "pages")

    def words(self, language: str) -> Words:
        """What the pages say in this BCP 47 language, else in English."""
        return self._book.read_by(language)

    def words_for(self, accepted: str) -> Words:
        """The same for somebody unknown, by the header Accept-Language of their browser."""
        return self._book.best_of(accepted)

    def shown(
        self, template: str, page: Fact, status: int = 200, *, words: Words | None = None
    ) -> HTMLResponse:
        """`templates/portal/{template}.html`, filled in with `page`, in English without `words`."""
        words = words or self._book.read_by(ENGLISH)
        text = self._environment.get_template(f"{template}.html").render(
            page=page, words=words, language=words.language
        )
        return HTMLResponse(text, status)

    def notice(self, status: int, title: str, *sentences: str, words: Words | None = None) -> HTMLResponse:
        return self.shown("notice", Notice(title=title, sentences=sentences), status, words=words)
