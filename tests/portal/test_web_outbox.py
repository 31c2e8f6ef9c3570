"""The outbox at the organiser's desk: what waits, how it reads, and what is decided."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.ledger import HoldReason, SendState
from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import EVIL, NAMES, OrganisersDesk

ONE, TWO, THREE = NAMES


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.offered())


async def test_what_waits_is_listed_with_to_whom_for_what_and_why(desk: OrganisersDesk):
    desk.mail(ONE)
    desk.mail(TWO, SendState.SENT, None, purpose="survey")

    page = await desk.get("/outbox")

    assert page.status_code == 200
    assert f'href="/desk/{SLUG}/outbox/{ONE}"' in page.text
    assert "a person looks first" in page.text
    assert TWO not in page.text
    sent = await desk.get("/outbox?state=sent")
    assert TWO in sent.text
    assert ONE not in sent.text


async def test_a_long_list_comes_in_pages_and_as_json(desk: OrganisersDesk):
    for number in range(60):
        desk.mail(f"m{number:025d}")

    first, second = await desk.get("/outbox"), await desk.get("/outbox?page=2")
    found = (await desk.get("/outbox?format=json")).json()

    assert (first.text.count('name="mail"'), second.text.count('name="mail"')) == (50, 10)
    assert (found["count"], len(found["mails"])) == (60, 60)
    assert (await desk.get("/outbox?state=whatever")).status_code == 404
    assert (await desk.get("/outbox?page=99")).text.count('name="mail"') == 10


async def test_a_mail_shows_its_headers_its_text_and_what_is_attached(desk: OrganisersDesk):
    desk.mail(ONE, html="<p>Welcome, <b>all</b>.</p>")

    page = await desk.get(f"/outbox/{ONE}")

    for text in ("Your place", "Jorg &lt;jorg@cluster.example&gt;", "Welcome.", "Liste für Gäste.pdf"):
        assert text in page.text
    assert f'src="/desk/{SLUG}/outbox/{ONE}/html"' in page.text
    kept = await desk.get(f"/outbox/{ONE}/attached/1")
    assert kept.content == b"%PDF-1.7"
    assert kept.headers["content-disposition"] == 'attachment; filename="Liste-f-r-G-ste.pdf"'
    assert (await desk.get(f"/outbox/{ONE}/attached/2")).status_code == 404


async def test_the_html_of_a_mail_can_run_no_script_and_reach_no_other_host(desk: OrganisersDesk):
    desk.mail(ONE, html=EVIL)

    page, framed = await desk.get(f"/outbox/{ONE}"), await desk.get(f"/outbox/{ONE}/html")

    assert EVIL in framed.text
    assert EVIL not in page.text
    assert '<iframe class="letter" sandbox ' in page.text
    policy = framed.headers["content-security-policy"].split(";")
    parts = [rule.split() for rule in policy]
    rules = {name: rest for name, *rest in parts}
    assert rules == {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": [],
    }
    assert framed.headers["referrer-policy"] == "no-referrer"
    assert framed.headers["cache-control"] == "no-store"
    attached = await desk.get(f"/outbox/{ONE}/attached/1")
    assert "sandbox" in attached.headers["content-security-policy"]
    assert attached.headers["content-type"] == "application/octet-stream"


async def test_a_mail_that_can_be_called_back_says_until_when(desk: OrganisersDesk):
    leaves = datetime.now(UTC) + timedelta(minutes=10)
    desk.mail(ONE, reason=HoldReason.UNDO, leaves_at=leaves)

    page = await desk.get(f"/outbox/{ONE}")

    assert f'datetime="{leaves.isoformat()}" data-countdown="leaves in"' in page.text
    assert "can still be called back" in page.text


async def test_releasing_a_held_mail_has_it_sent(desk: OrganisersDesk):
    desk.mail(ONE)

    done = await desk.post(f"/outbox/{ONE}", verdict="release", state="held")

    assert (done.status_code, done.headers["location"]) == (303, f"/desk/{SLUG}/outbox/{ONE}?done=release")
    assert desk.legation.writes == ["wake_dispatch"]
    assert "released: it leaves within a minute" in (await desk.get(f"/outbox/{ONE}?done=release")).text


async def test_what_cannot_be_taken_back_is_asked_twice(desk: OrganisersDesk):
    desk.mail(ONE)

    asked = await desk.post(f"/outbox/{ONE}", verdict="drop", state="held")
    assert asked.headers["location"] == f"/desk/{SLUG}/outbox/{ONE}?ask=drop#sure"
    assert desk.legation.writes == []
    page = await desk.get(f"/outbox/{ONE}?ask=drop")
    assert "this cannot be taken back" in page.text
    assert "sure" in page.text

    await desk.post(f"/outbox/{ONE}", verdict="drop", state="held", sure="yes")
    assert desk.legation.writes == ["wake_dispatch"]
    assert (await desk.get("/outbox?format=json")).json()["mails"] == []


async def test_a_second_click_or_a_page_of_yesterday_does_nothing_and_says_so(desk: OrganisersDesk):
    desk.mail(ONE)
    await desk.post(f"/outbox/{ONE}", verdict="release", state="held")

    again = await desk.post(f"/outbox/{ONE}", verdict="release", state="held")

    assert again.status_code == 409
    assert "In the meantime this mail is released; nothing was done." in again.text
    assert desk.legation.writes == ["wake_dispatch"]


async def test_of_an_unknown_mail_one_may_say_that_it_arrived_or_send_it_again(desk: OrganisersDesk):
    desk.mail(ONE, SendState.UNKNOWN, None)
    desk.mail(TWO, SendState.UNKNOWN, None, owner="A-02")

    page = await desk.get(f"/outbox/{ONE}")
    assert ("It arrived" in page.text, "Send it again" in page.text, "Let it leave" in page.text) == (
        True,
        True,
        False,
    )
    await desk.post(f"/outbox/{ONE}", verdict="mark-delivered", state="unknown")
    asked = await desk.post(f"/outbox/{TWO}", verdict="send-again", state="unknown")
    assert asked.headers["location"].endswith("?ask=send-again#sure")

    states = {row["send_id"]: row["state"] for row in (await desk.get("/outbox?format=json")).json()["mails"]}
    assert states[TWO] == "unknown"
    assert (await desk.get("/outbox?state=sent&format=json")).json()["mails"][0]["send_id"] == ONE


async def test_several_are_shown_once_more_before_they_leave(desk: OrganisersDesk):
    desk.mail(ONE)
    desk.mail(TWO, owner="A-02")
    desk.mail(THREE, SendState.UNKNOWN, None, owner="A-03")
    chosen = {"mail": [ONE, TWO, THREE], "verdict": "release"}

    tried = await desk.post("/outbox", **chosen)
    assert "Release 2 mails?" in tried.text
    assert "1 of those you ticked" in tried.text
    assert desk.legation.writes == []

    done = await desk.post("/outbox", **chosen, sure="yes")
    assert done.headers["location"] == f"/desk/{SLUG}/outbox?done=release&count=2&late=1"
    assert "2 mails are released" in (await desk.get("/outbox?done=release&count=2&late=1")).text


async def test_to_choose_nothing_is_said_and_does_nothing(desk: OrganisersDesk):
    desk.mail(ONE)

    answer = await desk.post("/outbox", verdict="release")

    assert answer.status_code == 422
    assert "No mail is chosen" in answer.text
    assert (await desk.post("/outbox", verdict="explode")).status_code == 400


async def test_the_outbox_is_for_who_is_signed_in_and_may_see_the_delegation(desk: OrganisersDesk):
    desk.mail(ONE)
    paths = ("", f"/{ONE}", f"/{ONE}/html", f"/{ONE}/attached/1")
    async with desk.browser(signed_in=False) as browser:
        for path in paths:
            answer = await browser.get(f"/desk/{SLUG}/outbox{path}")
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in?next=")
        assert (await browser.post(f"/desk/{SLUG}/outbox/{ONE}", data={"verdict": "drop"})).status_code == 401

    elsewhere = OrganisersDesk(stages.offered(), delegations=("japan-2018",))
    elsewhere.mail(ONE)
    assert {(await elsewhere.get(f"/outbox{path}")).status_code for path in paths} == {404}
    assert (await elsewhere.post(f"/outbox/{ONE}", verdict="drop", sure="yes")).status_code == 404
    assert elsewhere.legation.writes == []


async def test_another_sites_form_is_refused(desk: OrganisersDesk):
    desk.mail(ONE)
    async with desk.browser() as browser:
        answer = await browser.post(
            f"/desk/{SLUG}/outbox/{ONE}",
            data={"verdict": "release"},
            headers={"Sec-Fetch-Site": "cross-site"},
        )

    assert answer.status_code == 403
    assert desk.legation.writes == []
