"""What letters say of the people they name, and how often the store is asked for it."""

from activities.data_keys import DataKeys
from activities.ports import DocumentStore
from activities.register import Register
from activities.request_records import ENTRY_KEPT, RequestRecords
from activities.sealing import SealedStore
from delegation.application import Application
from delegation.letter import Letter, LetterName
from delegation.person import Person
from tests.fakes import MemoryKeys, MemoryStore
from tests.usa import usa_2017

SLUG = usa_2017().slug


class CountingStore(MemoryStore):
    """A store that knows how often it was read."""

    reads = 0

    def read(self, key: str) -> bytes:
        self.reads += 1
        return super().read(key)


def register_with(store: DocumentStore, organisation: str) -> Register:
    register = Register(store)
    person = Person(
        id="A-01", name="Ana", email="ana@people.example", organisation=organisation, zone="Europe/Zagreb"
    )
    register.keep_application(SLUG, Application(id="A-01", person=person, answers={"country": "HR"}))
    return register


def opening() -> Letter:
    return Letter(
        name=LetterName.REQUESTS_OPEN, recipient="A-02", facts={"partners": ({"participant": "A-01"},)}
    )


def organisation_in(letter: Letter) -> str:
    (row,) = letter.facts["partners"]  # type: ignore[misc]
    return str(row["organisation"])  # type: ignore[call-overload, index]


def test_a_hundred_letters_read_the_catalogue_once_and_see_a_correction_a_minute_later() -> None:
    store, seconds = CountingStore(), [1000.0]
    records = RequestRecords(store, register_with(store, "Sava Voda"), lambda: seconds[0])

    store.reads = 0
    for _ in range(100):
        assert organisation_in(records.with_people(usa_2017(), opening())) == "Sava Voda"
    assert store.reads == 1

    register_with(store, "Drava Voda")
    seconds[0] += ENTRY_KEPT + 1
    assert organisation_in(records.with_people(usa_2017(), opening())) == "Drava Voda"


def test_of_somebody_erased_no_later_letter_shows_what_was_read_before() -> None:
    inner = MemoryStore()
    store = SealedStore(inner, DataKeys(inner, MemoryKeys()))
    records = RequestRecords(store, register_with(store, "Sava Voda"), lambda: 1000.0)
    assert organisation_in(records.with_people(usa_2017(), opening())) == "Sava Voda"

    store.erase(SLUG, "A-01")

    assert organisation_in(records.with_people(usa_2017(), opening())) == "A-01"
