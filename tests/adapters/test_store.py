import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.adapters.s3 import S3Store, s3_client
from activities.ports import DocumentStore, KeyTaken, Missing

TEXT = "text/plain"
at_once = pytest.mark.parametrize("store", ["memory", "seaweed", "sealed"], indirect=True)
"""moto looks at a condition and stores in two steps, without a lock: it has no answer to who came first."""


def test_what_is_created_can_be_read_and_is_described(store: DocumentStore):
    ref = store.create("delegations/usa-2017/a.txt", b"one", TEXT)

    assert store.read("delegations/usa-2017/a.txt") == b"one"
    assert (ref.key, ref.size, ref.media_type) == ("delegations/usa-2017/a.txt", 3, TEXT)
    assert ref.sha256 == hashlib.sha256(b"one").hexdigest()


def test_creating_the_same_again_is_no_error_and_gives_the_same_reference(store: DocumentStore):
    assert store.create("a", b"one", TEXT) == store.create("a", b"one", TEXT)


def test_creating_something_else_under_a_taken_key_is_refused(store: DocumentStore):
    store.create("a", b"one", TEXT)

    with pytest.raises(KeyTaken):
        store.create("a", b"two", TEXT)
    assert store.read("a") == b"one"


def test_what_was_never_stored_is_missing(store: DocumentStore):
    with pytest.raises(Missing):
        store.read("nothing/here")


def test_a_swap_succeeds_only_from_the_state_it_was_made_for(store: DocumentStore):
    assert store.replace("a", b"one", TEXT, instead_of=None)
    assert not store.replace("a", b"two", TEXT, instead_of=None)
    assert not store.replace("a", b"two", TEXT, instead_of=b"zero")
    assert store.replace("a", b"two", TEXT, instead_of=b"one")
    assert store.read("a") == b"two"


def test_a_swap_that_already_happened_counts_as_done(store: DocumentStore):
    """The answer to our own write may get lost; asking again must not look like a lost race."""
    store.replace("a", b"one", TEXT, instead_of=None)

    assert store.replace("a", b"one", TEXT, instead_of=None)


def test_nothing_can_be_swapped_where_nothing_is(store: DocumentStore):
    assert not store.replace("a", b"two", TEXT, instead_of=b"one")


@at_once
def test_of_many_who_create_at_once_exactly_one_succeeds(store: DocumentStore):
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: store.replace("race", b"%d" % n, TEXT, instead_of=None), range(8)))

    assert won.count(True) == 1
    assert store.read("race") == b"%d" % won.index(True)


@at_once
def test_of_many_who_swap_at_once_exactly_one_succeeds(store: DocumentStore):
    store.create("race", b"start", TEXT)

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: store.replace("race", b"%d" % n, TEXT, instead_of=b"start"), range(8)))

    assert won.count(True) == 1
    assert store.read("race") == b"%d" % won.index(True)


def test_keys_are_listed_in_order_below_their_prefix(store: DocumentStore):
    for key in ("b/2", "a/1", "b/1", "b-3"):
        store.create(key, b"x", TEXT)

    assert list(store.keys("b/")) == ["b/1", "b/2"]
    assert list(store.keys("nothing/")) == []


def test_what_is_deleted_is_gone_and_its_neighbour_stays(store: DocumentStore):
    store.create("a", b"one", TEXT)
    store.create("a-b", b"two", TEXT)

    store.delete("a")
    store.delete("a")

    assert list(store.keys("")) == ["a-b"]


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "a//b", "../b", "a/../b", "Ab", "a b", "ä", "a\n", "a?x", "a/."]
)
def test_a_key_that_could_mean_something_else_is_refused(store: DocumentStore, key: str):
    with pytest.raises(ValueError, match="cannot name an object"):
        store.create(key, b"x", TEXT)


def test_a_store_that_is_away_is_an_os_error():
    client = s3_client(region="us-east-1", endpoint="http://127.0.0.1:9", access_key="a", secret_key="b")
    store = S3Store(client, "vault")

    for call in (
        lambda: store.read("a"),
        lambda: store.create("a", b"", TEXT),
        lambda: list(store.keys("a")),
    ):
        with pytest.raises(OSError, match="store"):
            call()
    client.close()
