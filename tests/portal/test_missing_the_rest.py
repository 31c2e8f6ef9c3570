"""A step of a story by which somebody stays away from all that is still theirs."""

from datetime import UTC, datetime

import pytest

from delegation.change import StayAway
from delegation.file import DelegationFile
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState
from delegation.reading.story import ChangeStep, MissTheRest
from portal.errors import Refused
from portal.rehearsals.swap import change_of
from portal.story_files import read_delegation_file
from tests.two_rooms import asked
from tests.usa import ROOT

GROUPS = {"A-01": "cluster", "A-02": "cluster", "A-03": "company"}
AFTER_THE_OPENING = datetime(2016, 4, 25, 13, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def file() -> DelegationFile:
    return read_delegation_file(ROOT / "examples" / "hannover-2016")


@pytest.fixture(scope="module")
def state(file: DelegationFile) -> PlanState:
    people = [Wishing(participant=one, organisation=one, wishes={}) for one in GROUPS]
    requests = (asked("A-01", "A-02"), asked("A-03", "A-01"))
    return plan(file, people, requests=requests, groups=GROUPS)


def step(participant: str, until: str) -> ChangeStep:
    return ChangeStep(
        id="no-show",
        at="2016-04-25 15:16",
        zone="Europe/Berlin",
        author="desk",
        reason="Nobody has seen them.",
        change=MissTheRest(participant=participant, until=until),
    )


def test_they_miss_what_has_not_begun_until_they_are_back(file: DelegationFile, state: PlanState) -> None:
    told = change_of(step("A-01", "2016-04-25 18:00"), state, file, AFTER_THE_OPENING, {})

    assert told.change == StayAway(participant="A-01", items=("meeting-a-01-a-02",))
    assert (told.id, told.author, told.at) == ("no-show", "desk", AFTER_THE_OPENING)


def test_who_has_nothing_left_cannot_miss_it(file: DelegationFile, state: PlanState) -> None:
    with pytest.raises(Refused, match="A-03 has nothing left that they could miss until 25 April, 15:20"):
        change_of(step("A-03", "2016-04-25 15:20"), state, file, AFTER_THE_OPENING, {})
