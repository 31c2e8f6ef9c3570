"""Who applies again by the same address is told in the receipt; nobody else learns of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.applied_from import AppliedFrom
from activities.data_keys import DataKeys
from activities.keys import applied_from_prefix, applied_twice_prefix
from activities.register import Register
from activities.sealing import SealedStore
from delegation.document import DocumentRef
from delegation.letter import Letter, LetterName
from delegation.person import Person
from tests.fakes import MemoryKeys, MemoryStore

SLUG = "usa-2017"
AT = "2017-02-06T10:12+01:00[Europe/Brussels]|Brussels"
LATER = "2017-02-07T09:00+01:00[Europe/Brussels]|Brussels"


class Counted(MemoryStore):
    """Counts what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def find(self, key: str) -> bytes | None:
        self.asked += 1
        return super().find(key)

    def read(self, key: str) -> bytes:
        self.asked += 1
        return super().read(key)

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        self.asked += 1
        return super().create(key, content, media_type)

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        self.asked += 1
        return super().replace(key, content, media_type, instead_of=instead_of)


class Applications:
    """Receipts, as the mail room writes them."""

    def __init__(self, store: MemoryStore | SealedStore) -> None:
        self.store, self.register = store, Register(store)
        self.applied_from = AppliedFrom(store, self.register)

    def receipt(self, participant: str, address: str, at: str = AT) -> dict[str, object]:
        """The facts of the letter; the person is known before, as after an intake."""
        name = f"Ada {participant}"
        person = Person(id=participant, name=name, email=address, organisation="Engines")
        self.register.keep(SLUG, person)
        facts = {"receipt_code": "7K4M-2QPX", "received_at": at, "closes_at": at, "decision_by": at}
        letter = Letter(name=LetterName.APPLICATION_RECEIVED, recipient=participant, facts=facts)
        return dict(self.applied_from.told(SLUG, letter, person).facts)

    def lying(self) -> list[str]:
        prefixes = (applied_from_prefix(SLUG), applied_twice_prefix(SLUG))
        return [key for prefix in prefixes for key in self.store.keys(prefix)]


@pytest.fixture
def applications() -> Applications:
    return Applications(Counted())


def test_the_second_receipt_names_the_first_and_both_know_each_other(applications: Applications):
    first = applications.receipt("A-1", "ada@engines.example")
    second = applications.receipt("A-2", "Ada@Engines.example", LATER)
    other = applications.receipt("A-3", "grace@engines.example")

    assert "earlier_id" not in first
    assert (second["earlier_id"], second["earlier_at"]) == ("A-1", AT)
    assert "earlier_id" not in other
    assert applications.applied_from.twice(SLUG) == {"A-1": ("A-2",), "A-2": ("A-1",)}


def test_replacing_ones_own_application_or_writing_the_letter_again_is_no_second_one(
    applications: Applications,
):
    for at in (AT, AT, LATER):
        assert "earlier_id" not in applications.receipt("A-1", "ada@engines.example", at)
    assert applications.applied_from.twice(SLUG) == {}
    twice = [applications.receipt("A-2", "ada@engines.example") for _ in range(3)]
    assert {one["earlier_at"] for one in twice} == {AT}, "The receipt of the first stays as it was."


def test_an_address_that_is_new_costs_one_write_and_no_look(applications: Applications):
    person = Person(id="A-1", name="Ada", email="ada@engines.example", organisation="Engines")
    facts = {"received_at": AT}
    letter = Letter(name=LetterName.APPLICATION_RECEIVED, recipient="A-1", facts=facts)
    assert isinstance(applications.store, Counted)
    applications.applied_from.told(SLUG, letter, person)
    before = applications.store.asked

    one = person.model_copy(update={"email": "grace@engines.example", "id": "A-2"})
    applications.applied_from.told(SLUG, letter.model_copy(update={"recipient": "A-2"}), one)

    assert applications.store.asked - before == 1


def test_who_corrected_their_address_is_no_longer_the_same(applications: Applications):
    applications.receipt("A-1", "office@engines.example")
    applications.receipt("A-2", "office@engines.example")
    applications.receipt("A-2", "grace@engines.example", LATER)

    assert applications.applied_from.twice(SLUG) == {}
    third = applications.receipt("A-3", "office@engines.example", LATER)
    assert third["earlier_id"] == "A-1"
    assert applications.applied_from.twice(SLUG) == {"A-1": ("A-3",), "A-3": ("A-1",)}


def test_another_letter_tells_nothing_and_notes_nothing(applications: Applications):
    person = Person(id="A-1", name="Ada", email="ada@engines.example", organisation="Engines")
    letter = Letter(name=LetterName.PLACE_CONFIRMED, recipient="A-1", facts={"next_steps": ("wait",)})

    assert applications.applied_from.told(SLUG, letter, person) is letter
    assert applications.lying() == []


def test_no_address_stands_in_what_lies_there(applications: Applications):
    applications.receipt("A-1", "ada@engines.example")
    applications.receipt("A-2", "ada@engines.example")

    assert isinstance(applications.store, MemoryStore)
    for key in applications.lying():
        assert b"engines" not in key.encode() + applications.store.read(key)


def test_however_many_apply_at_once_each_knows_another_and_none_is_lost(applications: Applications):
    ids = [f"A-{number}" for number in range(1, 9)]
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda one: applications.receipt(one, "office@engines.example"), ids))

    assert sum("earlier_id" not in one for one in told) == 1
    twice = applications.applied_from.twice(SLUG)
    assert {one: {one, *others} for one, others in twice.items()} == {one: set(ids) for one in ids}


def test_of_who_was_erased_neither_id_nor_fingerprint_is_left():
    inner = MemoryStore()
    store = SealedStore(inner, DataKeys(inner, MemoryKeys()))
    applications = Applications(store)
    applications.receipt("A-1", "ada@engines.example")
    applications.receipt("A-2", "ada@engines.example")
    applications.receipt("A-3", "grace@engines.example")

    store.erase(SLUG, "A-1")
    store.erase(SLUG, "A-3")
    for one in ("A-1", "a-3", "A-3"):
        applications.applied_from.forget(SLUG, one)

    assert applications.applied_from.twice(SLUG) == {}
    left = [store.read(key) for key in applications.lying()]
    assert left
    assert all(b"A-1" not in one and b"A-3" not in one for one in left)
    assert "earlier_id" not in applications.receipt("A-4", "grace@engines.example")
    assert applications.receipt("A-5", "ada@engines.example")["earlier_id"] == "A-2"
