"""The part of the desk at which a delegation is run: mails, tasks, people, programme, hosts, documents."""

from collections.abc import Callable

from fastapi import APIRouter

from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.organising.attendance_desk import attendance_desk
from portal.web.organising.call_desk import call_desk
from portal.web.organising.cancelling import cancel_pages
from portal.web.organising.change_pages import change_pages
from portal.web.organising.decisions_page import decisions_pages
from portal.web.organising.documents_desk import documents_desk
from portal.web.organising.erasing_desk import erasing_desk
from portal.web.organising.hosts_desk import hosts_desk
from portal.web.organising.itinerary_pages import itinerary_pages
from portal.web.organising.letters_desk import letters_desk
from portal.web.organising.links_desk import links_desk
from portal.web.organising.meetings_desk import meetings_desk
from portal.web.organising.outbox_pages import outbox_pages
from portal.web.organising.people_pages import people_pages
from portal.web.organising.tasks_pages import tasks_pages
from portal.web.pages import Pages

PARTS: tuple[Callable[[Desk, Pages], APIRouter], ...] = (
    outbox_pages,
    tasks_pages,
    people_pages,
    change_pages,
    itinerary_pages,
    meetings_desk,
    hosts_desk,
    documents_desk,
    decisions_pages,
    attendance_desk,
    call_desk,
    cancel_pages,
    erasing_desk,
    letters_desk,
    links_desk,
)


def running_pages(desk: Desk, pages: Pages) -> APIRouter:
    """All of them as one. Behind the sign-in, and only for whom the delegation is."""
    router = APIRouter(route_class=Door)
    for part in PARTS:
        router.routes.extend(part(desk, pages).routes)
    return router
