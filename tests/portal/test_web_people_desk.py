"""People at the organiser's desk: finding somebody, and why they got the mails they got."""

import io
import re
import zipfile

import pytest

from activities.keys import ledger_key, outbox_key
from activities.ledger import LedgerEntry, SendState
from activities.mail import invite_send_id
from activities.offer_records import OfferAnswerRecord, keep_offer_answer
from delegation.change import CancelItem, Change
from delegation.ids import send_id
from delegation.invite import Method
from delegation.offer import OfferOutcome, OfferSource
from delegation.person import Person
from portal.web.organising.people_page import MOST
from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import EVIL, NAMES, SINCE, OrganisersDesk


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.offered())


@pytest.fixture
def published() -> OrganisersDesk:
    return OrganisersDesk(stages.invited("A-01"))


def selected(desk: OrganisersDesk) -> str:
    return desk.legation.state.offers[0].participant


async def test_somebody_is_found_by_name_and_no_name_stands_in_an_address(desk: OrganisersDesk):
    who = selected(desk)
    desk.legation.register.keep(
        SLUG, Person(id=who, name="Zoë Ångström", email="zoe@x.example", zone="Europe/Paris")
    )

    found = await desk.post("/people", wanted="zoë ang")
    found = await desk.post("/people", wanted="zoë ång")

    assert found.status_code == 200
    assert re.findall(rf'href="/desk/{SLUG}/people/([^"]+)"', found.text) == [who]
    assert 'method="post"' in found.text
    assert "Nobody fits" in (await desk.post("/people", wanted=EVIL)).text
    assert EVIL not in (await desk.post("/people", wanted=EVIL)).text


async def test_of_thousands_only_those_on_the_page_are_looked_up(
    desk: OrganisersDesk, monkeypatch: pytest.MonkeyPatch
):
    """Each look-up is a request to the store; the names of whoever is not shown are not needed."""
    state, register, looked_up = desk.legation.state, desk.legation.register, []
    many = tuple(state.applied[0].model_copy(update={"participant": f"Z-{number}"}) for number in range(300))
    desk.legation.state = state.model_copy(update={"applied": (*state.applied, *many)})
    person = register.person
    monkeypatch.setattr(register, "person", lambda slug, who: looked_up.append(who) or person(slug, who))

    assert (await desk.get("/people")).status_code == 200
    assert len(looked_up) <= MOST < 300
    assert "Nobody fits" in (await desk.post("/people", wanted="not here")).text
    assert {one.participant for one in many} <= {*looked_up}


async def test_the_timeline_says_why_each_mail_was_sent_in_order_with_times_and_zone(
    published: OrganisersDesk,
):
    legation = published.legation
    item = next(one for one in legation.state.plan.itinerary.of("A-01") if one.kind == "session")
    change = Change(
        id="no-room", change=CancelItem(item=item.id), author="Office", reason="The room is flooded"
    )
    record = await legation.change(SLUG, change)
    letter = send_id(SLUG, "A-01", "itinerary-changed", record.version)
    written = legation.tempo.real_origin
    for name, purpose in ((letter, "itinerary-changed"), (NAMES[0], "offer")):
        entry = LedgerEntry(state=SendState.SENT, nonce="a", deadline=written, sent_at=written)
        legation.store.create(ledger_key(SLUG, "A-01", name), entry.content(), "application/json")
        content = f"Subject: About {purpose}\r\nX-Delegation-Purpose: {purpose}\r\n\r\nHello\r\n"
        legation.store.create(outbox_key(SLUG, "A-01", name), content.encode(), "message/rfc822")

    page = (await published.get("/people/A-01")).text

    assert "What happened, and why" in page
    assert f'href="/desk/{SLUG}/outbox/{letter}"' in page
    assert "Because the programme changed for them, by the change" in page
    assert "of Office: “The room is flooded”" in page
    assert "Because the selection offers them a place." in page
    assert re.search(r"\d\d:\d\d \(CES?T, UTC\+[12]\)", page)
    moments = (await published.get("/people/A-01?format=json")).json()["moments"]
    assert [one["at"] for one in moments] == sorted(one["at"] for one in moments)
    assert moments[0]["what"] == "applied"


