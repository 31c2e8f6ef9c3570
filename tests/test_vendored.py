"""What others wrote and lies in the repository is what their package had, with its licence beside it."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("templates/portal/static/vendor", "tests/browser/vendor")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_of_others_is_listed_with_its_hash_and_licence(folder: str):
    listed = tomllib.loads((ROOT / folder / "VENDOR.toml").read_text(encoding="utf-8"))
    scripts = {path.name: path for path in (ROOT / folder).iterdir() if path.suffix in (".js", ".css")}

    assert set(listed) == set(scripts)
    assert list((ROOT / folder).glob("*.LICENSE"))
    for name, said in listed.items():
        assert hashlib.sha256(scripts[name].read_bytes()).hexdigest() == said["sha256"], name
        assert said["package"]
        assert said["version"]
        assert said["licence"]
