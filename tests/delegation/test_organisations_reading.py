"""Files of organisations as programs and people make them: every one ends with a report."""

import io
import json
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from activities.adapters.spreadsheet import XlsxSpreadsheets
from delegation.organisations.mapping_reading import MappingFileError, read_mapping
from delegation.organisations.platform_mapping import OWN
from delegation.organisations.profile import Known, OrganisationProfile
from delegation.organisations.table_writing import Unwritable, as_csv, as_json, as_workbook, records_of
from delegation.papers.workbook import Column, Sheet, Workbook
from tests.organisations_read import (
    AT,
    ECCP,
    THEMES,
    example_organisations,
    mapping_of,
    outcomes,
    plan,
    table,
    the_example,
)

NAMES = "ID,Name,Country\nE-1,Śląski Klaster,PL\nE-2,Öresund,SE\n"
JSON = ECCP.model_copy(update={"records": "all"})


def names(content: bytes) -> list[str]:
    return [one.name for one in plan(content).report.rows]


# --- text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_unicode_is_read(encoding: str) -> None:
    assert names(NAMES.encode(encoding)) == ["Śląski Klaster", "Öresund"]


def test_windows_1252_is_recognised_and_said() -> None:
    report = plan("ID,Name,Country\nE-1,Öresund für “alle”,SE\n".encode("cp1252")).report

    assert [one.name for one in report.rows] == ["Öresund für “alle”"]
    assert "Line 2 is not UTF-8, so the file was read as Windows-1252" in report.remarks[0]


def test_a_row_with_broken_bytes_in_a_file_of_utf_8_is_refused_alone() -> None:
    done = plan(NAMES.encode() + b"E-3,Stra\xdfe,DE\n")

    assert outcomes(done) == ["new", "new", "refused"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_recognised(separator: str) -> None:
    assert names(NAMES.replace(",", separator).encode()) == ["Śląski Klaster", "Öresund"]


def test_a_line_break_in_quotes_and_old_line_ends_are_read() -> None:
    assert names(b'ID,Name,Country\r"E-1","Two\r\nlines",DE\rE-2,Other,DE') == ["Two lines", "Other"]


def test_a_quote_that_is_never_closed_is_said_and_does_no_harm() -> None:
    done = plan(b'ID,Name,Country\nE-1,Good,DE\nE-2,"Bad,DE\nE-3,Lost,DE\n')

    assert outcomes(done) == ["new", "refused"]
    assert "never closed" in done.report.rows[1].reason


def test_zero_bytes_empty_rows_and_very_long_cells_are_said() -> None:
    done = plan(
        table("E-1,Na\0me,DE,,,,", "", ",,", f"E-2,{'x' * 40_000},DE,,,,", f"E-3,{'y' * 200_000},DE,,,,")
    )

    assert outcomes(done) == ["new", "refused", "refused"]
    assert done.report.rows[0].name == "Name"
    assert {"Empty rows: 2.", "There are zero bytes in the file; they were left out."} <= set(
        done.report.remarks
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"Title,Land\nx,y", "No row at the beginning"),
        (b"ID,Country\n1,DE", "'Name' is missing"),
        (b"Name,Name\nx,y", "is there 2 times"),
        (b"PK\x03\x04 nothing", "no .xlsx workbook"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"all": 3}', "no list of organisations"),
        (b'[{"name": }]', "not JSON"),
        (b"ID,Name\n1,\x81\n", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_a_file_of_which_nothing_can_be_made_says_why(content: bytes, said: str) -> None:
    done = plan(content)

    assert said in done.report.problem
    assert done.report.remedy
    assert done.versions == ()


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    )
)
@example(b'[{"Name": "\\ud800"}]')
@example(b'ID,Name\n1,"')
def test_whatever_the_bytes_there_is_a_report(content: bytes) -> None:
    for given_ in (content, b"ID,Name\n" + content, b'[{"Name": "x"}, ' + content, b"PK\x03\x04" + content):
        report = plan(given_).report
        assert bool(report.problem) == bool(report.remedy)
        report.model_dump_json()


