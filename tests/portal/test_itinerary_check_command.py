"""Whether a programme can be travelled, by command: from a file, and from a delegation with its people."""

import json

from activities.keys import papers_key
from tests.portal import stages
from tests.portal.commands_portal import Terminal
from tests.usa import ROOT

EXAMPLE = ROOT / "examples" / "usa-2017" / "delegation.yaml"


def test_the_example_can_be_travelled(at_itinerary: Terminal):
    shown = at_itinerary(f"itinerary check {EXAMPLE}")

    assert shown.code == 0
    assert "31 items, can be travelled: no problems, no warnings." in shown.out


def test_a_file_that_cannot_is_refused_with_line_and_remedy(at_itinerary: Terminal, tmp_path):
    wrong = tmp_path / "delegation.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    wrong.write_text(text.replace("ends_place: navy-yard", "ends_place: commerce", 1), encoding="utf-8")

    shown = at_itinerary(f"itinerary check {wrong}")

    assert shown.code == 1
    assert "it takes" in shown.err
    assert "'minutes_to'" in shown.err


def test_of_a_delegation_the_needs_of_its_delegates_count_and_are_never_said(at_itinerary: Terminal):
    legation = at_itinerary.legation
    assert legation is not None
    assert legation.state.plan is not None
    who = legation.state.plan.visits.attendees("visit-incubator")[0]
    paper = json.dumps({"diet": "vegan", "access_needs": ["step-free"]}).encode()
    legation.store.create(papers_key(stages.SLUG, who, "diet"), paper, "application/json")

    found = json.loads(at_itinerary("itinerary check usa-2017 --json").out)

    assert [one["items"] for one in found["problems"] if one["severity"] == "problem"] == [
        ["visit-incubator"]
    ]
    assert found["problems"][0]["people"] == [who]
    assert "step-free" not in json.dumps(found)
    assert found["version"] > 0
    assert at_itinerary("itinerary check usa-2017").code == 1
