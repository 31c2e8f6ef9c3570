"""The search for canaries finds a value in whatever form it is written, and nothing where there is none."""

import base64
import gzip
import json
import sqlite3
import urllib.parse
import zlib
from pathlib import Path

import pytest

from delegation.reading.story import Story
from portal.story_files import read_story_folder
from tests.canaries import LABELS, labels_of, personal_values, search

VALUE = "Inês Müller-Łukasz +32 555"
EXAMPLE = Path(__file__).parents[1] / "examples" / "usa-2017"


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    for part in ("log", "s3", "temporal", "mail", "keys"):
        (tmp_path / part).mkdir()
    return tmp_path


WRITTEN = {
    "utf-8": VALUE.encode(),
    "utf-16-le": VALUE.encode("utf-16-le"),
    "utf-16-be": VALUE.encode("utf-16-be"),
    "json": json.dumps(VALUE).encode(),
    "quoted": urllib.parse.quote(VALUE).lower().encode(),
    "quoted-plus": urllib.parse.quote_plus(VALUE).encode(),
    **{
        f"base64-after-{before}": base64.b64encode(b"x" * before + VALUE.encode() + b"behind")
        for before in range(3)
    },
    "base64-url": base64.urlsafe_b64encode(b"before" + VALUE.encode()),
    "base64-of-json": base64.b64encode(json.dumps({"name": VALUE}).encode()),
    "label": b'requests{operation="In_s_M_ller__ukasz__32_555"} 1',
    "deflated": zlib.compress(json.dumps({"name": VALUE}).encode()),
    "gzipped": gzip.compress(VALUE.encode(), mtime=0),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_value_is_found_in_every_form(stack: Path, written: bytes) -> None:
    (stack / "s3" / "volume.dat").write_bytes(b"\x00\xff before " + written + b" behind \x78\x9c")

    assert {(one.value, one.place.partition(",")[0]) for one in search(stack, [VALUE])} == {
        (VALUE, "s3/volume.dat")
    }


def test_a_value_that_lies_in_pieces_on_the_pages_of_the_database_is_found(stack: Path) -> None:
    connection = sqlite3.connect(stack / "temporal" / "temporal.db")
    connection.execute("PRAGMA page_size = 512")
    connection.execute("CREATE TABLE history_node (data BLOB)")
    long = b"".join(b"%04d" % number + b"." * 300 + VALUE.encode() for number in range(20))
    connection.execute("INSERT INTO history_node VALUES (?)", [long])
    connection.commit()
    connection.close()

    assert "temporal/temporal.db history_node" in {one.place for one in search(stack, [VALUE])}


def test_what_only_the_write_ahead_log_holds_is_found(stack: Path) -> None:
    connection = sqlite3.connect(stack / "temporal" / "temporal.db")
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("CREATE TABLE executions (data BLOB)")
    connection.execute("INSERT INTO executions VALUES (?)", [VALUE])
    connection.commit()

    places = {one.place for one in search(stack, [VALUE])}
    connection.close()
    assert {"temporal/temporal.db executions", "temporal/temporal.db-wal"} <= places


def test_inboxes_and_keys_are_left_out_and_what_is_given_beside_is_not(stack: Path) -> None:
    (stack / "mail" / "1.eml").write_text(VALUE)
    (stack / "keys" / "engine.json").write_text(VALUE)
    (stack / "log" / "worker.log").write_text("all is well")

    assert search(stack, [VALUE]) == []
    assert [one.place for one in search(stack, [VALUE], {"metrics": VALUE.encode()})] == ["metrics"]


METRICS = """\
# HELP requests {workflow_id="delegation/usa-2017"}
# TYPE requests counter
requests{namespace="default",operation="Poll{Task"} 3
requests 1
latency_bucket{le="+Inf"} 2
applications{applicant="a-17"} 1
"""


def test_a_label_of_metrics_that_nobody_looked_at_is_named() -> None:
    found = labels_of([METRICS.encode()])

    assert found == {"namespace", "operation", "le", "applicant"}
    assert found - LABELS == {"applicant"}


def test_where_there_is_no_stack_nothing_is_called_clean(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no stack"):
        search(tmp_path / "gone", [VALUE])


def test_a_short_value_is_refused_since_it_would_be_found_by_chance(stack: Path) -> None:
    (stack / "log" / "worker.log").write_text("all is well")
    with pytest.raises(AssertionError, match="too short"):
        search(stack, ["DE"])


def test_an_example_has_forty_values_of_every_kind() -> None:
    _, story = read_story_folder(EXAMPLE)
    assert isinstance(story, Story)

    values = personal_values(story)
    assert len(set(values)) == 40
    assert {"vegan", "Katrin Lohmann", "katrin.lohmann@biosaxony.example", "X1000000"} <= set(values)
    assert "Alex Lohmann, +32 555 02 10" in values
