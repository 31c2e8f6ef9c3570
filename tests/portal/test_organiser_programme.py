"""The programme, its changes, documents and what comes after, by commands."""

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from delegation.change import ChangePreview
from delegation.journey import JourneyState
from delegation.reading.delegation_file import read_delegation
from delegation.reading.problem import FileError
from delegation.status import Published
from portal.exporting import as_yaml
from portal.typed_files import HandIn, typed
from tests.portal import stages
from tests.portal.commands_portal import Terminal, written


def test_the_programme_is_shown_in_the_time_of_the_place_and_at_home(at_itinerary: Terminal) -> None:
    everybody = at_itinerary("itinerary show usa-2017")
    one = at_itinerary("itinerary show usa-2017 --participant A-01")

    assert "Monday 15 May 2017" in everybody.out
    assert "The 100 meetings: './legation meetings show usa-2017'." in everybody.out
    assert "09:00–10:00 EDT   15:00–16:00 CEST   " in " ".join(one.out.split(" "))
    assert "Meeting with Potomac Bio Corridor" in one.out


def test_as_json_the_programme_of_one_person_is_only_theirs(at_itinerary: Terminal) -> None:
    seen = Published.model_validate(at_itinerary("itinerary show usa-2017 --participant A-01 --json").object)

    assert seen.itinerary.items == seen.itinerary.of("A-01")
    assert {meeting.participant for meeting in seen.schedule.meetings} == {"A-01"}


def test_a_host_or_delegate_that_is_not_there_is_named(at_itinerary: Terminal) -> None:
    assert "did you mean 'penn-state'?" in at_itinerary("itinerary show usa-2017 --host pen-state").err
    assert at_itinerary("itinerary show usa-2017 --participant A-20").code == 3
    assert "Penn State" in at_itinerary("itinerary show usa-2017 --host penn-state").out


def test_the_meetings_are_a_matrix_of_hosts_and_slots_with_their_worth(at_itinerary: Terminal) -> None:
    said = at_itinerary("meetings show usa-2017")

    assert "Tuesday 16 May 2017, EDT" in said.out
    assert "100 meetings: 32 musts" in said.out
    assert at_itinerary("meetings show usa-2017 --json").object["bound"] > 0


def test_a_change_is_looked_at_then_made_then_listed(at_itinerary: Terminal, tmp_path: Path) -> None:
    change = {
        "id": "room",
        "author": "Office",
        "reason": "The room is too small.",
        "change": {"what": "change-room", "item": "briefing", "room": "Ballroom"},
    }
    path = written(tmp_path / "room.yaml", change)

    seen = at_itinerary(f"change preview usa-2017 {path} --json")
    tried = at_itinerary(f"change make usa-2017 {path} --dry-run")
    assert at_itinerary.legation is not None
    assert at_itinerary.legation.writes == []
    done = at_itinerary(f"change make usa-2017 {path}")

    assert len(ChangePreview.model_validate(seen.object).effects) == 19
    assert "19 letters would be sent (19 itinerary-changed). Nothing was done." in tried.out
    assert done.out == "Change room is made: itinerary version 2; told: 19 delegates.\n"
    assert "The room is too small." in at_itinerary("change list usa-2017").out
    assert at_itinerary(f"change make usa-2017 {path} --dry-run").code == 4


