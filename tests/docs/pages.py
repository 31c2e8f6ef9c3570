"""The pages of the documentation, taken apart for tests."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(
    sorted(
        [
            ROOT / "README.md",
            ROOT / "CONTRIBUTING.md",
            ROOT / "bench" / "README.md",
            *(ROOT / "docs").rglob("*.md"),
            *(ROOT / "examples").rglob("*.md"),
        ]
    )
)
FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)


class Fragment(NamedTuple):
    """A fenced block: `kind` is what stands behind the fence, as in `json Change`."""

    page: str
    kind: str
    text: str


def fragments(kind: str) -> Iterator[Fragment]:
    """The blocks of all pages whose fence begins with `kind`."""
    for page in PAGES:
        for found in FENCE.finditer(page.read_text()):
            if found["kind"].split(" ")[0] == kind:
                yield Fragment(str(page.relative_to(ROOT)), found["kind"], found["text"])


def without_fences(page: Path) -> str:
    return FENCE.sub("", page.read_text())


def links(page: Path) -> list[str]:
    """Targets of links and pictures that are not on the web."""
    targets = [found["target"] for found in LINK.finditer(without_fences(page))]
    return [target for target in targets if "://" not in target and not target.startswith("mailto:")]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    titles = [found["title"] for found in HEADING.finditer(without_fences(page))]
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def tracked_files() -> list[Path]:
    """What is committed, or about to be; every file where this is no clone."""
    git = shutil.which("git")
    listing = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, capture_output=True, check=False).stdout if git else b""
    found = [ROOT / name for name in listed.decode().split("\0") if name] or [*ROOT.rglob("*")]
    left_out = {".venv", "var", ".git"}
    return [path for path in found if path.is_file() and not left_out & set(path.relative_to(ROOT).parts)]
