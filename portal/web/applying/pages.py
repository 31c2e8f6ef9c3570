"""All pages of applying, for `portal/web/app.py`."""

from collections.abc import Iterator

from fastapi import APIRouter

from portal.client import Legation
from portal.web.applying.applying import form_pages
from portal.web.applying.calling import call_pages
from portal.web.applying.counter import Counter
from portal.web.applying.drafting import draft_pages
from portal.web.applying.entrance import Entrance
from portal.web.applying.instead import instead_pages
from portal.web.applying.integrating import integration_pages
from portal.web.applying.openings import Openings
from portal.web.applying.receipt import receipt_pages
from portal.web.desk import Desk
from portal.web.pages import Pages
from portal.web.words import WordBook


def apply_pages(desk: Desk, legation: Legation, pages: Pages) -> Iterator[APIRouter]:
    """Calls, the form, drafts, receipts, and the same for programs."""
    counter = Counter(
        desk=desk,
        legation=legation,
        pages=pages,
        openings=Openings(legation, desk.register),
        book=WordBook(desk.templates / "apply"),
        post=desk.draft_post,
        entrance=Entrance(legation),
    )
    yield call_pages(counter)
    yield form_pages(counter)
    yield draft_pages(counter)
    yield instead_pages(counter)
    yield receipt_pages(counter)
    yield integration_pages(counter)
