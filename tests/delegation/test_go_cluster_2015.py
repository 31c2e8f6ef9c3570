"""The conference of the example, planned without a server: 250 people, seven sessions, contact points."""

from collections import Counter
from pathlib import Path

import pytest

from delegation.change import Change, ChangeCapacity, Choose
from delegation.file import DelegationFile
from delegation.meeting import Wishes
from delegation.planning.changing import apply_change
from delegation.planning.clashes import itinerary_problems
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import problem_with_change
from delegation.reading.story import SentApplication, Story
from delegation.reading.story_reading import read_story
from portal.story_files import read_delegation_file

EXAMPLE = Path(__file__).parents[2] / "examples" / "go-cluster-2015"


@pytest.fixture(scope="module")
def file() -> DelegationFile:
    return read_delegation_file(EXAMPLE)


@pytest.fixture(scope="module")
def story(file: DelegationFile) -> Story:
    names = [path for path in EXAMPLE.iterdir() if path.suffix in (".yaml", ".csv")]
    return read_story({path.name: path.read_text(encoding="utf-8") for path in names}, file)


@pytest.fixture(scope="module")
def wishes(story: Story) -> dict[str, Wishes]:
    return {
        one.participant: Wishes(visits=one.visit_wishes().visits, meetings=one.meeting_wishes().meetings)
        for one in story.wishes
    }


def country_of(sent: SentApplication) -> object:
    answers = sent.application["answers"]
    return answers["country"] if isinstance(answers, dict) else None


@pytest.fixture(scope="module")
def planned(file: DelegationFile, story: Story, wishes: dict[str, Wishes]) -> PlanState:
    left = {one.participant for one in story.answers.leaving}
    fit = [one for one in story.applications if country_of(one) in ("DE", "FR")]
    going = [one.id for one in fit if one.id not in left][: file.capacity]
    return plan(
        file,
        [Wishing(participant=one, organisation=one, wishes=wishes.get(one, Wishes())) for one in going],
    )


def test_everybody_has_a_place_in_every_block_and_the_lists_are_as_long_as_they_may_be(file, planned):
    blocks = Counter((one.participant, one.block) for one in planned.visits.assignments)

    assert len(planned.delegates) == 250
    assert planned.visits.gaps == ()
    assert len(blocks) == 500
    assert set(blocks.values()) == {1}
    assert itinerary_problems(planned.itinerary, file) == ()
    for item in file.itinerary:
        waits = sum(one.item == item.id for one in planned.waiting)
        assert waits <= item.reserve
        assert not waits or len(planned.visits.attendees(item.id)) == item.capacity
    assert planned.waiting != ()


def test_talks_go_to_those_alone_who_asked_for_them(planned, wishes):
    asked = {
        (who, wish.host) for who in planned.delegates for wish in wishes.get(who, Wishes()).meetings or ()
    }

    held = {(one.participant, one.host) for one in planned.schedule.meetings}

    assert held
    assert held <= asked


def test_sessions_grow_and_are_chosen_as_the_story_says(file, story, planned, wishes):
    state = planned
    for step in story.changes:
        if not isinstance(step.change, ChangeCapacity | Choose) or (
            isinstance(step.change, Choose) and step.change.participant not in state.delegates
        ):
            continue
        change = Change(id=step.id, change=step.change, author=step.author, reason=step.reason)
        assert problem_with_change(change, state, file, wishes, step.happens_at) is None
        state = apply_change(change, state, file, wishes, step.happens_at)

    assert state.itinerary.item("energy").capacity == 75
    assert sum(one.item == "energy" for one in state.moved_up) >= 10
