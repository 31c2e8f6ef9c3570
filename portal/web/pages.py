"""Pages from templates. Every value is escaped; nothing here needs JavaScript."""

from contextvars import ContextVar
from pathlib import Path
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from delegation.fact import Fact
from portal.web.static import Assets
from portal.web.words import ENGLISH, WordBook, Words

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "yi")
ANSWERS_POST: ContextVar[bool] = ContextVar("ANSWERS_POST", default=False)
"""Of the request that is being answered. A browser shows such a page again only by posting again, so the page
says what it is to `templates/portal/static/going-back.js`."""


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
        root = urlsplit(address).path.rstrip("/")
        self.assets = Assets(folder / "static")
        self._environment.globals["root"] = root
        self._environment.globals["answers_post"] = ANSWERS_POST.get
        self._environment.globals["static"] = lambda name: root + self.assets.address(name)
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
            page=page, words=words, language=words.language, direction=direction_of(words.language)
        )
        return HTMLResponse(text, status)

    def notice(self, status: int, title: str, *sentences: str, words: Words | None = None) -> HTMLResponse:
        return self.shown("notice", Notice(title=title, sentences=sentences), status, words=words)


def direction_of(language: str) -> str:
    """In which direction its words run, as the attribute `dir` has it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
