"""Importing organisations: what each row is, what is taken, and that nothing is overwritten unasked."""

from delegation.organisations.import_plan import Do, ImportReport, Outcome
from delegation.organisations.profile import Known
from delegation.organisations.report_writing import report_csv
from tests.organisations_read import (
    AT,
    EVERYTHING,
    EXAMPLE,
    REGISTRY,
    decided,
    mapping_of,
    outcomes,
    plan,
    table,
    the_example,
    to_do,
)

NANO = "E-1,NanoRhone,FR,https://www.nano.example,30,Nanotechnologies|Magic,ada@nano.example"
BIO = "E-2,Sur Biotec,ES,https://bio.example,40,,"


def known(*lines: str) -> tuple[Known, ...]:
    return plan(table(*lines)).versions


def test_without_anything_accepted_an_import_is_only_a_plan() -> None:
    done = plan(table(NANO, BIO), accept=())

    assert outcomes(done) == ["new", "new"]
    assert done.versions == ()
    assert [one.applied for one in done.report.rows] == [False, False]


def test_the_same_file_again_changes_nothing() -> None:
    done = plan(table(NANO, BIO), known(NANO, BIO))

    assert outcomes(done) == ["same", "same"]
    assert done.versions == ()


def test_a_theme_of_the_delegation_is_found_and_another_word_is_kept_as_written() -> None:
    (one,) = known(NANO)

    assert (one.profile.themes, one.profile.other_themes) == (("nano",), ("Magic",))


def test_every_field_says_which_platform_it_is_from() -> None:
    (one,) = known(BIO)

    assert [(each.field, each.platform, each.imported_at) for each in one.profile.origins] == [
        (name, "eccp", AT) for name in ("country", "link.eccp", "name", "size", "website")
    ]


def test_what_the_same_platform_now_says_is_a_change_with_old_and_new() -> None:
    (row,) = plan(table(NANO.replace(",30,", ",31,")), known(NANO), accept=()).report.rows

    assert row.outcome is Outcome.CHANGED
    assert [(one.field, one.old, one.new) for one in row.changes] == [("size", "30", "31")]


def test_an_accepted_change_is_a_new_version_that_keeps_the_rest() -> None:
    before = known(NANO)
    (after,) = plan(table("E-1,NanoRhone,,,31,,"), before).versions

    assert (after.profile.version, after.profile.size) == (2, 31)
    assert after.profile.website == "https://www.nano.example"
    assert after.contact_mark == before[0].contact_mark


def test_what_another_platform_says_otherwise_is_a_conflict_and_is_not_taken() -> None:
    done = plan(table("R-9,NANORHONE e.V.,FR,http://nano.example/en,99,,"), known(NANO), mapping=REGISTRY)
    (row,) = done.report.rows

    assert (row.outcome, row.reason) == (Outcome.CONFLICT, "eccp says something else.")
    assert [one.field for one in row.changes] == ["link.us-registry", "size"]
    assert done.versions == ()


def test_a_conflict_is_settled_field_by_field_by_a_decision() -> None:
    content = table("R-9,NanoRhone,FR,nano.example,99,,")
    decision = decided(content, to_do(2, Do.TAKE, fields=("link.us-registry",)))

    (one,) = plan(content, known(NANO), mapping=REGISTRY, decisions=decision).versions

    assert (one.profile.size, [each.platform for each in one.profile.links]) == (30, ["eccp", "us-registry"])


def test_a_contact_is_compared_and_never_shown() -> None:
    (row,) = plan(table(NANO.replace("ada@", "bob@")), known(NANO)).report.rows

    assert [one.field for one in row.changes] == ["contact"]
    assert "@" not in row.model_dump_json()


def test_a_contact_that_was_erased_does_not_come_back() -> None:
    (one,) = known(NANO)
    erased = Known(profile=one.profile.model_copy(update={"contact": None, "contact_erased": True}))

    (row,) = plan(table(NANO), (erased,)).report.rows

    assert (row.outcome, row.remarks[-1]) == (
        Outcome.SAME,
        "Its contact asked to be forgotten and is not taken again.",
    )


