"""What the vault promises: nothing readable without the keys, nothing moved, and gone when erased."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.data_keys import DataKey, DataKeys
from activities.keys import feed_key, file_key, outbox_key, papers_key, person_key
from activities.owners import Owner
from activities.ports import Erased, KeyRefused, KeyTaken, Missing, NotGenuine
from activities.sealing import ID, MAGIC, NONCE, SealedStore, is_sealed, seal, unseal
from tests.fakes import MemoryKeys, MemoryStore

JSON = "application/json"
PASSPORT = b'{"number": "C01X00T47"}'
KEY = DataKey(b"12345678", bytes(range(32)), bytes(range(32, 64)))
OTHER = DataKey(b"12345678", bytes(32), bytes(range(32, 64)))
PLACE = papers_key("usa-2017", "A-17", "passport")

places = st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9.-]{1,8}){0,3}", fullmatch=True)
contents = st.binary(max_size=200)


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def sealed_over(
    inner: MemoryStore, ring: MemoryKeys, clock: Clock | None = None, *, plain: bool = True
) -> SealedStore:
    """As one process sees the vault."""
    keys = DataKeys(inner, ring, now=clock) if clock else DataKeys(inner, ring)
    return SealedStore(inner, keys, plain=plain)


@pytest.fixture
def inner() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def ring() -> MemoryKeys:
    return MemoryKeys()


@pytest.fixture
def vault(inner: MemoryStore, ring: MemoryKeys) -> SealedStore:
    return sealed_over(inner, ring)


@given(places, contents)
def test_what_was_sealed_for_a_place_opens_there(place: str, content: bytes):
    assert unseal(KEY, place, seal(KEY, place, content)) == content


@given(places, contents)
def test_the_same_in_the_same_place_is_sealed_to_the_same_bytes(place: str, content: bytes):
    assert seal(KEY, place, content) == seal(KEY, place, content)


@given(places, contents, places, contents)
def test_no_two_places_and_no_two_contents_share_a_nonce(one: str, content: bytes, two: str, other: bytes):
    nonces = [
        seal(KEY, one, content)[len(MAGIC) + ID :][:NONCE],
        seal(KEY, two, other)[len(MAGIC) + ID :][:NONCE],
    ]

    assert (nonces[0] == nonces[1]) == ((one, content) == (two, other))


@given(places, contents, places)
def test_what_was_moved_never_opens(place: str, content: bytes, elsewhere: str):
    sealed = seal(KEY, place, content)

    if elsewhere != place:
        with pytest.raises(NotGenuine):
            unseal(KEY, elsewhere, sealed)


@given(contents, st.data())
def test_what_was_cut_off_or_lengthened_never_opens(content: bytes, data: st.DataObject):
    sealed = seal(KEY, PLACE, content)
    length = data.draw(st.integers(0, len(sealed) - 1))

    for changed in (sealed[:length], sealed + b"\0", sealed[length + 1 :]):
        with pytest.raises(NotGenuine):
            unseal(KEY, PLACE, changed)


@given(contents, st.data())
def test_what_had_a_bit_flipped_anywhere_never_opens(content: bytes, data: st.DataObject):
    sealed = bytearray(seal(KEY, PLACE, content))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(NotGenuine):
        unseal(KEY, PLACE, bytes(sealed))


def test_the_key_of_another_never_opens_it():
    with pytest.raises(NotGenuine):
        unseal(OTHER, PLACE, seal(KEY, PLACE, PASSPORT))


def test_nothing_readable_lies_in_the_bucket(inner: MemoryStore, vault: SealedStore):
    for key in (PLACE, file_key("usa-2017"), "inbound/mail.eml"):
        vault.create(key, PASSPORT, JSON)

    assert not any(b"C01X00T47" in lying for lying in inner.content.values())
    kept = {key: vault.read(key) for key in vault.keys("")}
    assert kept == dict.fromkeys((PLACE, file_key("usa-2017"), "inbound/mail.eml"), PASSPORT)


def test_the_reference_describes_what_is_read_and_not_what_lies_there(vault: SealedStore):
    ref = vault.create(PLACE, PASSPORT, JSON)

    assert (ref.size, ref.media_type) == (len(PASSPORT), JSON)


def test_people_delegations_and_the_rest_are_sealed_with_keys_of_their_own(
    inner: MemoryStore, vault: SealedStore
):
    for key in (PLACE, person_key("usa-2017", "A-18"), file_key("usa-2017"), "inbound/mail.eml"):
        vault.create(key, PASSPORT, JSON)

    lying = [inner.content[key] for key in vault.keys("")]
    assert len({one[len(MAGIC) :][:ID] for one in lying}) == 4


def test_what_was_put_in_anothers_place_is_not_shown_as_theirs(inner: MemoryStore, vault: SealedStore):
    vault.create(PLACE, PASSPORT, JSON)
    theirs = papers_key("usa-2017", "A-18", "passport")
    vault.create(theirs, b"{}", JSON)

    inner.content[theirs] = inner.content[PLACE]

    with pytest.raises(NotGenuine, match="changed, moved"):
        vault.read(theirs)


def test_a_wrapped_key_that_was_put_in_anothers_place_is_refused(
    inner: MemoryStore, ring: MemoryKeys, vault: SealedStore
):
    vault.create(PLACE, PASSPORT, JSON)
    vault.create(person_key("usa-2017", "A-18"), b"{}", JSON)

    inner.content[Owner("usa-2017", "a-18").key] = inner.content[Owner("usa-2017", "a-17").key]

    with pytest.raises(KeyRefused):
        sealed_over(inner, ring).read(person_key("usa-2017", "A-18"))


def test_what_was_stored_before_sealing_is_read_and_sealed_when_it_changes(
    inner: MemoryStore, vault: SealedStore
):
    inner.create(PLACE, b"old", JSON)

    assert vault.read(PLACE) == b"old"
    assert vault.create(PLACE, b"old", JSON).size == 3
    assert not vault.replace(PLACE, b"new", JSON, instead_of=b"another")
    assert vault.replace(PLACE, b"new", JSON, instead_of=b"old")
    assert is_sealed(inner.read(PLACE))
    assert vault.read(PLACE) == b"new"


def test_a_swap_of_old_content_that_already_happened_counts_as_done(inner: MemoryStore, vault: SealedStore):
    inner.create(PLACE, b"old", JSON)

    assert vault.replace(PLACE, b"old", JSON, instead_of=None)


def test_a_vault_without_old_content_refuses_what_was_slipped_in_unsealed(
    inner: MemoryStore, ring: MemoryKeys
):
    strict = sealed_over(inner, ring, plain=False)
    inner.create(PLACE, b"slipped in", JSON)

    with pytest.raises(NotGenuine, match="not sealed"):
        strict.read(PLACE)
    assert not strict.replace(PLACE, b"new", JSON, instead_of=b"slipped in")
    with pytest.raises((KeyTaken, NotGenuine)):
        strict.create(PLACE, b"slipped in", JSON)


def test_of_an_erased_person_nothing_is_read_written_or_left_and_others_keep_everything(
    inner: MemoryStore, vault: SealedStore
):
    mine = [
        PLACE,
        person_key("usa-2017", "A-17"),
        outbox_key("usa-2017", "A-17", "abc"),
        feed_key("usa-2017", "A-17"),
    ]
    theirs = [
        papers_key("usa-2017", "A-1", "passport"),
        person_key("usa-2017", "A-170"),
        file_key("usa-2017"),
    ]
    for key in (*mine, *theirs):
        vault.create(key, PASSPORT, JSON)

    erasure = vault.erase("usa-2017", "A-17")

    assert erasure.objects == {"participants": 1, "people": 1, "outbox": 1, "feeds": 1}
    assert sorted(vault.keys("")) == sorted(theirs)
    assert [vault.read(key) for key in theirs] == [PASSPORT] * 3
    for key in (*mine, papers_key("usa-2017", "A-17", "never-written")):
        with pytest.raises(Erased, match="'a-17' of the delegation 'usa-2017' was erased"):
            vault.read(key)
        with pytest.raises(Erased):
            vault.create(key, b"back again", JSON)
        with pytest.raises(Erased):
            vault.replace(key, b"back again", JSON, instead_of=None)
    assert not any(b"back again" in lying or key in mine for key, lying in inner.content.items())


def test_an_object_kept_aside_does_not_open_after_the_erasure(
    inner: MemoryStore, ring: MemoryKeys, vault: SealedStore
):
    vault.create(PLACE, PASSPORT, JSON)
    kept_aside = inner.read(PLACE)
    vault.erase("usa-2017", "A-17")

    inner.content[PLACE] = kept_aside

    for process in (vault, sealed_over(inner, ring)):
        with pytest.raises(Erased):
            process.read(PLACE)


def test_erasing_twice_is_no_error_and_the_second_time_nothing_is_left_to_destroy(vault: SealedStore):
    vault.create(PLACE, PASSPORT, JSON)

    assert vault.erase("usa-2017", "A-17").objects == {"participants": 1}
    assert vault.erase("usa-2017", "a-17").objects == {}


def test_somebody_of_whom_nothing_was_kept_can_be_erased_and_gets_nothing_afterwards(vault: SealedStore):
    vault.erase("usa-2017", "A-17")

    with pytest.raises(Erased):
        vault.create(PLACE, PASSPORT, JSON)


def test_a_process_that_knows_the_key_writes_nothing_after_the_erasure_of_another(
    inner: MemoryStore, ring: MemoryKeys
):
    here, there = sealed_over(inner, ring), sealed_over(inner, ring)
    here.create(PLACE, PASSPORT, JSON)

    there.erase("usa-2017", "A-17")

    with pytest.raises(Erased):
        here.create(person_key("usa-2017", "A-17"), PASSPORT, JSON)
    assert person_key("usa-2017", "A-17") not in inner.content
    with pytest.raises(Erased):
        here.read(PLACE)


def test_a_process_that_knows_the_key_learns_that_what_it_misses_was_erased_by_another(
    inner: MemoryStore, ring: MemoryKeys
):
    here, there = sealed_over(inner, ring), sealed_over(inner, ring)
    here.create(PLACE, PASSPORT, JSON)

    there.erase("usa-2017", "A-17")

    assert here.find(PLACE) is None
    with pytest.raises(Erased):
        here.read(PLACE)


class Undeletable(MemoryStore):
    """A store in which this process may remove nothing."""

    def delete(self, key: str) -> None:
        raise OSError("403 AccessDenied")


def test_a_process_that_may_not_remove_anything_learns_of_an_erasure_all_the_same(ring: MemoryKeys):
    inner = MemoryStore()
    here = Undeletable()
    here.content = inner.content
    portal, office = sealed_over(here, ring), sealed_over(inner, ring)
    portal.create(PLACE, PASSPORT, JSON)
    office.erase("usa-2017", "A-17")

    with pytest.raises(Erased):
        portal.create(person_key("usa-2017", "A-17"), PASSPORT, JSON)
    with pytest.raises(Erased):
        office.read(person_key("usa-2017", "A-17"))


def test_a_process_forgets_keys_so_that_an_erasure_reaches_it_in_time(inner: MemoryStore, ring: MemoryKeys):
    clock = Clock()
    here, there = sealed_over(inner, ring, clock), sealed_over(inner, ring)
    here.create(PLACE, PASSPORT, JSON)
    kept_aside = inner.read(PLACE)
    there.erase("usa-2017", "A-17")
    inner.content[PLACE] = kept_aside

    clock.seconds = 30

    with pytest.raises(Erased):
        here.read(PLACE)


class Stopping(MemoryStore):
    """A store that goes away before its nth write or deletion."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls = calls

    def _count(self) -> None:
        self.calls -= 1
        if self.calls == 0:
            raise OSError("The store is away.")

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        self._count()
        return super().replace(key, content, media_type, instead_of=instead_of)

    def delete(self, key: str) -> None:
        self._count()
        super().delete(key)


