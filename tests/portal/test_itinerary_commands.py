"""Pictures and versions of the programme, by commands."""

import re
import stat
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from activities.versions import Occasion, VersionActivities, VersionOrder
from delegation.meeting import MeetingWish, Wish
from delegation.status import Published
from portal.itinerary_versions import Differing, Versions, differing
from tests.portal import stages
from tests.portal.commands_portal import Terminal, written
from tests.usa import usa_2017, with_meetings

FILE = "examples/usa-2017"


def keep(terminal: Terminal, occasion: Occasion, change: str | None = None) -> None:
    """Keep what is published now, as the workflow does."""
    legation = terminal.legation
    assert legation is not None
    assert legation.state.plan is not None
    order = VersionOrder(
        delegation=stages.SLUG,
        occasion=occasion,
        change=change,
        published_at=legation.now,
        itinerary=legation.state.plan.itinerary,
        delegates=legation.state.delegates,
        told=("A-01", "A-02"),
    )
    VersionActivities(legation.store).keep_version(order)


def move_the_reception(terminal: Terminal, folder: Path) -> None:
    assert terminal.legation is not None
    change = {
        "id": "reception-later",
        "author": "Office",
        "reason": "The terrace is free later only.",
        "change": {
            "what": "move-item",
            "item": "reception",
            "starts": "2017-05-16 18:30",
            "ends": "2017-05-16 20:30",
        },
    }
    terminal.legation.now += timedelta(hours=1)
    assert terminal(f"change make usa-2017 {written(folder / 'later.yaml', change)}").code == 0


@pytest.fixture
def changed(at_itinerary: Terminal, tmp_path: Path) -> Terminal:
    """The programme is published, and changed once."""
    keep(at_itinerary, Occasion.FINAL)
    move_the_reception(at_itinerary, tmp_path)
    keep(at_itinerary, Occasion.CHANGE, "reception-later")
    return at_itinerary


