"""Hosts at the organiser's desk: where each stands, answering for one, withdrawing one."""

import pytest

from delegation.host_letters import news_of_asking, news_of_requests
from delegation.hosting import HostSource
from delegation.meeting import Wish
from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import OrganisersDesk

HOST = "gulf-energy"


@pytest.fixture
def desk() -> OrganisersDesk:
    """One host of the published programme was asked, and has not answered."""
    desk = OrganisersDesk(stages.published())
    legation, (file, _) = desk.legation, stages.example()
    host, rules, hosting = file.host(HOST), file.meetings, file.hosting
    assert host is not None
    assert rules is not None
    assert hosting is not None
    legation.now = hosting.asked_at
    names = {"A-05": "Bioenergia dla Regionu", "A-15": "Norte Energía"}
    wishes = {name: legation.state.wishes[name] for name in names}
    asking = news_of_asking(host, file, hosting.asked_at)
    requests = news_of_requests(host, file, wishes, names, rules.wishes_close_at)
    legation.receptions.ask(HOST, *(one for one in (asking, requests) if one))
    return desk


async def test_hosts_are_listed_with_what_they_have_still_to_answer(desk: OrganisersDesk):
    page = await desk.get("/hosts")
    found = (await desk.get("/hosts?format=json")).json()["hosts"]

    assert "1 host still has to answer." in page.text
    assert page.text.count("not asked") >= 1
    assert {one["host"]: one["state"] for one in found}[HOST] == "asked"


async def test_what_a_host_says_by_phone_is_recorded_and_the_rest_stays(desk: OrganisersDesk):
    page = await desk.get(f"/hosts/{HOST}")
    assert "Norte Energía" in page.text

    done = await desk.post(
        f"/hosts/{HOST}/answer", **{"confirmed": "yes", "at_most": "4", "wish-A-15": "must", "wish-A-05": ""}
    )

    assert done.headers["location"] == f"/desk/{SLUG}/hosts/{HOST}?done=answered"
    [said] = desk.legation.receptions.heard
    assert (said.confirmed, said.at_most, said.unavailable, said.source) == (
        True,
        4,
        None,
        HostSource.ORGANISER,
    )
    assert [(one.participant, one.wish) for one in said.wishes] == [("A-15", Wish.MUST)]


async def test_saying_nothing_or_nonsense_is_refused_in_words_and_kept(desk: OrganisersDesk):
    nothing = await desk.post(f"/hosts/{HOST}/answer", at_most="")
    nonsense = await desk.post(f"/hosts/{HOST}/answer", at_most="a few")

    assert (nothing.status_code, nonsense.status_code) == (422, 422)
    assert "Say what the host answered" in nothing.text
    assert "is no whole number" in nonsense.text
    assert 'value="a few"' in nonsense.text
    assert desk.legation.receptions.heard == []


async def test_a_host_is_withdrawn_only_after_what_it_frees_was_seen(desk: OrganisersDesk):
    tried = await desk.post(f"/hosts/{HOST}/withdraw", reason="Laboratory closed")
    assert "Withdraw this host?" in tried.text
    assert (await desk.post(f"/hosts/{HOST}/withdraw", reason="")).status_code == 422
    assert desk.legation.receptions.heard == []

    done = await desk.post(f"/hosts/{HOST}/withdraw", reason="Laboratory closed", sure="yes")
    assert done.status_code == 303
    assert [one.reason for one in desk.legation.receptions.heard] == ["Laboratory closed"]
    page = (await desk.get(f"/hosts/{HOST}")).text
    assert "withdrawn" in page
    assert "It phoned or wrote" not in page


async def test_a_host_that_was_not_asked_cannot_be_answered_for(desk: OrganisersDesk):
    assert "was not asked yet" in (await desk.get("/hosts/penn-state")).text
    answer = await desk.post("/hosts/penn-state/answer", confirmed="yes")
    assert answer.status_code == 409
    assert (await desk.get("/hosts/nobody")).status_code == 404