@pytest.mark.parametrize("calls", range(1, 8))
def test_an_erasure_that_was_cut_off_anywhere_is_finished_by_the_next(calls: int, ring: MemoryKeys):
    inner = Stopping(0)
    vault = sealed_over(inner, ring)
    for key in (PLACE, person_key("usa-2017", "A-17")):
        vault.create(key, PASSPORT, JSON)
    inner.calls = calls

    try:
        vault.erase("usa-2017", "A-17")
    except OSError:
        inner.calls = 0
        SealedStore(inner, DataKeys(inner, ring)).erase("usa-2017", "A-17")

    assert list(vault.keys("")) == []
    with pytest.raises(Erased):
        sealed_over(inner, ring).read(PLACE)


@pytest.mark.parametrize("calls", range(3, 8))
def test_once_an_erasure_began_nobody_draws_another_key(calls: int, ring: MemoryKeys):
    """With its two stones in place the person is erased, wherever it was cut off."""
    inner = Stopping(0)
    sealed_over(inner, ring).create(PLACE, PASSPORT, JSON)
    inner.calls = calls
    try:
        sealed_over(inner, ring).erase("usa-2017", "A-17")
    except OSError:
        inner.calls = 0

    with pytest.raises(Erased):
        sealed_over(inner, ring).create(person_key("usa-2017", "A-17"), PASSPORT, JSON)


