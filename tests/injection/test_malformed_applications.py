"""Malformed applications through what reads them: none is taken, none is a crash, each is told its field.

`python -m bench.malformed` tries ten thousand.
"""

from pathlib import Path

import pytest

from portal.story_files import read_story_folder
from tests.injection.malformed import judged, malformed, tried

ROOT = Path(__file__).parents[2]
FILE, STORY = read_story_folder(ROOT / "examples" / "usa-2017")
GOOD = STORY.applications[0].application


def test_the_judge_finds_nothing_wrong_with_the_applications_of_the_example():
    assert {judged(one.application, FILE) for one in STORY.applications} == {frozenset()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_five_hundred_malformed_applications_none_is_taken_and_each_is_told_its_field(
    seed: int, tmp_path: Path
):
    report = tried(500, seed, GOOD, FILE, tmp_path)

    assert report.crashed == []
    assert report.taken_wrongly == []
    assert report.unsaid == []
    assert report.refused > 400
    assert set(report.by_form) == {"values", "json", "yaml"}


def test_the_same_seed_makes_the_same_applications():
    one, again = (list(malformed(50, 7, GOOD, FILE)) for _ in range(2))

    assert [repr(sent) for sent in one] == [repr(sent) for sent in again]
