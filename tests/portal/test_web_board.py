"""The board of delegations, and the overview of one, as an organiser opens them."""

import re
from datetime import timedelta

import pytest

from delegation.file import Phase
from delegation.status import Counts, DelegationStatus, PhaseTime
from portal.errors import EngineAway
from portal.web.organising.board_balance import counted_in
from portal.web.organising.phase_shown import phases_picture
from portal.work_waiting import WorkWaiting
from tests.portal import stages
from tests.portal.organisers_portal import UI, Organisers
from tests.portal.panel_portal import panel_meets

SLUG = stages.SLUG


@pytest.fixture
def at_panel() -> Organisers:
    return Organisers(panel_meets())


async def test_the_board_begins_with_what_waits_for_a_decision(at_panel: Organisers) -> None:
    async with at_panel.browser() as client:
        page = await client.get("/desk")

    assert page.status_code == 200
    assert "Waiting for you" in page.text
    assert "The panel has to decide on the selection." in page.text
    assert f'href="/desk/{SLUG}/selection"' in page.text


async def test_the_overview_says_what_to_decide_before_anything_else(at_panel: Organisers) -> None:
    async with at_panel.browser(SLUG) as client:
        page = await client.get(f"/desk/{SLUG}")

    assert page.status_code == 200
    assert page.text.index("What needs a decision now") < page.text.index("What happens next")
    assert f"{UI}/workflows/delegation%2F{SLUG}" in page.text


async def test_a_delegation_of_others_is_not_there_and_who_is_not_signed_in_is_sent_to_the_door(
    at_panel: Organisers,
) -> None:
    for path in (f"/desk/{SLUG}", f"/desk/{SLUG}/live"):
        async with at_panel.browser("japan-2018") as client:
            assert (await client.get(path)).status_code == 404
        async with at_panel.browser(stranger=True) as client:
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["location"][:9]) == (303, "/sign-in?")


async def test_a_board_shows_only_the_delegations_of_the_account(at_panel: Organisers) -> None:
    async with at_panel.browser("japan-2018") as client:
        page = await client.get("/desk")

    assert SLUG not in page.text
    assert "There is no delegation here yet." in page.text


async def test_the_board_and_the_overview_are_also_json(at_panel: Organisers) -> None:
    async with at_panel.browser() as client:
        board = (await client.get("/desk?format=json")).json()
        one = (await client.get(f"/desk/{SLUG}?format=json")).json()

    assert [card["slug"] for card in board["cards"]] == [SLUG]
    assert one["phase"] == "selection"
    assert one["counts"]["received"] == 34
    assert one["waits_for"] == []


async def test_a_delegation_that_does_not_answer_stands_on_the_board_and_says_so(
    at_panel: Organisers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: str) -> None:
        raise EngineAway("The engine does not answer just now.")

    monkeypatch.setattr(at_panel.legation, "status", away)
    async with at_panel.browser(SLUG) as client:
        page = await client.get("/desk")

    assert page.status_code == 200
    assert "It does not answer just now; nothing is lost." in page.text


async def test_work_that_waits_for_something_away_is_said_with_how_often_it_was_tried(
    at_panel: Organisers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = WorkWaiting(
        workflow=f"delegation/{SLUG}",
        work="send_letters",
        attempts=4,
        since=None,
        next_try=None,
        reason="ConnectionRefusedError",
    )

    async def waiting(_: str) -> tuple[WorkWaiting, ...]:
        return (stuck,)

    monkeypatch.setattr(at_panel.legation, "work_waiting", waiting)
    async with at_panel.browser(SLUG) as client:
        page = await client.get(f"/desk/{SLUG}")

    assert "waits for letters to leave: tried 4 times (ConnectionRefusedError)" in page.text


async def test_every_picture_has_a_title_a_description_and_a_table_with_the_same_figures(
    at_panel: Organisers,
) -> None:
    async with at_panel.browser(SLUG) as client:
        page = (await client.get(f"/desk/{SLUG}")).text

    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) >= 4
    assert all("<title id=" in one and "<desc id=" in one for one in pictures)
    assert '<tr><th scope="row">Received</th><td>34</td></tr>' in page
    assert '<tr><th scope="row">Call</th><td>16 Jan 2017 – 31 Mar 2017</td><td>–</td></tr>' in page
    assert "style=" not in page


def test_the_time_line_shows_a_phase_as_planned_and_as_it_came_with_a_line_for_today() -> None:
    file, _ = stages.example()
    began = file.call.opens_at + timedelta(days=2)
    times = [PhaseTime(phase=Phase.CALL, began_at=began)]
    status = DelegationStatus(
        delegation=SLUG, title="", phase=Phase.CALL, now=began + timedelta(days=10), counts=Counts()
    )
    picture = phases_picture(file, times, status)
    assert picture is not None
    call = picture.rows[0]
    planned, actual = call.stripes

    assert (planned.kind, actual.kind) == ("planned", "now")
    assert planned.x < actual.x < picture.line
    assert actual.x + actual.width == pytest.approx(picture.line, abs=0.01)
    assert call.said == "since 18 Jan 2017"


@pytest.mark.parametrize(
    ("detail", "figures"),
    [
        ("DE 3, FR 2 (at most 3)", [("DE", 3, "done"), ("FR", 2, "done")]),
        ("Trade, crafts 4, bio 1 (at most 3)", [("Trade, crafts", 4, "missed"), ("bio", 1, "done")]),
        ("bio 1 (at least 2); costs 5.00 points", [("bio", 1, "missed")]),
        ("11 different (at least 8)", []),
        ("none (at most 3)", []),
        ("5 (at least 4)", []),
        ("9 of 19 (at least 50 %)", []),
    ],
)
def test_figures_of_a_rule_become_bars_where_it_counts_per_value(
    detail: str, figures: list[tuple[str, int, str]]
) -> None:
    assert [(one.label, one.value, one.kind) for one in counted_in(detail)] == figures


def test_the_sentences_of_real_rules_are_read_as_they_are_written() -> None:
    selection = panel_meets().state.selection
    assert selection is not None
    read = {one.rule: {c.label: c.value for c in counted_in(one.detail)} for one in selection.rules}

    assert read["per-country"]["FR"] == 3
    assert sum(read["per-country"].values()) == 19
