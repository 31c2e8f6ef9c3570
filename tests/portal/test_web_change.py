"""A change at the organiser's desk: composed, looked at, carried out once, read afterwards."""

import html
import re

import pytest

from portal.web.organising.change_form import FORMS
from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import EVIL, OrganisersDesk

TRAIN = {
    "what": "move-item",
    "item": "train-washington",
    "starts": "2017-05-15T18:45",
    "reason": "The train is late",
}


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.published())


def token_in(text: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', text)
    assert found, text
    return html.unescape(found[1])


async def test_every_kind_of_change_has_a_form(desk: OrganisersDesk):
    start = await desk.get("/change")
    assert [f"?what={kind}" in start.text for kind in FORMS] == [True] * len(FORMS)
    for kind in FORMS:
        page = await desk.get(f"/change?what={kind}")
        assert page.status_code == 200, kind
        for asked in FORMS[kind]:
            assert f'name="{asked.name}"' in page.text or f'id="{asked.name}"' in page.text, (kind, asked)
    assert (await desk.get("/change?what=explode")).status_code == 404


async def test_looking_shows_who_is_told_what_and_which_invite_leaves_and_does_nothing(desk: OrganisersDesk):
    page = await desk.post("/change", **TRAIN)

    assert page.status_code == 200
    assert "19 delegates and 0 hosts" in page.text
    assert "Carry it out" in page.text
    assert re.search(r'update <span class="hint">SEQUENCE 1</span>', page.text)
    assert 'value="The train is late"' in page.text
    assert desk.legation.writes == []


async def test_what_was_seen_is_carried_out_once_however_often_it_is_pressed(desk: OrganisersDesk):
    token = token_in((await desk.post("/change", **TRAIN)).text)

    first = await desk.post("/change", **TRAIN, token=token)
    again = await desk.post("/change", **TRAIN, token=token)

    assert first.headers["location"] == f"/desk/{SLUG}/change/move-item-train-washington-1?made=yes"
    assert again.headers["location"] == f"/desk/{SLUG}/change/move-item-train-washington-1"
    assert desk.legation.writes == ["change"]
    record = desk.legation.state.changes[0].change
    assert (record.author, record.reason, record.urgency) == ("Anna Weber", "The train is late", "normal")
    moved = desk.legation.state.plan.itinerary.item("train-washington")
    before = next(one for one in desk.legation._file.itinerary if one.id == "train-washington")
    assert moved.ends - moved.starts == before.ends - before.starts
    page = await desk.get("/change/move-item-train-washington-1?made=yes")
    assert "The change is made: the programme is version 2." in page.text


async def test_a_stale_look_is_refused_in_words_and_shown_anew(desk: OrganisersDesk):
    token = token_in((await desk.post("/change", **TRAIN)).text)
    other = {"what": "cancel-item", "item": "visit-singh", "reason": "Fire alarm"}
    await desk.post("/change", **other, token=token_in((await desk.post("/change", **other)).text))

    answer = await desk.post("/change", **TRAIN, token=token)

    assert answer.status_code == 409
    assert "is not what you looked at any more, so nothing was done" in answer.text
    assert 'value="2017-05-15T18:45"' in answer.text
    assert len(desk.legation.state.changes) == 1
    done = await desk.post("/change", **TRAIN, token=token_in(answer.text))
    assert done.status_code == 303
    assert len(desk.legation.state.changes) == 2


async def test_what_was_typed_differently_after_the_look_is_not_carried_out(desk: OrganisersDesk):
    token = token_in((await desk.post("/change", **TRAIN)).text)

    answer = await desk.post("/change", **{**TRAIN, "starts": "2017-05-15T20:45"}, token=token)

    assert answer.status_code == 409
    assert desk.legation.writes == []


async def test_mistakes_are_named_with_links_to_their_fields_and_nothing_typed_is_lost(desk: OrganisersDesk):
    answer = await desk.post("/change", what="move-item", item="", starts="", reason=EVIL)

    assert answer.status_code == 422
    assert '<a href="#item">Choose the item it is about.</a>' in answer.text
    assert '<a href="#starts">Give the date and time' in answer.text
    assert EVIL not in answer.text
    assert html.escape(EVIL, quote=False)[:20] in answer.text
    assert (
        await desk.post("/change", what="move-item", item="train-washington", starts="soon", reason="Late")
    ).status_code == 422


async def test_a_reason_with_characters_that_cannot_be_shown_is_refused_in_words(desk: OrganisersDesk):
    answer = await desk.post("/change", **{**TRAIN, "reason": "The train\x07 is late"})

    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert "this has characters in it that cannot be shown" in answer.text
    assert desk.legation.writes == []


async def test_what_is_not_possible_is_refused_with_its_reason(desk: OrganisersDesk):
    answer = await desk.post("/change", what="cancel-item", item="no-such-item", reason="Fire alarm")

    assert answer.status_code == 409
    assert "Nothing was done" in answer.text
    assert desk.legation.writes == []


async def test_while_one_types_the_effects_are_shown_and_nothing_changes(desk: OrganisersDesk):
    part = await desk.post("/change/preview", **{**TRAIN, "reason": ""})
    unfinished = await desk.post("/change/preview", what="move-item", item="train-washington")

    assert "<html" not in part.text
    assert "19 delegates" in part.text
    assert "Give the date and time" in unfinished.text
    assert desk.legation.writes == []


async def test_a_clash_is_shown_before_it_is_made(desk: OrganisersDesk):
    items = desk.legation.state.plan.itinerary.items
    held = sorted(
        (one for one in items if one.attendees is None and one.leg == "washington"),
        key=lambda one: one.starts,
    )
    first = next(one for one in held if one.kind == "session")
    other = next(one for one in held if one.id != first.id and one.kind in ("session", "reception", "meal"))
    part = await desk.post(
        "/change/preview", what="move-item", item=other.id, starts=f"{first.starts:%Y-%m-%dT%H:%M}"
    )

    assert "It leaves something for you" in part.text or "This is not possible" in part.text


async def test_before_the_programme_is_planned_the_page_says_so():
    early = OrganisersDesk(stages.offered())

    assert "The programme is not planned yet" in (await early.get("/change")).text
    answer = await early.post("/change", what="cancel-item", item="visit-singh", reason="Fire alarm")
    assert answer.status_code == 409


async def test_several_items_are_ticked_for_somebody_who_stays_away(desk: OrganisersDesk):
    form = {"what": "stay-away", "participant": "A-01", "items": ["reception", "seminar"], "reason": "Ill"}
    looked = await desk.post("/change", **form)
    done = await desk.post("/change", **form, token=token_in(looked.text))

    assert done.status_code == 303
    assert desk.legation.state.changes[0].change.change.items == ("reception", "seminar")


async def test_who_is_told_the_same_stands_in_one_line(desk: OrganisersDesk):
    page = await desk.post("/change", **TRAIN)

    assert page.text.count('scope="rowgroup"') == 1
    assert "<summary>19 recipients</summary>" in page.text
    for participant in desk.legation.state.delegates:
        assert f'<span class="hint">{participant}</span>' in page.text
