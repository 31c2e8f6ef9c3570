"""Forms of the desk while the engine is away: what was typed comes back, and is sent once more."""

import html
import re
from collections.abc import Callable

import pytest

from portal.errors import EngineAway
from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import NAMES, OrganisersDesk

TRAIN = {
    "what": "move-item",
    "item": "train-washington",
    "starts": "2017-05-15T18:45",
    "reason": "Jörg’s 🚆 is late",
}
FORMS: dict[str, dict[str, object]] = {
    "/outbox": {"mail": [NAMES[0], NAMES[1]], "verdict": "release", "sure": "yes"},
    f"/outbox/{NAMES[0]}": {"verdict": "drop", "state": "held", "sure": "yes"},
    "/change": TRAIN,
    "/people/A-01/release": {"reason": "Broke a leg", "sure": "yes"},
    "/people/A-01/answer": {"answer": "accepted", "sure": "yes"},
    "/hosts/mit-host/answer": {"at_most": "4"},
    "/hosts/mit-host/withdraw": {"reason": "Closed", "sure": "yes"},
    "/attendance": {"item": "briefing", "who-A-01": "came"},
}


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.published())


def away(desk: OrganisersDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def file(_: str) -> Callable[[], None]:
        raise EngineAway("The engine does not answer just now.")

    monkeypatch.setattr(desk.legation, "file", file)


@pytest.mark.parametrize("path", FORMS)
async def test_the_form_comes_back_whole_and_nothing_is_done(
    desk: OrganisersDesk, monkeypatch: pytest.MonkeyPatch, path: str
):
    away(desk, monkeypatch)

    answer = await desk.post(path, **FORMS[path])

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert "Send it once more" in answer.text
    kept = [
        (name, html.unescape(value))
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', answer.text)
    ]
    sent = [
        (name, one)
        for name, value in FORMS[path].items()
        for one in (value if isinstance(value, list) else [value])
    ]
    assert kept == sent
    assert desk.legation.writes == []


async def test_documents_that_take_longer_than_a_page_waits_are_said_to_be_on_their_way(
    desk: OrganisersDesk, monkeypatch: pytest.MonkeyPatch
):
    async def slow(*_: object) -> None:
        raise EngineAway("The engine does not answer just now.")

    monkeypatch.setattr(desk.legation, "make_documents", slow)
    answer = await desk.post("/documents", kind="guest-list")

    assert answer.headers["location"] == f"/desk/{SLUG}/documents?kind=guest-list&made=soon"
    assert "They are being made" in (await desk.get("/documents?kind=guest-list&made=soon")).text