# --- JSON --------------------------------------------------------------------------------------------


def test_doubled_keys_no_numbers_and_lists_in_lists_refuse_their_entry_alone() -> None:
    odd = '{"Name": "D", "Members": NaN}, {"Name": [["E"]]}'
    text = f'{{"all": [{{"Name": "A"}}, {{"Name": "B", "Name": "C"}}, {odd}, 7]}}'
    done = plan(text.encode(), mapping=JSON)

    assert outcomes(done) == ["new", "refused", "refused", "refused", "refused"]
    assert [one.row for one in done.report.rows] == [1, 2, 3, 4, 5]


def test_numbers_in_json_stay_as_they_were_written() -> None:
    done = plan(json.dumps([{"ID": 12345678901234567890, "Name": "A", "Members": 120}]).encode())

    (one,) = done.versions
    assert (one.profile.links[0].id, one.profile.size) == ("12345678901234567890", 120)


# --- workbooks ---------------------------------------------------------------------------------------


def workbook(sheet: str, **parts: str) -> bytes:
    """An .xlsx as a program writes it, with that XML as its sheet and further parts."""
    empty = Workbook(title="A", sheets=(Sheet(name="A", title="A", columns=(Column(title="A"),)),))
    written = XlsxSpreadsheets().xlsx(empty, made_at=AT)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>'
    given_ = {"xl/worksheets/sheet1.xml": xml, **parts}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written)) as read,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        kept = {name: read.read(name).decode() for name in read.namelist() if name not in given_}
        for name, text in {**kept, **given_}.items():
            packed.writestr(name, text)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("A1", "Name")}{cell("B1", "Members")}</row>'


def test_a_formula_is_not_run_and_its_last_value_is_taken_and_said() -> None:
    row = f'<row r="2">{cell("A2", "A")}<c r="B2"><f>40+2</f><v>42</v></c></row>'
    done = plan(workbook(HEAD + row))

    assert [one.profile.size for one in done.versions] == [42]
    assert "Cells with formulas, taken as they were last worked out: B2." in done.report.remarks


def test_macros_and_links_to_other_files_are_left_alone_and_said() -> None:
    parts = {"xl/vbaProject.bin": "macro", "xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    report = plan(workbook(f'{HEAD}<row r="2">{cell("A2", "A")}</row>', **parts)).report

    assert [one.name for one in report.rows] == ["A"]
    assert "There are macros in the workbook; they were not run." in report.remarks
    assert "The workbook refers to other files; they were not opened." in report.remarks


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (f'{HEAD}<row r="1048576">{cell("XFD1048576", "x")}</row>', "far to the right"),
        (f'{HEAD}<row r="1048576">{cell("A1048576", "x")}</row>', "far below"),
        (f'{HEAD}<row r="99000">{cell("GR99000", "x")}</row>', "far below"),
        (f"{HEAD}<row><unclosed></row>", "damaged"),
    ],
)
def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_read(sheet: str, said: str) -> None:
    assert said in plan(workbook(sheet)).report.problem


def test_a_workbook_that_unpacks_to_far_too_much_is_refused() -> None:
    bomb = workbook(HEAD, **{"xl/media/image1.png": "0" * 310_000_000})

    assert len(bomb) < 1_000_000
    assert "Far too much is packed into the workbook." in plan(bomb).report.problem


def test_a_long_text_in_very_many_cells_is_refused() -> None:
    shared = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 7_000))

    assert (
        "far too much text" in plan(workbook(HEAD + rows, **{"xl/sharedStrings.xml": shared})).report.problem
    )


def test_a_workbook_that_declares_entities_is_refused() -> None:
    parts = {"xl/sharedStrings.xml": '<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst>&a;</sst>'}

    assert "declares things" in plan(workbook(HEAD, **parts)).report.problem


# --- out and in again --------------------------------------------------------------------------------

LINES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20)
CLEAN = LINES.map(lambda text: " ".join(text.split())).filter(bool)


