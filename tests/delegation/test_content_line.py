"""The writer and the strict reader of content lines find each other's mistakes."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.calendars.content_line import Property, UnsafeCalendar, checked, read_back, written

PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)
ATTACKS = ["\r\nATTENDEE:mailto:e@x.example", "\n", "\r", "\x00", "\x1f", "\r\n folded", "\x7f"]


@settings(max_examples=50, deadline=None)
@given(text=st.lists(PRINTABLE, max_size=4).map("\n".join), name=PRINTABLE)
def test_any_clean_text_is_written_and_read_back(text: str, name: str):
    meant = [
        Property("DESCRIPTION", text),
        Property("X-A", name, (("CN", name.replace('"', "")), ("B", "c"))),
    ]

    content = checked(meant)

    assert read_back(content) == meant
    assert max(map(len, content.split(b"\r\n"))) <= 75


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", ["UID", "URL", "ORGANIZER", "X-MICROSOFT-CDO-BUSYSTATUS"])
def test_what_would_become_another_line_is_not_given_out(attack: str, name: str):
    with pytest.raises(UnsafeCalendar):
        checked([Property(name, f"a{attack}")])


@pytest.mark.parametrize("attack", ["\r", "\x00", "\x0b"])
def test_a_text_that_nobody_cleaned_is_not_given_out(attack: str):
    with pytest.raises(UnsafeCalendar):
        checked([Property("SUMMARY", f"a{attack}b")])


@pytest.mark.parametrize("attack", ['a";X=1:"', '"', "a\r\nb", "\x01"])
def test_a_parameter_that_would_become_another_is_not_given_out(attack: str):
    with pytest.raises(UnsafeCalendar):
        checked([Property("ATTENDEE", "mailto:a@x.example", (("CN", attack),))])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SUMMARY:a",
        b"SUMMARY:a\n",
        b"SUMMARY:a\r\n\r\n",
        b"SUMMARY:a;b\r\n",
        b"SUMMARY:a\\Nb\r\n",
        b"summary:a\r\n",
        b"SUMMARY:\xc3\r\n \xbc\r\n",
        b"SUMMARY:" + b"x" * 68 + b"\r\n",
        b" SUMMARY:a\r\n",
    ],
)
def test_the_reader_takes_nothing_that_others_could_read_otherwise(content: bytes):
    with pytest.raises(UnsafeCalendar):
        read_back(content)


def test_a_fold_never_parts_a_backslash_from_its_letter():
    for shift in range(4):
        content = written([Property("SUMMARY", "x" * shift + "\\" * 300)])
        pieces = [line.removeprefix(b" ") for line in content.split(b"\r\n")]
        assert all(piece.count(b"\\") % 2 == 0 for piece in pieces)


@pytest.mark.parametrize("optimised", ["-O", "-OO"])
def test_the_guard_does_not_rest_on_assertions(optimised: str):
    program = f"""
from delegation.calendars.content_line import Property, checked
stopped = 0
for attack in {ATTACKS!r}:
    for one in (Property("UID", "a" + attack), Property("ATTENDEE", "mailto:a@x.example", (("CN", attack),))):
        try:
            checked([one])
        except ValueError:
            stopped += 1
print(stopped)
"""
    done = subprocess.run(
        [sys.executable, optimised, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stdout == f"{2 * len(ATTACKS)}\n", done.stderr
