"""The engine's keys: made once, added to without losing one, and refused in words when they are none."""

import base64
import json
import threading
from pathlib import Path

import pytest

from activities.adapters.engine_keys import GivenKeys, KeyFile
from activities.engine import BadEngineKeys, EngineKeyMissing

KEY = base64.b64encode(bytes(32)).decode()


def test_the_first_use_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys" / "engine.json").made_on_first_use()

    assert file.newest().id == file.made_on_first_use().newest().id
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert file.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_key_that_another_process_added_counts_at_once(tmp_path: Path) -> None:
    here, there = (KeyFile(tmp_path / "engine.json") for _ in range(2))
    first = here.made_on_first_use().newest().id

    added = there.rotate()

    assert here.newest().id == added != first
    assert here.named(first).id == first


def test_many_who_rotate_at_once_lose_no_key(tmp_path: Path) -> None:
    path, ids = tmp_path / "engine.json", list[str]()
    threads = [threading.Thread(target=lambda: ids.append(KeyFile(path).rotate())) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert {key.id for key in KeyFile(path).all()} == set(ids)
    assert len(set(ids)) == len(threads)


def test_a_key_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "engine.json").made_on_first_use()

    with pytest.raises(EngineKeyMissing, match=r"'engine-2026' is not in .*engine\.json\. Put it back there"):
        file.named("engine-2026")


def test_no_file_at_all_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(BadEngineKeys, match=r"there is no .*/engine\.json\. Put the file back"):
        KeyFile(tmp_path / "engine.json").newest()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"keys": []}', '{"keys": [1]}', '{"keys": [{"id": "a", "key": "AAAA"}]}', "\x00"],
)
def test_a_file_that_holds_no_keys_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "engine.json"
    path.write_text(content)

    with pytest.raises(BadEngineKeys, match=r"engine\.json"):
        KeyFile(path).read()
    with pytest.raises(BadEngineKeys, match=r"engine\.json"):
        KeyFile(path).rotate()
    assert path.read_text() == content


def test_two_keys_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "engine.json"
    path.write_text(json.dumps({"keys": [{"id": "a", "key": KEY}, {"id": "a", "key": KEY}]}))

    with pytest.raises(BadEngineKeys, match="each id once"):
        KeyFile(path).newest()


def test_keys_may_stand_in_a_secret_the_newest_last() -> None:
    keys = GivenKeys.of_text(f"old={KEY} new={KEY}", "LEGATION_ENGINE__SECRETS")

    assert (keys.newest().id, keys.named("old").id) == ("new", "old")
    with pytest.raises(BadEngineKeys, match="'new' in LEGATION_ENGINE__SECRETS is not 32 bytes"):
        GivenKeys.of_text("new=short", "LEGATION_ENGINE__SECRETS")


def test_no_text_of_a_key_shows_it(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "engine.json").made_on_first_use()
    secret = json.loads(file.path.read_text())["keys"][0]["key"]

    assert secret not in f"{file.all()} {vars(file.read())} {vars(file)}"