def same_again(known: Known, content: bytes) -> None:
    done = plan(content, (known,), mapping=OWN, accept=())
    assert [(one.outcome.value, one.changes, one.reason) for one in done.report.rows] == [("same", (), "")]


@settings(max_examples=60, deadline=None)
@given(CLEAN, st.lists(CLEAN, max_size=3, unique=True), st.lists(CLEAN, max_size=3, unique=True))
@example("=cmd|' /C calc'!A0", ["a|b", "\\", "'=x"], ["+1", "-", "@x"])
def test_what_is_written_in_our_own_format_is_the_same_when_it_is_read(
    name: str, offers: list[str], seeks: list[str]
) -> None:
    from delegation.organisations.cell_text import one_line, tidy

    tidied = [
        tuple(dict.fromkeys(one for one in map(one_line, map(tidy, each)) if one)) for each in (offers, seeks)
    ]
    told = one_line(tidy(name))
    if not told:
        return
    profile = OrganisationProfile(
        id="o-aaaaaaaaaa", name=told, country="DE", offers=tidied[0], seeks=tidied[1]
    )
    known = Known(profile=profile)

    records, _ = records_of((known,), OWN, THEMES)

    same_again(known, as_csv(records, OWN))
    same_again(known, as_json(records, OWN))


def test_all_organisations_of_the_example_come_back_the_same_in_every_format() -> None:
    known, themes = example_organisations(), the_example().themes
    bare = [one.model_copy(update={"contact_mark": ""}) for one in known]
    for mapping in (OWN, mapping_of("eccp")):
        records, _ = records_of(bare, mapping, themes)
        book = XlsxSpreadsheets().xlsx(as_workbook(records, mapping, "All"), made_at=AT)
        for content in (as_csv(records, mapping), as_json(records, mapping), book):
            done = plan(content, known, mapping=mapping, themes=themes, accept=())
            assert {(one.outcome.value, one.reason) for one in done.report.rows} == {("same", "")}
            assert len(done.report.rows) == len(known) == 93


def test_no_cell_of_an_export_begins_as_a_formula_does() -> None:
    known = Known(profile=OrganisationProfile(id="o-a", name="=1", region="@x", offers=("+2", "-3")))
    records, _ = records_of((known,), OWN, THEMES)

    cells = as_csv(records, OWN).decode("utf-8-sig").splitlines()[1].split(",")

    assert [one for one in cells if one[:1] in tuple("=+-@")] == []


def test_a_letter_that_the_encoding_lacks_is_not_replaced_silently() -> None:
    known = Known(profile=OrganisationProfile(id="o-a", name="Śląski"))
    mapping = OWN.model_copy(update={"encoding": "windows-1252"})
    records, _ = records_of((known,), mapping, THEMES)

    with pytest.raises(Unwritable, match="'Ś' cannot be written in windows-1252"):
        as_csv(records, mapping)


# --- mappings ----------------------------------------------------------------------------------------


def test_a_mapping_with_mistakes_says_line_and_remedy_of_each() -> None:
    text = (
        "platform: eccp\ntitle: ECCP\ndate_format: nonsense\ncolumns:\n"
        "  - {column: Name, field: name}\n  - {column: Sector, field: themes, values: sectors}\n"
        "values:\n  - {id: sectors, words: {Nano: nanoo}}\n"
    )
    with pytest.raises(MappingFileError) as refused:
        read_mapping(text, "eccp.yaml", THEMES)

    said = [(one.line, one.message, one.remedy) for one in refused.value.problems]
    assert said == [
        (3, "'nonsense' is no form of dates", "write it with %d, %m and %Y, as in %d.%m.%Y."),
        (8, "'nanoo' is no theme", "did you mean 'nano'?"),
    ]


def test_a_key_that_no_mapping_has_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(MappingFileError, match="did you mean 'separator'"):
        read_mapping(
            "platform: a\ntitle: A\nseparater: x\ncolumns: [{column: N, field: name}]\n", "a", THEMES
        )
