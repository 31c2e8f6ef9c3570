"""Organisations by command: a plan first, then what is accepted, all of it or nothing."""

from pathlib import Path
from typing import Any

from activities.organisations import Organisations
from delegation.organisations.duplicates import Pair
from portal.organisation_calls import OrganisationDesk
from tests.organisations_read import AT
from tests.portal.commands_portal import Terminal, written

HEADINGS = "Number;Organisation;Land;Site;Themes;We offer;We seek;Mail"
NANO = "1;NanoRhone;FR;nano.example;Nanotechnologies;clean rooms;laser sources;ada@nano.example"
LASER = "2;Hudson Lasers;US;hudson.example;Nanotechnologies;laser sources;;bob@hudson.example"
TWICE = "3;Nano Rhône;FR;;;;;"


def mapping(folder: Path) -> Path:
    names = ("platform-id", "name", "country", "website", "themes", "offers", "seeks", "contact-email")
    columns = [
        {"column": column, "field": field} for column, field in zip(HEADINGS.split(";"), names, strict=True)
    ]
    return written(folder / "mapping.yaml", {"platform": "eccp", "title": "ECCP", "columns": columns})


def listed(folder: Path, *rows: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join((HEADINGS, *rows)), encoding="utf-8")
    return path


def imported(type_: Terminal, folder: Path, *rows: str, more: str = "--accept new --author Office") -> Any:
    return type_(f"organisations import usa-2017 {listed(folder, *rows)} --mapping {mapping(folder)} {more}")


def ids(type_: Terminal) -> dict[str, str]:
    found = type_("organisations list usa-2017 --json").object["organisations"]
    return {one["name"]: one["id"] for one in found}


def test_without_accepting_anything_an_import_shows_the_plan(at_call: Terminal, tmp_path: Path) -> None:
    said = imported(at_call, tmp_path, NANO, LASER, more="")

    assert said.code == 0
    assert said.out.endswith("Nothing was done.\n")
    assert ids(at_call) == {}