async def test_an_invite_is_explained_by_its_item_and_sequence(published: OrganisersDesk):
    moments = (await published.get("/people/A-01?format=json")).json()["moments"]

    book = published.legation.book("A-01")
    assert book is not None
    first = next(one for one in book.invites if one.mailed)
    name = invite_send_id(SLUG, "A-01", first.item.id, Method.REQUEST, 0)
    mail = next(one for one in moments if one["send_id"] == name)
    assert mail["cause"][3:] == [first.item.title, 0, "REQUEST"]


async def test_what_people_wrote_is_shown_as_text(desk: OrganisersDesk):
    who = selected(desk)
    said = OfferAnswerRecord(source=OfferSource.MAIL, received_at=SINCE, words=EVIL, way="imap")
    keep_offer_answer(desk.store, SLUG, who, said)

    page = (await desk.get(f"/people/{who}")).text

    assert "neither yes nor no" in page
    assert EVIL not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_an_offer_is_answered_for_somebody_once_it_is_sure(desk: OrganisersDesk):
    who = selected(desk)
    assert "Answer the offer for them" in (await desk.get(f"/people/{who}")).text

    unsure = await desk.post(f"/people/{who}/answer", answer="accepted")
    assert unsure.status_code == 422
    assert desk.legation.writes == []

    done = await desk.post(f"/people/{who}/answer", answer="accepted", sure="yes")
    assert done.headers["location"] == f"/desk/{SLUG}/people/{who}?done=accepted"
    assert desk.legation.journeys[who].outcome is OfferOutcome.CONFIRMED
    again = await desk.post(f"/people/{who}/answer", answer="declined", sure="yes")
    assert again.status_code == 409
    assert "Nothing was done" in again.text


async def test_a_place_is_released_only_after_its_effects_were_seen(published: OrganisersDesk):
    who = published.legation.state.delegates[0]

    tried = await published.post(f"/people/{who}/release", reason="Broke a leg")
    assert "Release this place?" in tried.text
    assert "delegate-left" in tried.text
    assert published.legation.writes == []
    assert (await published.post(f"/people/{who}/release", reason="")).status_code == 422

    done = await published.post(f"/people/{who}/release", reason="Broke a leg", sure="yes")
    assert done.status_code == 303
    assert who not in published.legation.state.delegates


async def test_a_refused_release_says_why_and_keeps_what_was_typed(published: OrganisersDesk):
    who = published.legation.state.delegates[0]

    answer = await published.post(
        f"/people/{who}/release", reason="Broke a leg", substitute="Z-99", sure="yes"
    )

    assert answer.status_code == 409
    assert 'value="Broke a leg"' in answer.text
    assert 'value="Z-99"' in answer.text


async def test_whoever_is_not_there_is_not_found(desk: OrganisersDesk):
    assert (await desk.get("/people/Z-99")).status_code == 404
    assert (await desk.post("/people/Z-99/answer", answer="accepted", sure="yes")).status_code == 404


async def test_everything_known_of_somebody_comes_as_one_archive_and_only_when_asked_for(
    published: OrganisersDesk,
):
    answer = await published.post("/people/A-01/export")

    assert answer.headers["content-disposition"] == f'attachment; filename="{SLUG}-a-01.zip"'
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert {"index.html", "manifest.json", "application/status.json"} <= set(names)
    assert (await published.get("/people/A-01/export")).status_code == 405
    assert (await published.post("/people/Z-99/export")).status_code == 404


async def test_a_substitute_is_found_like_everybody_else_and_named_where_delegates_are(
    published: OrganisersDesk,
):
    legation = published.legation
    [leaving, *staying] = legation.state.delegates
    known = next(one for one in legation.state.applied if one.participant == leaving)
    legation.state = legation.state.model_copy(
        update={
            "substitutes": (known.model_copy(update={"participant": "A-99"}),),
            "delegates": (*staying, "A-99"),
        }
    )
    legation.journeys["A-99"] = legation.journeys[leaving]
    legation.register.keep(SLUG, Person(id="A-99", name="Amaia Sub", email="a@x.example", zone="UTC"))
    pages = [await published.get(page) for page in ("/people", "/people/A-99", "/applications/A-99")]
    attendance = await published.get("/attendance")

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "A-99" in pages[0].text
    assert known.facts.organisation in pages[1].text
    assert known.facts.organisation in attendance.text[attendance.text.index("Amaia Sub") :][:200]
