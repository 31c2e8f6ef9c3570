"""The selection at the organiser's desk: what a change would lead to, and a decision taken in two steps."""

import re

import pytest

from tests.portal import stages
from tests.portal.organisers_portal import Organisers
from tests.portal.panel_portal import panel_meets

SLUG = stages.SLUG
PAGE = f"/desk/{SLUG}/selection"


@pytest.fixture
def at_panel() -> Organisers:
    return Organisers(panel_meets())


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{16})"', page)
    assert found is not None
    return found[1]


async def test_a_change_typed_into_the_form_shows_who_moves_in_and_what_it_costs(
    at_panel: Organisers,
) -> None:
    async with at_panel.browser(SLUG) as client:
        page = await client.get(PAGE, params={"places": "20"})

    assert page.status_code == 200
    assert "<h3>20 places</h3>" in page.text
    assert '<span class="change-in">1 comes in</span>' in page.text
    assert "It gains" in page.text
    assert at_panel.legation.writes == []


async def test_a_wish_no_group_can_keep_is_said_with_the_smallest_way_out(at_panel: Organisers) -> None:
    async with at_panel.browser(SLUG) as client:
        page = await client.get(PAGE, params={"limit-countries": "30"})

    assert page.status_code == 200
    assert "No group keeps" in page.text
    assert "The smallest way out" in page.text
    assert "Keep this change" not in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"places": "many"}, "Places: &#39;many&#39; is not a whole number."),
        ({"places": "0"}, "Places: there must be one at least."),
        ({"threshold": "7"}, "is not a number from 0 to 5, as 3.5."),
        ({"take": "A-99"}, "A-99 was not evaluated."),
        ({"leave": "everybody"}, "EVERYBODY is no id; ids look like A-17."),
        ({"take": "A-05", "leave": "A-05"}, "A-05: both taken and left; say one of them."),
    ],
)
async def test_what_cannot_be_tried_is_said_beside_its_field_with_the_input_kept(
    at_panel: Organisers, typed: dict[str, str], said: str
) -> None:
    async with at_panel.browser(SLUG) as client:
        page = await client.get(PAGE, params=typed)

    assert page.status_code == 422
    assert said in page.text
    assert all(f'value="{value}"' in page.text or value.upper() in page.text for value in typed.values())
    assert 'role="alert"' in page.text


async def test_weights_that_do_not_add_up_are_refused_at_their_fields(at_panel: Organisers) -> None:
    criterion = at_panel.legation.state.evaluated and panel_meets()._file.evaluation_rules.criteria[0]
    async with at_panel.browser(SLUG) as client:
        page = await client.get(PAGE, params={f"weight-{criterion.id}": "99"})

    assert page.status_code == 422
    assert "not to 100; change another one as well." in page.text


async def test_a_change_is_kept_with_the_name_of_who_keeps_it_and_a_reason(at_panel: Organisers) -> None:
    async with at_panel.browser(SLUG) as client:
        asked = await client.get(f"{PAGE}/adjust", params={"places": "20"})
        without = await client.post(f"{PAGE}/adjust", data={"places": "20", "seen": seen_in(asked.text)})
        form = {"places": "20", "seen": seen_in(asked.text), "reason": "A bed more"}
        kept = await client.post(f"{PAGE}/adjust", data=form)
        again = await client.post(f"{PAGE}/adjust", data=form)

    assert without.status_code == 422
    assert "Say in a few words why" in without.text
    assert 'name="places" value="20"' in without.text
    assert (kept.status_code, kept.headers["location"]) == (303, f"{PAGE}?done=adjust")
    assert again.status_code == 303
    (one,) = at_panel.legation.state.adjustments
    assert (one.author, one.reason, one.adjustment.places) == ("Hanna Vermeulen", "A bed more", 20)


async def test_a_decision_for_another_reason_from_a_second_window_is_not_passed_over_in_silence(
    at_panel: Organisers,
) -> None:
    async with at_panel.browser(SLUG) as client:
        seen = seen_in((await client.get(f"{PAGE}/decide")).text)
        first, second = [
            await client.post(f"{PAGE}/decide", data={"seen": seen, "reason": reason})
            for reason in ("As agreed", "Two members dissent")
        ]

    assert (first.status_code, second.status_code) == (303, 409)
    assert "The selection was decided by Hanna Vermeulen already." in second.text
    assert "Two members dissent" in second.text
    assert at_panel.legation.writes == ["decide"]


async def test_deciding_and_publishing_take_two_steps_each_and_a_second_click_does_nothing(
    at_panel: Organisers,
) -> None:
    async with at_panel.browser(SLUG) as client:
        for deed in ("decide", "publish"):
            asked = await client.get(f"{PAGE}/{deed}")
            assert "19" in asked.text
            form = {"seen": seen_in(asked.text), "reason": "As agreed"}
            answers = [await client.post(f"{PAGE}/{deed}", data=form) for _ in range(2)]
            assert [one.status_code for one in answers] == [303, 303]
        page = await client.get(f"{PAGE}?done=publish")
        record = await client.get(f"{PAGE}?format=record")

    assert at_panel.legation.writes == ["decide", "publish"]
    decision = at_panel.legation.state.decision
    assert decision is not None
    assert (decision.author, decision.note) == ("Hanna Vermeulen", "As agreed")
    assert "The selection is published." in page.text
    assert "What if?" not in page.text
    assert record.json()["record"]["delegation"] == SLUG


async def test_nobody_decides_on_another_group_than_the_one_that_was_looked_at(at_panel: Organisers) -> None:
    async with at_panel.browser(SLUG) as client:
        first = seen_in((await client.get(f"{PAGE}/decide")).text)
        asked = await client.get(f"{PAGE}/adjust", params={"places": "20"})
        await client.post(
            f"{PAGE}/adjust", data={"places": "20", "seen": seen_in(asked.text), "reason": "A bed more"}
        )
        late = await client.post(f"{PAGE}/decide", data={"seen": first})

    assert late.status_code == 409
    assert "The selection has changed since you looked at it." in late.text
    assert at_panel.legation.state.decision is None


async def test_before_the_panel_the_page_says_when_the_selection_is_solved() -> None:
    async with Organisers(stages.call_open()).browser(SLUG) as client:
        page = await client.get(PAGE)

    assert page.status_code == 200
    assert "The selection is solved when the panel meets, on Mon 6 Mar 2017" in page.text


async def test_the_selection_of_others_cannot_be_seen_or_decided(at_panel: Organisers) -> None:
    async with at_panel.browser("japan-2018") as client:
        answers = [await client.get(PAGE), await client.post(f"{PAGE}/decide", data={"seen": "x"})]
    async with at_panel.browser(SLUG) as client:
        foreign = await client.post(
            f"{PAGE}/decide", data={"seen": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert [one.status_code for one in answers] == [404, 404]
    assert foreign.status_code == 403
    assert at_panel.legation.writes == []