def test_a_change_file_with_mistakes_is_refused_at_their_lines(
    at_itinerary: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("id: late\nauthor: Office\nreason: A late train.\nchange:\n  what: move-itm\n")

    said = at_itinerary(f"change preview usa-2017 {path}")

    assert said.code == 1
    assert f"{path}:5:3: change: 'move-itm' is not possible here; did you mean 'move-item'?" in said.err


def test_documents_are_fetched_by_kind_or_key_readable_by_their_owner_alone(
    at_follow_up: Terminal, tmp_path: Path
) -> None:
    key = "delegations/usa-2017/documents/certificate/a-01-v0.pdf"

    at_follow_up(f"documents fetch usa-2017 programme-booklet {tmp_path / 'some'}")
    at_follow_up(f"documents fetch usa-2017 {key} {tmp_path / 'some'}")

    names = sorted(path.name for path in (tmp_path / "some").iterdir())
    assert names == ["certificate-A-01.pdf", "programme-booklet-v1.pdf", "programme-booklet-v2.pdf"]
    assert stat.S_IMODE((tmp_path / "some" / names[0]).stat().st_mode) == 0o600
    missing = at_follow_up(f"documents fetch usa-2017 certificat {tmp_path}")
    assert (missing.code, missing.err.split("; ")[1]) == (3, "did you mean 'certificate'?\n")


def test_outcomes_are_counted_and_the_report_is_fetched_once_it_is_made(
    at_follow_up: Terminal, at_call: Terminal, tmp_path: Path
) -> None:
    assert "19 outcomes, 6 of them with evidence." in at_follow_up("follow-up outcomes usa-2017").out
    fetched = at_follow_up(f"follow-up report usa-2017 {tmp_path} --json")

    assert fetched.object["files"] == ["funder-report.xlsx"]
    assert at_call(f"follow-up report usa-2017 {tmp_path}").code == 3


def test_an_export_holds_everything_and_never_mixes_with_another(
    at_follow_up: Terminal, tmp_path: Path
) -> None:
    place = tmp_path / "export"

    files = at_follow_up(f"export usa-2017 {place} --json").object["files"]

    assert {"delegation.yaml", "ledger.json", "roster.json", "itinerary.json", "mails/k7d2.eml"} <= set(files)
    assert sorted(str(one.relative_to(place)) for one in place.rglob("*") if one.is_file()) == files
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    calendar = Calendar.from_ical((place / "calendars" / "A-01.ics").read_bytes())
    assert at_follow_up.legation is not None
    assert len(calendar.events) == len(at_follow_up.legation.journeys["A-01"].calendar.invites)
    again = at_follow_up(f"export usa-2017 {place}")
    assert again.code == 4
    assert "is not empty" in again.err


def test_the_exported_delegation_file_reads_back_as_the_same(at_call: Terminal) -> None:
    file, _ = stages.example()

    assert read_delegation(as_yaml(file)) == file


def test_a_person_who_was_erased_is_missing_from_the_export_and_nothing_else_is(
    at_follow_up: Terminal, tmp_path: Path
) -> None:
    assert at_follow_up.legation is not None
    at_follow_up.legation.store.delete("delegations/usa-2017/people/a-20.json")

    said = at_follow_up(f"export usa-2017 {tmp_path / 'export'}")

    assert said.code == 0
    assert '"A-20"' not in (tmp_path / "export" / "people.json").read_text(encoding="utf-8")


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("typed") / "sheets.yaml"
    path.write_bytes(text.encode("utf-8", "replace"))

    refusal = None
    try:
        typed(path, HandIn)
    except FileError as error:
        refusal = error

    assert refusal is None or refusal.problems


def test_where_nothing_runs_nothing_would_be_stopped(
    at_call: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGATION_EMBEDDED__DIRECTORY", str(tmp_path))

    shown = at_call("ps --json").object

    assert {part["name"]: part["is_up"] for part in shown["parts"]} == {
        "temporal": False,
        "object-store": False,
        "mail": False,
        "worker": False,
        "portal": False,
    }
    assert at_call("down --dry-run").out == "Nothing is running.\n"
    assert at_call("down").out == "Nothing was running.\n"
    assert "object-store" in at_call("up --dry-run").out


def test_the_doctor_gives_a_fix_for_everything_that_is_wrong(
    at_call: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGATION_EMBEDDED__DIRECTORY", str(tmp_path))
    monkeypatch.setenv("LEGATION_EMBEDDED__TEMPORAL_PORT", "1024")

    said = at_call("doctor --json")

    assert said.code == 1
    assert all(one["ok"] or one["fix"] for one in said.object["findings"])


def test_a_journey_that_only_began_can_be_shown(at_call: Terminal) -> None:
    assert at_call.legation is not None
    at_call.legation.journeys["A-01"] = JourneyState()

    assert at_call("applications show usa-2017 A-01").code == 0
