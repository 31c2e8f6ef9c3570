"""Registrations as a table are what a file for each person would have said."""

from hypothesis import given
from hypothesis import strategies as st

from delegation.form import FieldType, FormField
from delegation.reading.registration_table import read_registrations

FIELDS = (
    FormField(id="country", label="Country", type=FieldType.COUNTRY),
    FormField(id="themes", label="Themes", type=FieldType.CHOICES, choices=("energy", "health")),
)
HEADER = "id,sent,name,email,organisation,country,themes"


def test_a_row_becomes_the_application_that_its_person_sent():
    said = "P-1,2016-03-01 10:00,Anna Berg,anna@berg.example,Berg e.V.,DE,energy | health"
    text = f"# made up\n{HEADER}\n{said}\n"

    rows, problems = read_registrations(text, FIELDS)

    assert problems == []
    assert rows[0].line == 3
    assert rows[0].sent.id == "P-1"
    assert rows[0].sent.application["person"] == {
        "name": "Anna Berg",
        "email": "anna@berg.example",
        "organisation": "Berg e.V.",
    }
    assert rows[0].sent.application["answers"] == {"country": "DE", "themes": ["energy", "health"]}


def test_a_second_row_of_the_same_person_mends_the_first():
    text = (
        f"{HEADER}\nP-1,2016-03-01 10:00,Anna Berg,anna@berg.example,Berg e.V.,DE,\n"
        "P-1,2016-03-04 09:00,Anna Berg,anna@berg.example,Berg e.V.,DE,health\n"
    )

    (row,) = read_registrations(text, FIELDS)[0]

    assert row.sent.application["answers"] == {"country": "DE"}
    assert row.sent.mended is not None
    assert row.sent.mended_application()["answers"] == {"country": "DE", "themes": ["health"]}


def test_what_is_wrong_is_told_with_its_line():
    def told(text: str) -> list[str]:
        return [f"{one.line}: {one.message}" for one in read_registrations(text, FIELDS)[1]]

    assert told("") == ["1: the table is empty"]
    assert told("id,sent,name\n") == ["1: the column 'email' is missing"]
    assert told(f"{HEADER},shoe-size\n") == ["1: 'shoe-size' is no column that is known here"]
    assert told(f"{HEADER},themes\n") == ["1: 'themes' is twice"] * 2
    assert told(f"{HEADER}\nP-1,2016-03-01 10:00\n") == ["2: 2 cells for 7 columns"]
    assert [one[:8] for one in told(f"{HEADER}\nP-1,yesterday,A,a@b.example,B,DE,energy\n")] == ["2: sent:"]


@given(st.text(max_size=300))
def test_any_text_ends_with_rows_or_problems(text: str):
    rows, problems = read_registrations(text, FIELDS)

    assert rows or problems
