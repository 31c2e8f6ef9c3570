"""One suite for every key ring: in memory, in a file, and in KMS as moto plays it."""

import stat
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from activities.adapters.kms import KmsKeys
from activities.adapters.local_keys import LocalKeys
from activities.ports import KeyRefused, KeyRing, WrappedKey
from tests.fakes import MemoryKeys

KEY = bytes(range(32))


@pytest.fixture(params=["memory", "file", "kms"])
def ring(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyRing]:
    match request.param:
        case "memory":
            yield MemoryKeys()
        case "file":
            yield LocalKeys.made(tmp_path / "keys" / "vault.json")
        case _:
            with mock_aws():
                client = boto3.client("kms", region_name="eu-central-1")
                yield KmsKeys(client, client.create_key()["KeyMetadata"]["KeyId"])


def test_what_was_wrapped_for_a_context_is_unwrapped_for_it(ring: KeyRing):
    wrapped = ring.wrap(KEY, "people/a-1")

    assert ring.unwrap(wrapped, "people/a-1") == KEY
    assert wrapped.master == ring.newest()


def test_what_was_wrapped_for_one_context_is_refused_for_another(ring: KeyRing):
    wrapped = ring.wrap(KEY, "people/a-1")

    with pytest.raises(KeyRefused):
        ring.unwrap(wrapped, "people/a-2")


def test_changed_bytes_are_refused(ring: KeyRing):
    wrapped = ring.wrap(KEY, "people/a-1")

    for changed in ("", "AAAA", wrapped.wrapped[:-4], "?"):
        with pytest.raises(KeyRefused):
            ring.unwrap(WrappedKey(master=wrapped.master, wrapped=changed), "people/a-1")


def test_a_key_of_an_unknown_master_is_refused(ring: KeyRing):
    wrapped = ring.wrap(KEY, "people/a-1")
    unknown = wrapped.master.replace(wrapped.master[-4:], "0000")

    with pytest.raises(KeyRefused):
        ring.unwrap(WrappedKey(master=unknown, wrapped=wrapped.wrapped), "people/a-1")


def test_the_file_is_for_its_owners_eyes_and_is_refused_when_it_is_not(tmp_path: Path):
    path = tmp_path / "keys" / "vault.json"
    ring = LocalKeys.made(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    path.chmod(0o644)

    with pytest.raises(PermissionError, match="chmod 600"):
        ring.newest()


def test_making_a_file_that_is_there_keeps_its_keys(tmp_path: Path):
    first = LocalKeys.made(tmp_path / "vault.json").masters()

    assert LocalKeys.made(tmp_path / "vault.json").masters() == first


def test_a_new_master_wraps_from_now_on_in_every_process_and_the_old_one_still_unwraps(tmp_path: Path):
    rotating, other = LocalKeys.made(tmp_path / "vault.json"), LocalKeys(tmp_path / "vault.json")
    before = other.wrap(KEY, "a")

    added = rotating.add_master()

    assert other.wrap(KEY, "a").master == added != before.master
    assert other.unwrap(before, "a") == KEY
    assert rotating.masters() == (before.master, added)


def test_a_master_that_was_dropped_opens_nothing_any_more(tmp_path: Path):
    ring = LocalKeys.made(tmp_path / "vault.json")
    before = ring.wrap(KEY, "a")
    newest = ring.add_master()
    with pytest.raises(KeyRefused, match="drawn meanwhile"):
        ring.drop_masters(keep=before.master)

    assert ring.drop_masters(keep=newest) == (before.master,)

    with pytest.raises(KeyRefused, match="LEGATION_KEYS__PATH"):
        ring.unwrap(before, "a")


def test_two_wrappings_of_one_key_do_not_show_that_they_are_the_same(tmp_path: Path):
    ring = LocalKeys.made(tmp_path / "vault.json")

    assert ring.wrap(KEY, "a").wrapped != ring.wrap(KEY, "a").wrapped


def test_a_key_service_that_is_away_is_an_os_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")

    with pytest.raises(OSError, match="KMS"):
        KmsKeys.in_region("eu-central-1", "alias/legation", endpoint="http://127.0.0.1:9").newest()
