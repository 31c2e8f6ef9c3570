"""Typst sets our documents: accessible by construction, the same bytes for the same facts."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import typst

from activities.ports import CannotBeSet, Typeset
from delegation.fact import Fact
from delegation.papers.atlas import Atlas, read_atlas

STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
"""An archive can keep it and a screen reader can read it; the compiler refuses what is neither."""
NO_GLYPH = re.compile(r'the text `"(?P<text>(?:[^"\\]|\\.)+)"` could not be displayed')
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]")
"""Code points PDF/A does not allow, or that stand for no character: they are left out."""
REPLACEMENT = "\u25a1"
"""A white square, where a character has no glyph."""
MOST_ROUNDS = 8

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class TypstTypesetter:
    """A Typesetter over the templates in `templates` and the fonts in its folder `fonts`.

    `more_fonts` are folders with fonts for scripts that the vendored ones lack (Chinese, Japanese).
    System fonts are not looked at: they would make the bytes depend on the machine.
    """

    def __init__(self, templates: Path, *, more_fonts: tuple[Path, ...] = ()) -> None:
        self._templates = templates
        folders = [templates / "fonts", *more_fonts]
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=folders)
        self._atlas: Atlas | None = None

    def pdf(
        self, template: str, facts: Fact, *, made_at: datetime, pictures: Mapping[str, str] | None = None
    ) -> Typeset:
        """See the port. A character without a glyph becomes a visible sign instead of vanishing."""
        shown = _mapped(facts.model_dump(mode="json"), lambda text: FORBIDDEN.sub("", text))
        missing: set[str] = set()
        for _ in range(MOST_ROUNDS):
            visible, replaced = _without(shown, missing)
            try:
                return Typeset(self._compiled(template, visible, pictures or {}, made_at), replaced)
            except typst.TypstError as error:
                found = _missing(error) - missing
                if not found:
                    raise CannotBeSet(f"{template}.typ and its facts do not fit: {error.message}") from error
                missing |= found
        raise CannotBeSet(f"{template}: too many characters have no glyph; name a folder with fonts.")

    def atlas(self) -> Atlas:
        """Read once and kept: 240 countries, about 0.1 s."""
        if self._atlas is None:
            topology = json.loads((self._templates / "map" / "countries-50m.json").read_bytes())
            self._atlas = read_atlas(topology)
        return self._atlas

    def _compiled(self, template: str, facts: Json, pictures: Mapping[str, str], made_at: datetime) -> bytes:
        compiler = typst.Compiler(
            self._templates / f"{template}.typ",
            root=self._templates,
            font_paths=self._fonts,
            sys_inputs={"facts": json.dumps(facts), "pictures": json.dumps(dict(pictures))},
        )
        content = compiler.compile(
            format="pdf", pdf_standards=STANDARDS, timestamp=made_at.astimezone(UTC).replace(microsecond=0)
        )
        if not isinstance(content, bytes):
            raise CannotBeSet(f"{template}.typ makes no document.")
        return content


def _missing(error: typst.TypstError) -> set[str]:
    """The characters of the texts that no font could show."""
    texts = (_unescaped(match["text"]) for match in NO_GLYPH.finditer(error.diagnostic))
    return {character for text in texts for character in text}


def _unescaped(text: str) -> str:
    r"""The compiler writes what cannot be seen as `\u{200d}`."""
    plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", r"\1", plain)


def _without(facts: Json, missing: set[str]) -> tuple[Json, int]:
    """The facts with every missing character replaced, joiners left out; and how many there were."""
    count = 0

    def visible(text: str) -> str:
        nonlocal count
        count += sum(character in missing for character in text)
        return "".join(_sign(one) if one in missing else one for one in text)

    return _mapped(facts, visible), count


def _sign(character: str) -> str:
    return (
        ""
        if character.isspace() or not character.isprintable() or "\ufe00" <= character <= "\ufe0f"
        else REPLACEMENT
    )


def _mapped(facts: Json, change: Callable[[str], str]) -> Json:
    """The same facts with every text changed; names of fields stay."""
    match facts:
        case str():
            return change(facts)
        case list():
            return [_mapped(one, change) for one in facts]
        case dict():
            return {name: _mapped(value, change) for name, value in facts.items()}
        case _:
            return facts
