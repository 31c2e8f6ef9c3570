"""What the pages of applying share: calls, words, and the addresses of each other."""

from typing import NamedTuple
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, Response

from portal.client import Legation
from portal.web.applying.call_page import stance_says, was_open_until
from portal.web.applying.draft_mail import DraftPost
from portal.web.applying.entrance import Entrance
from portal.web.applying.opening import Opening
from portal.web.applying.openings import Openings
from portal.web.applying.timeline import stamped
from portal.web.desk import Desk
from portal.web.limiting import Limiter
from portal.web.pages import Pages
from portal.web.words import WordBook, Words


class Counter(NamedTuple):
    """Where people apply."""

    desk: Desk
    legation: Legation
    pages: Pages
    openings: Openings
    book: WordBook
    post: DraftPost | None
    entrance: Entrance

    @property
    def root(self) -> str:
        """The path under which the portal is reached; mostly empty."""
        return urlsplit(self.desk.address).path.rstrip("/")

    def words(self, request: Request, chosen: str = "") -> Words:
        """In the language that was chosen in the form or by a link, else in one the browser asks for."""
        asked = chosen or request.query_params.get("lang", "")
        if asked[:2].lower() in self.book.languages:
            return self.book.read_by(asked[:2])
        return self.book.best_of(request.headers.get("accept-language", ""))

    def asker(self, request: Request) -> str:
        """The network a request comes from, as it is counted."""
        return Limiter(self.desk.limits).address(request)

    async def opening(self, slug: str) -> Opening:
        """Raises HTTPException 404 where nobody may see such a call."""
        found = await self.openings.opening(slug)
        if found is None:
            raise HTTPException(404)
        return found

    def closed(self, opening: Opening, words: Words, status: int = 409) -> Response:
        """Until when it was open, and nothing else."""
        says = stance_says(opening, words) or words("call", "has-ended")
        return self.pages.notice(status, words("draft", "closed"), says, words=words)

    def until(self, opening: Opening, words: Words) -> str:
        moment = opening.closes_at if opening.is_open else was_open_until(opening)
        return stamped(moment, opening.file, words)


def asked_language(request: Request) -> str:
    return request.query_params.get("lang", "")[:2].lower()
