"""`./legation engine`: keys that can be added, and readers who come and go."""

import json
from pathlib import Path

import pytest

from tests.portal.commands_portal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """On a stack of its own that was never started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEGATION_EMBEDDED__DIRECTORY", str(tmp_path))
    for name in ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return Terminal(capsys)


def test_a_token_is_printed_once_and_kept_nowhere(terminal: Terminal, tmp_path: Path) -> None:
    token = terminal("engine grant --to a.weber").out.strip()

    kept = "".join(path.read_text() for path in (tmp_path / "keys").iterdir())
    assert len(token) > 40
    assert token not in kept
    assert [one["name"] for one in terminal("engine readers --json").object["readers"]] == [
        "a.weber",
        "temporal-ui",
    ]
    assert (tmp_path / "keys" / "codec-readers.json").stat().st_mode & 0o777 == 0o600


def test_who_is_revoked_is_no_reader_any_more(terminal: Terminal) -> None:
    terminal("engine grant --to a.weber")

    assert terminal("engine revoke a.weber").out == "a.weber can no longer look.\n"
    assert [one["name"] for one in terminal("engine readers --json").object["readers"]] == ["temporal-ui"]
    assert terminal("engine revoke a.weber").code == 3


def test_nobody_is_granted_a_second_token_or_a_name_that_is_none(terminal: Terminal) -> None:
    terminal("engine grant --to a.weber")

    assert "revoke the old one first" in terminal("engine grant --to a.weber").err
    assert "no name of a reader" in terminal("engine grant --to 'A Weber'").err
    assert "revoke the old one first" in terminal("engine grant --to temporal-ui").err


def test_a_rotation_adds_a_key_that_seals_from_then_on(terminal: Terminal) -> None:
    (first,) = terminal("engine show --json").object["keys"]
    terminal("engine rotate")
    keys = terminal("engine show --json").object["keys"]

    assert [(one["id"] == first["id"], one["seals"]) for one in keys] == [(True, False), (False, True)]


def test_trying_out_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    terminal("engine show")
    before = sorted((path.name, path.read_text()) for path in (tmp_path / "keys").iterdir())
    for line in ("engine grant --to a.weber --dry-run", "engine rotate --dry-run"):
        assert terminal(line).code == 0, line
    assert terminal("engine revoke a.weber --dry-run").code == 3

    after = sorted(
        (path.name, path.read_text()) for path in (tmp_path / "keys").iterdir() if path.suffix == ".json"
    )
    assert [one for one in after if one[0] != "codec.json"] == [
        one for one in before if one[0].endswith(".json")
    ]


def test_readable_is_said_where_one_looks(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGATION_ENGINE__READABLE", "true")

    assert terminal("engine show --json").object["is_sealing"] is False
    assert "LEGATION_ENGINE__READABLE" in terminal("engine show").out


def test_with_a_temporal_of_ones_own_no_key_is_ever_made_up(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.legation.example:7233")
    said = terminal("engine show")
    assert (said.code, "name it with LEGATION_ENGINE__KEYS" in said.err) == (1, True)

    monkeypatch.setenv("LEGATION_ENGINE__KEYS", str(tmp_path / "own.json"))
    assert terminal("engine rotate").code == 0
    assert len(json.loads((tmp_path / "own.json").read_text())["keys"]) == 1
    assert terminal("engine show --json").object["keys_in"] == str(tmp_path / "own.json")
    assert terminal("engine readers --json").object["readers"] == []
