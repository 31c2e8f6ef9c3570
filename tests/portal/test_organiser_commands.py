"""Opening a delegation, seeing where it stands, applications: by commands."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from delegation.file import Phase
from delegation.status import DelegationStatus, Roster
from portal.foresight import dates_of
from portal.views import ApplicationShown
from tests.portal import stages
from tests.portal.commands_portal import Terminal, written

FILE = "examples/usa-2017/delegation.yaml"


def test_a_good_file_is_said_to_be_good_with_what_was_read(at_call: Terminal) -> None:
    said = at_call(f"check {FILE}")

    assert said.code == 0
    assert "ok. EU Cluster Delegation to the USA 2017, 14 May to 19 May 2017" in said.out


def test_a_bad_file_is_refused_with_a_caret_under_each_mistake(at_call: Terminal, tmp_path: Path) -> None:
    wrong = Path(FILE).read_text(encoding="utf-8").replace("zone: Europe/Brussels", "zone: Europe/Brusels", 1)
    path = tmp_path / "wrong.yaml"
    path.write_text(wrong, encoding="utf-8")

    said, as_json = at_call(f"check {path}"), at_call(f"check {path} --json")

    assert (said.code, said.out) == (1, "")
    line = wrong.splitlines().index("  zone: Europe/Brusels") + 1
    assert f"{path}:{line}:9: organiser.zone:" in said.err
    assert "        ^" in said.err
    assert as_json.code == 1
    assert as_json.object["is_valid"] is False
    assert as_json.object["problems"][0]["path"] == "organiser.zone"


def test_the_schema_is_the_one_that_editors_get(at_call: Terminal) -> None:
    assert at_call("schema").out == Path("docs/delegation.schema.json").read_text(encoding="utf-8")


def test_opening_shows_every_date_in_order_before_anything_is_started(at_call: Terminal) -> None:
    said = at_call(f"open {FILE} --dry-run")
    file, _ = stages.example()

    moments = [one.at for one in dates_of(file)]
    assert moments == sorted(moments)
    assert len([line for line in said.out.splitlines() if " 2017 " in line]) > len(moments) - 1
    assert "Tue 7 Mar 2017 10:00 CET" in said.out
    assert re.search("Thu 16 Mar 2017 10:00 CET +hosts are asked", said.out)
    assert re.search("Fri 5 May 2017 18:00 CEST +hosts have answered the requests", said.out)
    assert re.search("Tue 9 May 2017 12:00 CEST +guest lists are sent: 22 hosts", said.out)
    assert at_call.legation is not None
    assert at_call.legation.opened == {}


def test_a_delegation_whose_call_is_over_is_only_opened_on_a_calendar_of_its_own(
    at_call: Terminal, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    content = Path(FILE).read_text(encoding="utf-8").replace("slug: usa-2017", "slug: usa-2018", 1)
    other.write_text(content, encoding="utf-8")
    file, _ = stages.example()

    refused, opened = at_call(f"open {other}"), at_call(f"open {other} --speed 100000")

    assert refused.code == 4
    assert "closed on Fri 17 February 2017, 17:00" in refused.err
    assert opened.code == 0
    assert at_call.legation is not None
    assert at_call.legation.opened["usa-2018"].trip_origin == file.call.opens_at
    assert at_call.legation.opened["usa-2018"].speed == 100_000


def test_the_status_says_what_a_person_has_to_do(at_panel: Terminal) -> None:
    said = at_panel("status usa-2017")

    assert "34 received, 3 ineligible, 31 evaluated, 19 selected, 6 on reserve" in said.out
    assert "-> The panel decides: selection decide" in said.out
    assert "Mon 6 Mar 2017 10:00 CET" in said.out


def test_watching_ends_when_the_delegation_does(capsys: pytest.CaptureFixture[str]) -> None:
    said = Terminal(capsys, stages.ended())("watch usa-2017 --json")

    assert said.code == 0
    assert DelegationStatus.model_validate(said.object).phase is Phase.CLOSED


def test_a_delegation_nobody_opened_is_not_found(at_call: Terminal) -> None:
    for line in ("status", "watch", "applications list", "offers list", "itinerary show", "documents list"):
        said = at_call(f"{line} usa-2018")
        assert (said.code, said.out) == (3, "")
        assert "There is no delegation 'usa-2018'." in said.err


def test_cancelling_first_says_who_would_be_told_and_leaves_out_who_is_out_already(
    at_panel: Terminal,
) -> None:
    line = "cancel usa-2017 --author Director --reason 'The border is closed.'"

    tried = at_panel(f"{line} --dry-run")
    assert at_panel.legation is not None
    assert at_panel.legation.writes == []
    done = at_panel(line)

    assert "delegation-cancelled   A-01" in tried.out
    assert "A-06" not in tried.out  # ineligible: its journey ended with that letter
    assert done.code == 0
    assert at_panel.legation.state.cancelled == "The border is closed."
    assert at_panel(f"{line} --dry-run").code == 4


def test_applications_are_listed_without_names_of_people_and_can_be_narrowed(at_panel: Terminal) -> None:
    everyone = at_panel("applications list usa-2017")
    reserve = at_panel("applications list usa-2017 --state reserve --json")

    assert "Lohmann" not in everyone.out
    assert len(Roster.model_validate(reserve.object).entries) == 6
    assert "6 of 34 applications." in at_panel("applications list usa-2017 --state 'not selected'").out


def test_one_application_is_shown_with_its_person_answers_and_reasons(at_panel: Terminal) -> None:
    said, as_json = (
        at_panel("applications show usa-2017 a-01"),
        at_panel("applications show usa-2017 A-01 --json"),
    )

    assert "katrin.lohmann@biosaxony.example" in said.out
    assert "Number of members" in said.out
    assert "- Selected with 92.00 points, number 1 of 26 by points." in said.out
    assert ApplicationShown.model_validate(as_json.object).entry is not None


def test_an_application_that_came_by_post_is_taken_in_and_gets_its_receipt_code(
    at_call: Terminal, tmp_path: Path
) -> None:
    _, story = stages.example()
    path = written(tmp_path / "a-77.yaml", dict(story.applications[0].application) | {"id": "A-77"})

    tried = at_call(f"applications submit usa-2017 {path} --dry-run")
    assert at_call.legation is not None
    assert at_call.legation.writes == []
    done = at_call(f"applications submit usa-2017 {path}")

    code = at_call.legation.journeys["A-77"].receipt
    received_at = at_call.legation.journeys["A-77"].received_at
    assert received_at is not None
    assert abs(received_at - at_call.legation.now) < timedelta(minutes=5)  # by the trip's calendar
    assert done.out == f"A-77 is received. Receipt code: {code}\n"
    assert f"would be received with the code {code}" in tried.out
    assert "katrin.lohmann@biosaxony.example" in tried.out


def test_an_application_with_mistakes_is_refused_with_a_sentence_for_each(
    at_call: Terminal, tmp_path: Path
) -> None:
    path = written(tmp_path / "wrong.yaml", {"id": "A-77", "person": {"name": "Nobody"}, "answers": {}})

    said = at_call(f"applications submit usa-2017 {path}")

    assert (said.code, said.out) == (1, "")
    assert "person.email: This is needed; please fill it in." in said.err
    assert "answers.country: Please answer: Country of the organisation" in said.err


def test_an_application_is_withdrawn_only_once(at_call: Terminal) -> None:
    line = "applications withdraw usa-2017 A-03 --reason 'Another date'"

    assert "would no longer be considered" in at_call(f"{line} --dry-run").out
    assert at_call(line).out == "A-03 is withdrawn.\n"
    assert at_call(f"{line} --dry-run").code == 4
    assert at_call(line).code == 4
