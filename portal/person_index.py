"""The index of somebody's own data: one page that needs nothing else, and the manifest for programs."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from html import escape

from delegation.fact import Fact
from delegation.languages.export_sayings import ABOUT, EXPORT_SAYINGS, HEADINGS, LEFT_OUT, WHY_LEFT_OUT
from delegation.languages.tongue import Tongue, said_text
from portal.person_vault import KeptFile

MOST_SHOWN = 50_000
"""Bytes of a JSON file whose content the page shows as well."""
STYLE = (
    "body{font-family:sans-serif;max-width:50em;margin:2em auto;padding:0 1em;overflow-wrap:anywhere}"
    "th{text-align:left;font-weight:normal;color:#555;padding-right:1em;vertical-align:top}"
)
HEAD = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
<p>{about}</p>
"""


class FileShown(Fact):
    """One file of an export."""

    name: str
    media_type: str
    size: int
    sha256: str
    about: str = ""
    """The subject of a mail, the question of the form that an uploaded file answers."""


class Manifest(Fact):
    """Every file of an export but the manifest itself."""

    delegation: str
    participant: str
    files: tuple[FileShown, ...]


def shown(file: KeptFile) -> FileShown:
    digest = hashlib.sha256(file.content).hexdigest()
    return FileShown(
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=digest,
        about=file.about,
    )


def index(title: str, files: Sequence[KeptFile], tongue: Tongue) -> KeptFile:
    """The page. Everything that is not ours is escaped; nothing is loaded from anywhere."""
    about = said_text(ABOUT.english[0], tongue, EXPORT_SAYINGS)
    language = tongue.short if tongue.short in ABOUT.told else "en"
    head = HEAD.format(language=language, title=escape(title), style=STYLE, about=escape(about))
    body = "".join((*_sections(files, tongue), *_left_out(tongue)))
    page = f"{head}{body}</body>\n</html>\n"
    return KeptFile("index.html", page.encode(errors="replace"))


def _sections(files: Sequence[KeptFile], tongue: Tongue) -> Iterator[str]:
    for section, heading in HEADINGS.items():
        own = [one for one in files if one.section == section]
        if own:
            yield f"<h2>{escape(said_text(heading.english[0], tongue, EXPORT_SAYINGS))}</h2>\n"
            yield from (_file(one, tongue) for one in own)


def _file(file: KeptFile, tongue: Tongue) -> str:
    size = said_text(f"{len(file.content)} bytes", tongue, EXPORT_SAYINGS)
    about = f" {escape(file.about)}" if file.about else ""
    link = f'<a href="{escape(file.name)}">{escape(file.name)}</a>'
    return f"<p>{link} ({escape(size)}){about}</p>\n{_table(file)}"


def _table(file: KeptFile) -> str:
    """What a JSON file says, one row for each value."""
    if not file.name.endswith(".json") or len(file.content) > MOST_SHOWN:
        return ""
    try:
        rows = list(_rows(json.loads(file.content)))
    except (ValueError, RecursionError):
        return ""
    lines = "".join(f"<tr><th>{escape(name)}</th><td>{escape(said)}</td></tr>\n" for name, said in rows)
    return f"<table>\n{lines}</table>\n" if lines else ""


def _rows(said: object, name: str = "") -> Iterator[tuple[str, str]]:
    """By the path to each value; what is empty is left out."""
    match said:
        case dict():
            for key, value in said.items():
                yield from _rows(value, f"{name} › {key}" if name else str(key))
        case list():
            for number, value in enumerate(said, start=1):
                yield from _rows(value, f"{name} {number}" if len(said) > 1 else name)
        case None | "":
            return
        case bool():
            yield name, "yes" if said else "no"
        case _:
            yield name, str(said)


def _left_out(tongue: Tongue) -> Iterator[str]:
    yield f"<h2>{escape(said_text(LEFT_OUT.english[0], tongue, EXPORT_SAYINGS))}</h2>\n<ul>\n"
    for one in WHY_LEFT_OUT:
        yield f"<li>{escape(said_text(one.english[0], tongue, EXPORT_SAYINGS))}</li>\n"
    yield "</ul>\n"
