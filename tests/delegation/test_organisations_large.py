"""A list of 50,000 rows: every row is told what it is, doubled ones are found, and memory stays bounded."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import pytest

from delegation.organisations.duplicates import duplicates
from delegation.organisations.import_plan import Outcome
from tests.organisations_read import plan, table

pytestmark = pytest.mark.timeout(600)
ROWS = 50_000
COUNTRIES = ("DE", "FR", "US", "IT", "PL", "SE")
BEGINNINGS = (
    "Al",
    "Bre",
    "Cas",
    "Dor",
    "El",
    "Fal",
    "Gra",
    "Hol",
    "Is",
    "Kal",
    "Lor",
    "Mon",
    "Nor",
    "Os",
    "Pal",
    "Ros",
)
MIDDLES = ("a", "be", "di", "en", "gi", "lo", "mi", "ra", "su", "vo")
ENDINGS = ("burg", "dal", "hem", "mar", "nia", "ve", "stad", "holm")
PLACES = tuple("".join(parts) for parts in product(BEGINNINGS, MIDDLES, ENDINGS))
BRANCHES = ("Photonics", "Materials", "Textile", "Biotech", "Robotics", "Energy", "Sensors")
MEBIBYTE = 1024
"""In the unit in which the system tells how much memory was used."""


def name_of(number: int) -> str:
    return f"{PLACES[number * 7 % len(PLACES)]} {BRANCHES[number % len(BRANCHES)]} Cluster {number}"


def row(number: int) -> str:
    """In each hundred one that is doubled by spelling, one by a slip, one without name or country."""
    name, country = name_of(number), COUNTRIES[number % len(COUNTRIES)]
    before = number - 6
    match number % 100:
        case 40:
            name, country = f"{name_of(before).upper()} GmbH", COUNTRIES[before % len(COUNTRIES)]
        case 60:
            name, country = name_of(before).replace("Cluster", "Clustr"), COUNTRIES[before % len(COUNTRIES)]
        case 80:
            name, country = ("", country) if number % 200 == 80 else (name, "Atlantis")
        case 90:
            name = f"={name}"
    website = "" if number % 100 in (40, 60) else f"https://organisation-{number}.example"
    return f"E-{number},{name},{country},{website},{number % 300},Nanotechnologies,office@o{number}.example"


def counted() -> tuple[dict[str, int], int, int]:
    """Outcomes, organisations that would be kept, and the most memory that was used, in KiB."""
    done = plan(table(*(row(number) for number in range(1, ROWS + 1))), accept=(Outcome.NEW,))
    told = {outcome.value: count for outcome, count in done.report.counts().items()}
    return told, len(done.versions), most_memory()


def most_memory() -> int:
    """The most this process held at once, in KiB.

    Not `ru_maxrss`: Linux carries that over from the process that started this one, and a worker that has run
    a few thousand tests is larger than the import it starts.
    """
    if sys.platform != "linux":
        return 0
    told = Path("/proc/self/status").read_text()
    [held] = (line for line in told.splitlines() if line.startswith("VmHWM:"))
    return int(held.split()[1])


@pytest.fixture(scope="module")
def imported() -> tuple[dict[str, int], int, int]:
    """Counted in a process of its own, so that the memory is that of the import."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
        return alone.submit(counted).result()


def test_each_of_fifty_thousand_rows_is_told_what_it_is(imported: tuple[dict[str, int], int, int]) -> None:
    outcomes, kept, _ = imported

    assert outcomes == {"new": 48_500, "duplicate": 1_000, "refused": 500}
    assert kept == 48_500


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory was used")
def test_fifty_thousand_rows_need_no_more_than_one_and_a_half_gibibytes(
    imported: tuple[dict[str, int], int, int],
) -> None:
    _, _, used = imported

    assert used < 1536 * MEBIBYTE


def test_pairs_among_many_of_nearly_one_name_are_few_for_each() -> None:
    """However many names are alike, each is compared with some of them only."""
    rows = [f"E-{n},Nano{'abcdefghijklmnopqrst'[n % 20]} Works {n},DE,,,," for n in range(2_000)]
    known = plan(table(*rows, "E-9999,NANOA WORKS 0 e.V.,DE,,,,"), accept=(Outcome.NEW,)).versions

    assert len(known) == 2_000
    assert duplicates(one.profile for one in known) == ()
