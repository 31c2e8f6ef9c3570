"""The vault as settings name it: its bucket, its master keys, and what is refused at the start."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pydantic import ValidationError

from activities.keys import file_key, person_key
from activities.ports import KeyRefused
from activities.sealing import is_sealed
from embedded.errors import StackError
from embedded.object_store import ObjectStore
from embedded.program import wait_until
from embedded.settings import EmbeddedSettings
from portal.command_line import run
from settings import KeySettings, Settings, VaultSettings
from vault import demand_promises, open_bucket, open_key_ring, open_store, probe_vault

JSON = "application/json"


@pytest.fixture
def settings(seaweed: EmbeddedSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The embedded store with its bucket, and a key ring and prefix of this test alone."""
    found = json.loads((seaweed.directory / "keys" / "s3.json").read_text())["identities"][0]["credentials"][
        0
    ]
    vault = VaultSettings(
        bucket=seaweed.bucket,
        region="us-east-1",
        endpoint=seaweed.s3_address,
        access_key=found["accessKey"],
        secret_key=found["secretKey"],
        prefix=f"{tmp_path.name.replace('_', '-').lower()}/",
    )
    made = Settings(vault=vault, keys=KeySettings(path=tmp_path / "keys" / "vault.json"))
    for name in ("bucket", "region", "endpoint", "access_key", "prefix"):
        monkeypatch.setenv(f"LEGATION_VAULT__{name.upper()}", str(getattr(vault, name)))
    monkeypatch.setenv("LEGATION_VAULT__SECRET_KEY", found["secretKey"])
    monkeypatch.setenv("LEGATION_KEYS__PATH", str(made.keys.path))
    open_key_ring(made, make=True)
    return made


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]):
    """What a command says, and its exit code."""

    def said(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(words)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return said


def test_what_the_vault_keeps_lies_sealed_in_the_bucket_below_its_prefix(settings: Settings):
    store = open_store(settings)
    store.create(person_key("usa-2017", "A-1"), b'{"name": "Ada"}', JSON)

    lying = open_bucket(settings)
    assert list(lying.keys("delegations/")) == [
        "delegations/usa-2017/keys/a-1.json",
        person_key("usa-2017", "A-1"),
    ]
    assert is_sealed(lying.read(person_key("usa-2017", "A-1")))
    assert open_store(settings).read(person_key("usa-2017", "A-1")) == b'{"name": "Ada"}'


def test_an_erasure_leaves_nothing_but_two_stones_in_the_bucket(settings: Settings):
    store = open_store(settings)
    for key in (person_key("usa-2017", "A-1"), file_key("usa-2017")):
        store.create(key, b"{}", JSON)

    store.erase("usa-2017", "A-1")

    left = [key for key in open_bucket(settings).keys("") if "a-1" in key]
    assert left == ["delegations/usa-2017/keys/a-1.erased.json", "delegations/usa-2017/keys/a-1.json"]


def on_disk(seaweed: EmbeddedSettings, words: bytes) -> bool:
    """Whether they stand in any file of the object store."""
    files = [path for path in (seaweed.directory / "s3").rglob("*") if path.is_file()]
    return any(words in path.read_bytes() for path in files)


def test_once_the_embedded_store_was_compacted_not_even_its_disk_has_the_wrapped_key(
    settings: Settings, seaweed: EmbeddedSettings
):
    store = open_store(settings)
    for person in ("A-1", "A-2"):
        store.create(person_key("compacted", person), b"x" * 5000, JSON)
    lying = json.loads(open_bucket(settings).read("delegations/compacted/keys/a-1.json"))
    wrapped = lying["wrapped"]["wrapped"].encode()
    store.erase("compacted", "A-1")
    before = on_disk(seaweed, wrapped)

    def is_gone_when_compacted() -> bool:
        """A store with much to do may pass a removal on late; erasing may be repeated as well."""
        ObjectStore(seaweed).compact()
        return not on_disk(seaweed, wrapped)

    assert before
    assert wait_until(is_gone_when_compacted, 60)
    assert open_store(settings).read(person_key("compacted", "A-2")) == b"x" * 5000


def test_the_embedded_vault_makes_its_master_key_on_first_use_and_finds_it_again(seaweed: EmbeddedSettings):
    settings = Settings(embedded=seaweed)

    first = open_key_ring(settings).newest()

    assert open_key_ring(settings).newest() == first
    assert (seaweed.directory / "keys" / "vault.json").exists()


def test_a_bucket_of_your_own_wants_master_keys_that_are_named_and_there(settings: Settings, tmp_path: Path):
    unnamed = settings.model_copy(update={"keys": KeySettings()})
    missing = settings.model_copy(update={"keys": KeySettings(path=tmp_path / "mistyped.json")})

    with pytest.raises(StackError, match="LEGATION_KEYS__PATH"):
        open_store(unnamed)
    with pytest.raises(StackError, match="Get it back from its backup"):
        open_store(missing)
    with pytest.raises(ValidationError, match="LEGATION_KEYS__KMS_KEY"):
        KeySettings(via="kms")


def test_a_bucket_that_keeps_its_promises_is_run_on(settings: Settings):
    assert [one.detail for one in probe_vault(settings) if not one.ok] == []
    demand_promises(settings)
    assert list(open_bucket(settings).keys("capability-probe/")) == []


class Careless(BaseHTTPRequestHandler):
    """A store that does whatever it is asked, signed or not."""

    def _agree(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("ETag", '"same"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_HEAD = do_DELETE = _agree  # noqa: N815 - as http.server asks for them

    def log_message(self, format: str, *args: object) -> None:
        """Quietly."""


@pytest.fixture
def careless() -> Iterator[Settings]:
    """A bucket at a store that checks no signature and no condition."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Careless) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        vault = VaultSettings(bucket="vault", endpoint=endpoint, access_key="test", secret_key="test")
        yield Settings(vault=vault)
        server.shutdown()


def test_a_bucket_that_checks_no_signature_is_refused_in_words(careless: Settings):
    with pytest.raises(StackError) as refused:
        demand_promises(careless)

    said = str(refused.value)
    assert said.startswith("The bucket 'vault' cannot be the vault:\n")
    assert (
        "- no reading with a forged signature: answered 200 instead of 403: use another object store" in said
    )


def test_a_rotation_wraps_every_key_anew_and_the_old_master_can_then_be_dropped(settings: Settings, say):
    store = open_store(settings)
    for person in ("A-1", "A-2"):
        store.create(person_key("usa-2017", person), person.encode(), JSON)
    store.erase("usa-2017", "A-2")
    before = open_key_ring(settings).newest()

    assert say("keys", "rotate", "--dry-run") == (
        0,
        "Would draw a new master key and wrap 1 data keys anew.\n",
    )
    assert open_key_ring(settings).newest() == before
    assert "wraps everything now; 1 data keys were wrapped anew.\n" in say("keys", "rotate")[1]
    after = open_key_ring(settings).newest()
    code, shown = say("keys", "show", "--json")
    assert (code, json.loads(shown)) == (
        0,
        {"via": "local", "newest": after, "masters": [before, after], "wrapped": {after: 1}, "destroyed": 1},
    )
    assert say("keys", "drop") == (0, f"Forgotten: {before}.\n")
    assert open_store(settings).read(person_key("usa-2017", "A-1")) == b"A-1"


def test_a_rotation_that_was_cut_off_is_finished_without_another_master(settings: Settings, say):
    open_store(settings).create(person_key("usa-2017", "A-1"), b"x", JSON)
    drawn = open_key_ring(settings).add_master()

    assert say("keys", "drop")[0] == 4
    assert "still wrapped by an older master key" in say("keys", "show")[1]
    assert say("keys", "rotate", "--dry-run")[1] == f"Would wrap for {drawn} 1 data keys anew.\n"
    assert "1 data keys were wrapped anew.\n" in say("keys", "rotate")[1]
    assert open_key_ring(settings).newest() == drawn


def test_the_vault_of_another_key_ring_is_named_as_the_reason(
    settings: Settings, tmp_path: Path, say, monkeypatch
):
    open_store(settings).create(person_key("usa-2017", "A-1"), b"x", JSON)
    monkeypatch.setenv("LEGATION_KEYS__PATH", str(tmp_path / "other.json"))
    assert say("keys", "make")[0] == 0

    with pytest.raises(KeyRefused, match="has no master key"):
        open_store(Settings()).read(person_key("usa-2017", "A-1"))
    code, said = say("keys", "rotate")
    assert (code, "has no master key" in said) == (1, True)
