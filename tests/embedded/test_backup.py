"""A backup of a running stack, and the stack that comes of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import background, backup, mail, object_store
from embedded.backup_manifest import KEYS, MAILS, OBJECTS, Manifest, opened
from embedded.errors import StackError
from embedded.restoring import examine, restore
from embedded.settings import EmbeddedSettings
from tests.embedded.temporal_cli import start_workflow, workflow_is_open
from tests.embedded.test_mail import send

WRAPPED = "delegations/lakes/keys/a-1.json"
SECRETS = "vault.json"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSettings]:
    """A stack with a workflow, some objects, a key of its own and a mail."""
    settings = EmbeddedSettings.on_free_ports(tmp_path_factory.mktemp("backed-up") / "stack")
    background.up(settings)
    start_workflow(settings, "kept")
    client = object_store.client(settings)
    for number in range(30):
        client.put_object(Bucket=settings.bucket, Key=f"delegations/lakes/{number}", Body=b"%d" % number)
    client.put_object(Bucket=settings.bucket, Key=WRAPPED, Body=b"wrapped", ContentType="application/json")
    client.close()
    (settings.directory / "keys" / SECRETS).write_text("master")
    send(settings, "jane@example.org", "Kept")
    yield settings
    background.down(settings)


@pytest.fixture(scope="module")
def backed_up(running: EmbeddedSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a backup of the data and one of the keys."""
    folder = tmp_path_factory.mktemp("backups")
    backup.make(running, folder / "data")
    backup.make(running, folder / "keys", data=False, keys=True)
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[EmbeddedSettings]:
    settings = EmbeddedSettings.on_free_ports(tmp_path / "elsewhere")
    yield settings
    background.down(settings)


def names(manifest: Manifest, folder: str) -> set[str]:
    return {piece.name for piece in manifest.of(folder)}


def test_what_was_lost_altogether_is_there_again_after_restoring(
    backed_up: Path, elsewhere: EmbeddedSettings
):
    restore(elsewhere, backed_up / "data", backed_up / "keys")
    background.up(elsewhere)

    client = object_store.client(elsewhere)
    kept = client.get_object(Bucket=elsewhere.bucket, Key="delegations/lakes/29")["Body"].read()
    wrapped = client.get_object(Bucket=elsewhere.bucket, Key=WRAPPED)
    assert (kept, wrapped["Body"].read(), wrapped["ContentType"]) == (b"29", b"wrapped", "application/json")
    client.close()
    assert workflow_is_open(elsewhere, "kept")
    assert [one.mailbox for one in mail.fetch_all(elsewhere)] == ["jane@example.org"]
    assert (elsewhere.directory / "keys" / SECRETS).read_text() == "master"


def test_a_backup_holds_no_key_unless_asked_for(backed_up: Path):
    data, keys = opened(backed_up / "data").manifest, opened(backed_up / "keys").manifest

    assert (data.has_keys, names(data, KEYS)) == (False, set())
    assert WRAPPED not in names(data, OBJECTS)
    assert len(data.of(MAILS)) == 1
    assert {WRAPPED, SECRETS} <= names(keys, KEYS)
    assert (keys.has_data, keys.of(OBJECTS), keys.of(MAILS)) == (False, (), ())
    assert "s3.json" not in names(keys, KEYS)


def test_a_backup_without_keys_is_not_restored_without_them(backed_up: Path, elsewhere: EmbeddedSettings):
    with pytest.raises(StackError, match="holds no keys"):
        restore(elsewhere, backed_up / "data")
    with pytest.raises(StackError, match="holds keys alone"):
        restore(elsewhere, backed_up / "keys")


def test_a_damaged_backup_is_refused_and_nothing_is_restored(
    backed_up: Path, tmp_path: Path, elsewhere: EmbeddedSettings
):
    damaged = tmp_path / "damaged"
    shutil.copytree(backed_up / "data", damaged)
    victim = next((damaged / OBJECTS).iterdir())
    victim.write_bytes(victim.read_bytes() + b"!")

    with pytest.raises(StackError, match=f"damaged in 1 places: {OBJECTS}/{victim.name}"):
        restore(elsewhere, damaged, backed_up / "keys")
    assert not (elsewhere.directory / "s3").exists()


def test_a_folder_that_was_never_finished_is_no_backup(backed_up: Path, tmp_path: Path):
    shutil.copytree(backed_up / "data", tmp_path / "cut-off")
    (tmp_path / "cut-off" / "manifest.json").unlink()

    with pytest.raises(StackError, match="never finished"):
        opened(tmp_path / "cut-off")


def test_nothing_is_restored_over_a_stack(running: EmbeddedSettings, backed_up: Path, tmp_path: Path):
    with pytest.raises(StackError, match="The stack runs"):
        examine(running, backed_up / "data", backed_up / "keys")
    settings = EmbeddedSettings(directory=tmp_path / "taken")
    (settings.directory / "s3").mkdir(parents=True)
    (settings.directory / "s3" / "something").touch()

    with pytest.raises(StackError, match="There is something already"):
        examine(settings, backed_up / "data", backed_up / "keys")


def test_a_backup_goes_into_a_folder_of_its_own_and_needs_a_running_stack(
    running: EmbeddedSettings, backed_up: Path, tmp_path: Path, elsewhere: EmbeddedSettings
):
    with pytest.raises(StackError, match="is not empty"):
        backup.make(running, backed_up / "data")
    with pytest.raises(StackError, match="does not run"):
        backup.make(elsewhere, tmp_path / "new")