def test_a_picture_is_written_whole_under_a_name_that_says_what_it_is(
    at_itinerary: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    said = [
        at_itinerary(f"itinerary picture usa-2017 {more}")
        for more in (
            "",
            "--participant A-01",
            "--host mit-host",
            "--day 2017-05-16 --room",
            "--meetings delegate",
            "--participant A-01 --day 2017-05-16",
        )
    ]

    names = sorted(path.name for path in tmp_path.iterdir())
    assert (
        sorted(one.out.strip() for one in said)
        == names
        == [
            "usa-2017-a-01-2017-05-16.svg",
            "usa-2017-a-01.svg",
            "usa-2017-meetings-by-delegate.svg",
            "usa-2017-mit-host.svg",
            "usa-2017-programme.svg",
            "usa-2017-rooms-2017-05-16.svg",
        ]
    )
    for name in names:
        ElementTree.parse(tmp_path / name)  # noqa: S314 - our own text
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o644


def test_a_picture_of_a_delegation_names_organisations_and_no_person(
    at_itinerary: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "meetings.svg"

    files = at_itinerary(f"itinerary picture usa-2017 --meetings host --out {path} --json").object["files"]

    drawn, (file, _) = path.read_text(encoding="utf-8"), stages.example()
    assert files == ["meetings.svg"]
    assert "Lubelska Medycyna" in drawn
    assert [one.name for one in file.people if one.name in drawn] == []
    assert "A-01" not in re.sub(r'data-items="[^"]*"', "", drawn)


def test_a_programme_is_drawn_from_its_file_before_anything_runs(at_call: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "plan.svg"

    said = at_call(f"itinerary picture {FILE} --out {path}")

    assert said.out == f"{path}\n"
    assert "as planned in the delegation file" in path.read_text(encoding="utf-8")
    refused = at_call(f"itinerary picture {FILE} --participant A-01 --out {path}")
    assert refused.code == 3
    assert "leave out --participant A-01" in refused.err


def test_a_picture_is_set_on_a_page_for_print(at_call: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"

    assert at_call(f"itinerary picture {FILE} --day 2017-05-15 --rooms --out {path}").code == 0
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("options", "code", "remedy"),
    [
        ("--rooms", 4, "name one with --day"),
        ("--participant A-01 --host mit-host", 4, "Choose one of"),
        ("--host mit-hots", 3, "did you mean 'mit-host'?"),
        ("--participant A-20", 3, "offers list usa-2017"),
        ("--day 2017-06-01", 3, "nothing on Thursday 1 June 2017"),
        ("--out nowhere/a.svg", 4, "There is no folder nowhere"),
        ("--out picture.png", 2, "svg"),
        ("--of-version 7", 3, "none was published yet"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_remedy(
    at_itinerary: Terminal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: str,
    code: int,
    remedy: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    said = at_itinerary(f"itinerary picture usa-2017 {options}")

    assert said.code == code
    assert remedy in said.err
    assert list(tmp_path.iterdir()) == []


def test_before_it_is_planned_there_is_no_picture_but_the_way_to_one(at_call: Terminal) -> None:
    said = at_call("itinerary picture usa-2017")

    assert said.code == 3
    assert "itinerary picture FILE" in said.err


def test_versions_are_listed_with_when_why_by_whom_and_how_many_were_told(changed: Terminal) -> None:
    listed = changed("itinerary versions usa-2017")
    versions = Versions.model_validate(changed("itinerary versions usa-2017 --json").object).versions

    assert [(one.version, one.occasion, one.author, one.told) for one in versions] == [
        (1, Occasion.FINAL, "", 2),
        (2, Occasion.CHANGE, "Office", 2),
    ]
    assert "change reception-later" in listed.out
    assert "The terrace is free later only." in listed.out


def test_a_change_from_before_versions_were_kept_stands_with_its_record(
    at_itinerary: Terminal, tmp_path: Path
) -> None:
    move_the_reception(at_itinerary, tmp_path)

    versions = Versions.model_validate(at_itinerary("itinerary versions usa-2017 --json").object).versions

    assert [(one.change, one.items, one.told > 10) for one in versions] == [("reception-later", None, True)]


def test_what_changed_between_two_versions_is_told_old_and_new_for_each_person(changed: Terminal) -> None:
    everybody = Differing.model_validate(changed("itinerary diff usa-2017 1 2 --json").object)
    back = Differing.model_validate(changed("itinerary diff usa-2017 2 1 --participant a-01 --json").object)
    one = changed("itinerary diff usa-2017 1 2 --participant A-01")

    assert changed.legation is not None
    assert [effect.recipient for effect in everybody.effects] == list(changed.legation.state.delegates)
    (there,) = next(effect for effect in everybody.effects if effect.recipient == "A-01").differences
    (home,) = back.effects[0].differences
    assert (there.old, there.new) == (home.new, home.old)
    assert "Tue 16 May 2017, 18:00" in one.out
    assert "Tue 16 May 2017, 18:30" in one.out
    assert "1 recipient with something else in version 2." in one.out
    assert changed("itinerary diff usa-2017 1 2 --host mit-host").out.startswith("0 recipients")


def test_a_version_that_is_not_there_is_named_with_those_that_are(changed: Terminal) -> None:
    said = changed("itinerary diff usa-2017 1 5")

    assert said.code == 3
    assert "kept are 1, 2." in said.err


def test_who_joins_is_told_everything_and_who_leaves_loses_everything() -> None:
    def version(number: int, *delegates: str) -> VersionOrder:
        itinerary = with_meetings().model_copy(update={"version": number})
        at = usa_2017().itinerary_dates.final_at
        return VersionOrder(
            delegation="usa-2017",
            occasion=Occasion.FINAL,
            published_at=at,
            itinerary=itinerary,
            delegates=delegates,
        )

    found = differing(version(1, "A-1", "A-2"), version(2, "A-1", "A-3"), usa_2017(), {})

    effects = {one.recipient: one for one in found.effects}
    items = len(with_meetings().of("A-1"))
    assert sorted(effects) == ["A-2", "A-3"]
    assert [bool(one.old) for one in effects["A-3"].differences] == [False] * items
    assert [bool(one.new) for one in effects["A-2"].differences] == [False] * items


def test_the_programme_can_be_shown_for_a_day_a_leg_or_as_it_was(changed: Terminal) -> None:
    day = changed("itinerary show usa-2017 --day 2017-05-16")
    leg = Published.model_validate(changed("itinerary show usa-2017 --leg boston --json").object)
    before = changed("itinerary show usa-2017 --of-version 1 --day 2017-05-16")

    assert "Monday 15 May 2017" not in day.out
    assert "Tuesday 16 May 2017" in day.out
    assert {item.leg for item in leg.itinerary.items} == {"boston"}
    assert "18:00–20:00 EDT" in before.out
    assert "Version 1, " in before.out
    assert changed("itinerary show usa-2017 --leg bostn").code == 3


def test_what_has_changed_since_the_version_before_is_marked(changed: Terminal) -> None:
    said = changed("itinerary show usa-2017")

    marked = [line for line in said.out.splitlines() if line.rstrip().endswith(" changed")]
    assert [("Reception" in line, "18:30–20:30 EDT" in line) for line in marked] == [(True, True)]
    assert "Since version 1: 1 changed." in said.out
    assert "Since version" not in changed("itinerary show usa-2017 --of-version 1").out


def test_an_old_version_can_be_drawn(changed: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "before.svg"

    assert changed(f"itinerary picture usa-2017 --of-version 1 --out {path}").code == 0
    assert "18:00–20:00" in path.read_text(encoding="utf-8")
    assert changed(f"itinerary picture usa-2017 --out {path}").code == 0
    assert "18:30–20:30" in path.read_text(encoding="utf-8")


def test_the_meetings_are_shown_by_host_or_by_delegate_with_value_bound_and_gap(
    at_itinerary: Terminal,
) -> None:
    by_host, by_delegate = (
        at_itinerary(f"meetings show usa-2017 --by {by}").out for by in ("host", "delegate")
    )

    assert at_itinerary.legation is not None
    assert at_itinerary.legation.state.plan is not None
    schedule = at_itinerary.legation.state.plan.schedule
    one = schedule.meetings[0]
    assert f"Value {schedule.value}, bound {schedule.bound}, gap 0.00 %." in by_host
    assert re.search(rf"{one.participant} .*\b{one.host}\b", by_delegate)
    assert re.search(r"Ben Franklin Technology Partners .*A-\d\d", by_host)
    assert by_host.splitlines()[-2:] == by_delegate.splitlines()[-2:]


def test_meetings_of_several_days_have_a_table_each_and_a_missed_must_its_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = Terminal(capsys, stages.published())
    legation = terminal.legation
    assert legation is not None
    assert legation.state.plan is not None
    plan, day = legation.state.plan, timedelta(days=1)
    first = next(one for one in plan.itinerary.items if one.kind == "meeting")
    later = first.model_copy(update={"starts": first.starts + day, "ends": first.ends + day})
    items = tuple(later if one == first else one for one in plan.itinerary.items)
    missed = MeetingWish(host="eda", wish=Wish.MUST, participant="A-01")
    changed = plan.model_copy(
        update={
            "itinerary": plan.itinerary.model_copy(update={"items": items}),
            "schedule": plan.schedule.model_copy(update={"unmet_musts": (missed,)}),
        }
    )
    legation.state = legation.state.model_copy(update={"plan": changed})

    said = terminal("meetings show usa-2017").out

    assert "Tuesday 16 May 2017, EDT" in said
    assert "Wednesday 17 May 2017, EDT" in said
    assert "- not possible: A-01 with EDA Philadelphia Regional Office: " in said
    assert "takes no one-to-one meetings." in said