@given(st.lists(st.tuples(st.sampled_from(["a-1", "a-17", "a-170", "b"]), contents), max_size=12), st.data())
@settings(max_examples=40)
def test_an_erasure_takes_everything_of_one_and_nothing_of_others(
    written: list[tuple[str, bytes]], data: st.DataObject
):
    inner, ring = MemoryStore(), MemoryKeys()
    vault = sealed_over(inner, ring)
    expected = {}
    for number, (person, content) in enumerate(written):
        key = papers_key("usa-2017", person, f"paper-{number}")
        vault.create(key, content, JSON)
        expected[key] = person, content
    erased = data.draw(st.sampled_from(["a-1", "a-17", "a-170", "b"]))

    vault.erase("usa-2017", erased)

    for key, (person, content) in expected.items():
        if person == erased:
            with pytest.raises(Erased):
                vault.read(key)
        else:
            assert vault.read(key) == content


def test_after_a_rotation_everything_is_read_and_the_old_master_is_not_needed(
    inner: MemoryStore, ring: MemoryKeys, vault: SealedStore
):
    for key in (PLACE, file_key("usa-2017"), "inbound/mail.eml"):
        vault.create(key, PASSPORT, JSON)
    vault.erase("usa-2017", "A-18")
    ring.masters.append("memory-2")

    renewed = [vault.data_keys.wrap_anew(key) for key, _ in vault.data_keys.records()]
    again = [vault.data_keys.wrap_anew(key) for key, _ in vault.data_keys.records()]
    ring.masters.remove("memory-1")

    assert renewed.count(True) == 3
    assert not any(again)
    assert {sealed_over(inner, ring).read(key) for key in vault.keys("")} == {PASSPORT}


def test_a_vault_opened_with_another_key_ring_says_so(inner: MemoryStore, vault: SealedStore):
    vault.create(PLACE, PASSPORT, JSON)

    with pytest.raises(KeyRefused):
        sealed_over(inner, MemoryKeys()).read(PLACE)


def test_what_was_never_stored_is_missing_and_draws_no_key(inner: MemoryStore, vault: SealedStore):
    with pytest.raises(Missing) as missing:
        vault.read(PLACE)

    assert not isinstance(missing.value, Erased)
    assert inner.content == {}
