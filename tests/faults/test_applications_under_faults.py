"""People apply while every part of the stack is killed: what was acknowledged is kept, once."""

from pathlib import Path

import pytest

from tests.faults.applying import Received, apply_under_faults
from tests.faults.laboratory import FIVE_PERCENT_EACH, Faults

SEED = "short"
APPLICANTS = 100
KILLS = {"worker": 3, "temporal": 3, "object-store": 3, "portal": 3}


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Received:
    return apply_under_faults(tmp_path_factory.mktemp("applying"), SEED, APPLICANTS, KILLS, FIVE_PERCENT_EACH)


def test_no_acknowledged_application_is_lost_or_counted_twice(received: Received):
    assert received.kills == KILLS
    assert received.applications.is_flawless, received.applications
    assert received.applications.acknowledged == APPLICANTS


def test_every_applicant_gets_one_letter_of_receipt(received: Received):
    assert received.letters.is_flawless, received.letters
    assert received.letters.sent == APPLICANTS


def test_an_engine_killed_ten_times_under_load_loses_nothing(tmp_path: Path):
    received = apply_under_faults(tmp_path, "engine", 60, {"temporal": 10}, Faults())

    assert received.kills == {"temporal": 10}
    assert received.applications.is_flawless, received.applications
    assert received.letters.is_flawless, received.letters
