from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.appointments import Appointment, Appointments
from delegation.invite import Method
from tests.fakes import MemoryStore

LOCAL = "abcdefghijklmnopqrstuvwxyz234567"
UID = f"{LOCAL}@legation.example"


def revision(sequence: int, method: Method = Method.REQUEST) -> Appointment:
    return Appointment(
        delegation="usa-2017", recipient="A-17", item="visit", sequence=sequence, method=method
    )


@pytest.fixture
def appointments() -> Appointments:
    return Appointments(MemoryStore())


def test_an_old_revision_never_leaves_after_a_newer_one(appointments: Appointments):
    assert appointments.claim(UID, revision(0))
    assert appointments.claim(UID, revision(2))

    assert not appointments.claim(UID, revision(1))
    assert appointments.find(UID) == revision(2).model_copy(update={"domain": "legation.example"})


def test_the_same_revision_may_be_claimed_again_so_that_a_retry_can_finish(appointments: Appointments):
    assert appointments.claim(UID, revision(1))
    assert appointments.claim(UID, revision(1))


def test_after_a_cancellation_only_a_higher_sequence_leaves(appointments: Appointments):
    appointments.claim(UID, revision(1, Method.CANCEL))

    assert not appointments.claim(UID, revision(1))
    assert appointments.claim(UID, revision(2))


def test_the_first_mail_stays_known(appointments: Appointments):
    for sequence in (3, 5, 8):
        appointments.claim(UID, revision(sequence))

    found = appointments.find(UID)
    assert found is not None
    assert (found.first, found.sequence) == (3, 8)


@pytest.mark.parametrize("uid", [UID, LOCAL, UID.upper(), LOCAL.title()])
def test_a_uid_is_found_in_any_case_and_without_its_domain(appointments: Appointments, uid: str):
    appointments.claim(UID, revision(0))

    assert appointments.find(uid) is not None


@pytest.mark.parametrize(
    "uid",
    [
        "",
        "@legation.example",
        f"{LOCAL}@other.example",
        f"{LOCAL}@legation.example@other.example",
        f"{LOCAL}x@legation.example",
        f"{LOCAL}\n",
        f"../{LOCAL[3:]}",
        LOCAL.replace("a", "1"),
        LOCAL.replace("k", "\N{KELVIN SIGN}"),
        LOCAL[::-1],
        "x" * 100_000,
    ],
)
def test_what_a_stranger_makes_up_is_nothing(appointments: Appointments, uid: str):
    appointments.claim(UID, revision(0))

    assert appointments.find(uid) is None


def test_a_uid_of_somebody_else_cannot_be_claimed(appointments: Appointments):
    with pytest.raises(ValueError, match="not the UID of an invite"):
        appointments.claim("1234@other.example", revision(0))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(Method)), min_size=1, max_size=12))
def test_whatever_is_claimed_in_whatever_order_what_leaves_only_rises(claims: list[tuple[int, Method]]):
    appointments = Appointments(MemoryStore())

    left = [claim for claim in claims if appointments.claim(UID, revision(*claim))]

    sequences = [sequence for sequence, _ in left]
    assert sequences == sorted(sequences)
    assert len({sequence for sequence, _ in left}) == len(set(left)), "one method for each SEQUENCE"


def test_of_many_attempts_at_once_the_highest_stays():
    appointments = Appointments(MemoryStore())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda sequence: appointments.claim(UID, revision(sequence)), range(32)))

    found = appointments.find(UID)
    assert found is not None
    assert found.sequence == 31
