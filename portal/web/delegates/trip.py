"""The pages somebody reads on the way, and those of their own data: all that is not asked of them."""

from fastapi import APIRouter

from portal.client import Legation
from portal.web.delegates.documents import document_pages
from portal.web.delegates.my_data import my_data_pages
from portal.web.delegates.people import people_pages
from portal.web.delegates.programme import programme_pages
from portal.web.delegates.today import today_pages
from portal.web.desk import Desk
from portal.web.pages import Pages


def trip_pages(desk: Desk, legation: Legation, pages: Pages) -> tuple[APIRouter, ...]:
    return (
        programme_pages(desk, pages),
        today_pages(desk, legation, pages),
        document_pages(desk, legation, pages),
        people_pages(desk, legation, pages),
        my_data_pages(desk, legation, pages),
    )