def test_what_is_accepted_is_taken_and_stands_in_the_record(at_call: Terminal, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    nobody = imported(at_call, tmp_path, NANO, more="--accept new")
    said = imported(at_call, tmp_path, NANO, LASER, more=f"--accept new --author Office --report {report}")
    again = imported(at_call, tmp_path, NANO, LASER)

    assert (nobody.code, said.code) == (4, 0)
    assert said.out.endswith("2 rows taken.\n")
    assert set(ids(at_call)) == {"NanoRhone", "Hudson Lasers"}
    assert report.read_text(encoding="utf-8-sig").count("new,yes") == 2
    assert again.out.endswith("0 rows taken.\n")
    assert at_call.legation is not None
    (change,) = Organisations(at_call.legation.store).read("usa-2017").index.changes
    assert (change.author, change.what, change.organisations) == ("Office", "import from eccp", 2)


def test_a_file_of_which_nothing_can_be_made_ends_with_the_reason(at_call: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"\x00\x01nothing")

    said = at_call(f"organisations import usa-2017 {path} --accept new --author Office")

    assert said.code == 1
    assert "has the headings of the mapping" in said.err
    assert ids(at_call) == {}


def test_rows_are_decided_one_by_one_in_a_file(at_call: Terminal, tmp_path: Path) -> None:
    imported(at_call, tmp_path, NANO)
    plan = tmp_path / "plan.json"
    imported(at_call, tmp_path, NANO, TWICE, more=f"--report {plan}")
    sha256 = plan.read_text(encoding="utf-8").split('"sha256": "')[1][:12]
    one = {"row": 3, "do": "new"}
    decisions = written(tmp_path / "decisions.yaml", {"sha256": sha256, "decisions": [one]})

    imported(at_call, tmp_path, NANO, TWICE, more=f"--decisions {decisions} --author Office")

    assert set(ids(at_call)) == {"NanoRhone", "Nano Rhône"}
    pairs = at_call("organisations duplicates usa-2017 --json").object["pairs"]
    assert [Pair.model_validate(pair).alike for pair in pairs] == [97]


def test_two_are_merged_and_the_first_points_back_to_none(at_call: Terminal, tmp_path: Path) -> None:
    imported(at_call, tmp_path, NANO, LASER)
    named = ids(at_call)
    pair = f"{named['NanoRhone']} {named['Hudson Lasers']}"
    line = f"organisations merge usa-2017 {pair} --author Me --reason Twice"

    dry = at_call(f"{line} --dry-run")
    done, again = at_call(line), at_call(line)

    assert dry.out.endswith("Nothing was done.\n")
    assert done.out == f"Merged Hudson Lasers into NanoRhone. Version 2 of {named['NanoRhone']}.\n"
    assert again.code == 4
    assert list(ids(at_call)) == ["NanoRhone"]


def test_partners_are_suggested_with_the_reason(at_call: Terminal, tmp_path: Path) -> None:
    imported(at_call, tmp_path, NANO, LASER)
    named = ids(at_call)

    (one,) = at_call(f"organisations suggest usa-2017 {named['NanoRhone']} --json").object["suggestions"]

    assert one["why"] == (
        "Hudson Lasers shares Nanotechnologies; offers what is sought: laser sources; is in another country."
    )


def test_an_erased_contact_is_gone_and_no_import_brings_it_back(at_call: Terminal, tmp_path: Path) -> None:
    imported(at_call, tmp_path, NANO)
    one = ids(at_call)["NanoRhone"]
    before = at_call(f"organisations show usa-2017 {one}").out

    at_call(f'organisations erase-contact usa-2017 {one} --author Me --reason "On request"')
    imported(at_call, tmp_path, NANO, more="--accept new --accept changed --accept conflict --author Me")

    assert "ada@nano.example" in before
    assert "ada@nano.example" not in at_call(f"organisations show usa-2017 {one}").out
    assert at_call.legation is not None
    store = at_call.legation.store
    kept = [store.read(key) for key in store.keys("delegations/usa-2017/organisations/")]
    assert [content for content in kept if b"ada@" in content] == []


def test_what_is_exported_is_all_the_same_when_it_is_imported_again(
    at_call: Terminal, tmp_path: Path
) -> None:
    imported(at_call, tmp_path, NANO, LASER)
    for ending in ("csv", "xlsx", "json"):
        path, plan = tmp_path / f"all.{ending}", tmp_path / "plan.csv"
        told = at_call(f"organisations export usa-2017 {path} --json").object
        at_call(f"organisations import usa-2017 {path} --report {plan}")

        assert told["organisations"] == 2
        assert plan.read_text(encoding="utf-8-sig").count(",same,no,") == 2


async def test_an_import_counts_as_a_whole_or_not_at_all(at_call: Terminal, tmp_path: Path) -> None:
    assert at_call.legation is not None
    legation = at_call.legation
    organisations = Organisations(legation.store)
    desk = await OrganisationDesk.at(legation.store, legation.register, "usa-2017")
    from delegation.organisations.import_plan import Outcome
    from delegation.organisations.importing import Imported, planned
    from delegation.organisations.platform_mapping import OWN
    from delegation.organisations.table import Grid

    def plan_of(name: str) -> Any:
        content = f"name,contact_email\n{name},x@{name}.example".encode()
        file = Imported("usa-2017", content, OWN, desk.file.themes, (), AT)
        return planned(file, lambda *_: Grid([]), accept=(Outcome.NEW,)).versions

    from activities.organisations import ChangedMeanwhile, OrganisationsChange

    seen = organisations.read("usa-2017")
    change = OrganisationsChange(at=AT, author="Office", what="import", organisations=1)
    organisations.keep("usa-2017", plan_of("first"), change, seen)
    refused = False
    try:
        organisations.keep("usa-2017", plan_of("second"), change, seen)
    except ChangedMeanwhile:
        refused = True

    assert refused
    assert [one.profile.name for one in organisations.read("usa-2017").organisations] == ["first"]
    assert b"x@second" not in b"".join(legation.store.content.values())