def test_one_website_with_two_ids_may_be_doubled_and_waits_for_a_decision() -> None:
    content = table("E-7,Rhône Nano,FR,nano.example,,,")
    (row,) = plan(content, known(NANO)).report.rows

    assert (row.outcome, row.applied) == (Outcome.DUPLICATE, False)
    assert [one.name for one in row.proposals] == ["NanoRhone"]


def test_a_doubled_row_is_taken_as_new_or_as_the_same_when_that_is_decided() -> None:
    before = known(NANO)
    content = table("E-7,Rhône Nano,FR,nano.example,,,", "E-8,Nanorone,FR,,12,,")
    named = before[0].profile.id
    decision = decided(content, to_do(2, Do.NEW), to_do(3, Do.SAME_AS, organisation=named, fields=("size",)))

    done = plan(content, before, decisions=decision)

    assert sorted((one.profile.name, one.profile.size) for one in done.versions) == [
        ("NanoRhone", 12),
        ("Rhône Nano", None),
    ]


def test_two_rows_about_one_organisation_are_not_both_taken() -> None:
    done = plan(table(NANO, NANO, NANO.replace(",30,", ",31,")))

    assert outcomes(done) == ["new", "duplicate", "duplicate"]
    assert [one.profile.size for one in done.versions] == [30]


def test_an_id_of_one_and_the_website_of_another_is_a_conflict() -> None:
    (row,) = plan(table("E-1,NanoRhone,FR,https://bio.example,30,,"), known(NANO, BIO)).report.rows

    assert row.outcome is Outcome.CONFLICT
    assert {one.name for one in row.proposals} == {"NanoRhone", "Sur Biotec"}


def test_rows_that_cannot_be_taken_say_why_and_what_to_do() -> None:
    bad = table(
        "E-3,,DE,,,,", "E-4,Name,Atlantis,,many,,", "E-5,Name,DE,javascript:alert(1),,,x", "E-6,A,DE,,,,,,B"
    )
    rows = plan(bad).report.rows

    assert [one.outcome for one in rows] == [Outcome.REFUSED] * 4
    assert rows[0].reason == "Name: is empty."
    assert rows[1].reason == "Country: 'Atlantis' is no country. Members: 'many' is no number of members."
    assert "is no web address" in rows[2].reason
    assert "9 cells for 7 columns" in rows[3].reason
    assert all(one.remedy for one in rows)


def test_decisions_for_another_file_do_nothing() -> None:
    decision = decided(table(BIO), to_do(2, Do.NEW))

    done = plan(table(NANO), decisions=decision)

    assert (done.versions, done.report.rows) == ((), ())
    assert "not for this one" in done.report.problem


def test_an_older_list_does_not_change_what_a_newer_one_said() -> None:
    themes, eccp = the_example().themes, mapping_of("eccp")
    lists = [(EXAMPLE / "organisations" / name).read_bytes() for name in ("eccp.csv", "eccp-2017.xlsx")]
    first = plan(lists[0], mapping=eccp, themes=themes)
    later = plan(lists[1], first.versions, mapping=eccp, themes=themes)
    now = {one.profile.id: one for one in (*first.versions, *later.versions)}

    again = plan(lists[0], now.values(), mapping=eccp, themes=themes, accept=EVERYTHING)

    assert later.report.counts() == {Outcome.NEW: 1, Outcome.CHANGED: 10}
    assert again.versions == ()
    assert again.report.counts()[Outcome.CONFLICT] == 10


def test_the_example_lists_have_the_mistakes_that_are_in_them_on_purpose() -> None:
    themes = the_example().themes
    eccp = plan((EXAMPLE / "organisations/eccp.csv").read_bytes(), mapping=mapping_of("eccp"), themes=themes)
    found = {one.row: one.outcome.value for one in eccp.report.rows if one.outcome is not Outcome.NEW}

    assert (len(eccp.report.rows), len(eccp.versions)) == (60, 55)
    assert found == {56: "duplicate", 57: "duplicate", 58: "duplicate", 59: "refused", 60: "refused"}


def test_the_report_can_be_read_again_and_its_table_runs_nothing() -> None:
    report = plan(table("E-1,=1+1,DE,,,,", ",,,,,,x")).report

    assert ImportReport.model_validate_json(report.model_dump_json()) == report
    assert ",'=1+1," in report_csv(report).decode("utf-8-sig")
