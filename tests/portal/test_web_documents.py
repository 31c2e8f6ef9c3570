"""My documents: which are shown to whom, and how one is fetched without the address of the whole page."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import httpx
import pytest

from activities.handovers import Passes
from delegation.document import DocumentKind, DocumentRef
from portal.web.delegates.documents_page import called, disposition, size_said
from portal.web.words import WordBook
from tests.portal import stages
from tests.portal.test_web_programme import words_of
from tests.portal.trips_portal import KATRIN, SLUG, Travelling


@pytest.fixture
def trip() -> Travelling:
    trip = Travelling(stages.published()).speaks("en").at("2017-05-12 12:00")
    legation = trip.legation
    made = (
        stages._document(legation, DocumentKind.BRIEFING_BOOK, "pdf", version=1, participant=KATRIN),
        stages._document(legation, DocumentKind.BRIEFING_BOOK, "pdf", version=2, participant=KATRIN),
        stages._document(legation, DocumentKind.BRIEFING_BOOK, "pdf", version=1, participant="A-02"),
        stages._document(legation, DocumentKind.VISA_INVITATION, "docx", participant=KATRIN),
        stages._document(legation, DocumentKind.PROGRAMME_BOOKLET, "pdf", version=1),
        stages._document(legation, DocumentKind.BADGE_SHEET, "pdf", version=1),
        stages._document(legation, DocumentKind.DAY_SHEET, "pdf", version=1),
        stages._document(legation, DocumentKind.FUNDER_REPORT, "xlsx"),
    )
    legation.state = legation.state.model_copy(update={"documents": made})
    return trip


def links_in(text: str) -> list[str]:
    return re.findall(r'href="(document\?code=[0-9a-f]+)"', text)


async def fetched(client: httpx.AsyncClient, trip: Travelling, link: str) -> httpx.Response:
    """What a click gives, by way of the pass."""
    passed = await client.get(trip.path("") + f"/{link}")
    assert passed.status_code == 303
    address = httpx.URL(f"{client.base_url}{trip.path('documents')}").join(passed.headers["location"])
    return await client.get(address)


async def test_the_last_version_of_what_is_mine_and_what_all_get_and_nothing_else(trip: Travelling):
    text = await trip.text("documents")
    said = words_of(text)
    async with trip.browser() as client:
        contents = {(await fetched(client, trip, link)).content for link in links_in(text)}

    assert contents == {b"briefing-book 2", b"visa-invitation 0", b"programme-booklet 1"}
    assert said.index("Made for you") < said.index("Briefing book") < said.index("For everybody who travels")
    assert "Letter for your visa (DOCX" in said
    assert "11 May 2017" in said


async def test_a_file_is_called_in_the_language_of_the_person(trip: Travelling):
    trip.speaks("de")
    async with trip.browser() as client:
        answer = await fetched(client, trip, links_in(await trip.text("documents"))[0])
    said = answer.headers["content-disposition"]

    assert answer.headers["content-type"] == "application/pdf"
    assert unquote(said.rpartition("''")[2]) == "Briefing-Mappe - EU Cluster Delegation to the USA 2017.pdf"
    assert answer.headers["cache-control"] == "no-store"


async def test_the_address_of_a_file_holds_nothing_of_the_link_and_ends_after_a_minute(trip: Travelling):
    link = links_in(await trip.text("documents"))[0]
    early = datetime.now(UTC) - timedelta(seconds=61)
    key = f"delegations/{SLUG}/documents/briefing-book/a-01-v2.pdf"
    late = Passes(trip.legation.register, lambda: early).mint(key)
    before = dict(trip.legation.store.content)
    async with trip.browser() as client:
        passed = await client.get(trip.path("") + f"/{link}")
        answers = [await client.get(f"/p/{token}") for token in (late, "unknown", late[:-1])]

    assert passed.headers["location"].startswith("../../p/")
    assert trip.path().rpartition("/")[2] not in passed.headers["location"]
    assert {one.status_code for one in answers} == {404}
    assert dict(trip.legation.store.content) == before


async def test_a_pass_opens_for_whoever_holds_it_and_only_that_document(trip: Travelling):
    key = f"delegations/{SLUG}/documents/briefing-book/a-01-v2.pdf"
    minted = Passes(trip.legation.register).mint(key)
    async with trip.browser() as client:
        opened = await client.get(f"/p/{minted}")
        named = await client.get(f"/p/{minted}", params={"name": 'a"b/..\r\nX-Evil: 1.pdf'})

    assert (opened.status_code, opened.content) == (200, b"briefing-book 2")
    assert 'filename="document.pdf"' in opened.headers["content-disposition"]
    assert "x-evil" not in named.headers
    assert '"ab..X-Evil 1.pdf"' in named.headers["content-disposition"]


async def test_of_somebody_else_no_document_can_be_asked_for(trip: Travelling):
    others = links_in(await trip.text("documents", "A-02"))
    async with trip.browser() as client:
        tried = [await client.get(trip.path("") + f"/{link}") for link in (others[0], "document?code=x")]

    assert {one.headers["location"] for one in tried} == {"documents?gone=1"}


async def test_one_that_was_replaced_meanwhile_leads_back_to_what_there_is(trip: Travelling):
    link = links_in(await trip.text("documents"))[0]
    newer = stages._document(trip.legation, DocumentKind.BRIEFING_BOOK, "pdf", version=3, participant=KATRIN)
    state = trip.legation.state
    trip.legation.state = state.model_copy(update={"documents": (*state.documents, newer)})
    async with trip.browser() as client:
        back = await client.get(trip.path("") + f"/{link}")
        page = await client.get(trip.path(back.headers["location"]))

    assert "That document is no longer there" in page.text


def test_a_name_is_one_that_every_disk_takes():
    words = WordBook(stages.FOLDER.parents[1] / "templates" / "portal" / "mine").read_by("fr")
    ref = DocumentRef(
        key="x/certificate/a-01-v0-1.pdf", sha256="", size=1, media_type="", kind=DocumentKind.CERTIFICATE
    )

    assert called(ref, words, "US/EU: 2017?") == "Attestation de participation - US EU 2017.pdf"
    assert "filename*=UTF-8''Z%C3%BCrich.pdf" in disposition("Zürich.pdf")
    assert 'filename="Z_rich.pdf"' in disposition("Zürich.pdf")
    assert (size_said(84_200), size_said(1_230_000), size_said(3)) == ("84 kB", "1.2 MB", "1 kB")
