"""Documents show what people typed as text: no markup is read in it, and it leads nowhere."""

import re
import zlib
from pathlib import Path

import pytest
import yaml

from activities.adapters.typesetting import TypstTypesetter
from delegation.papers.catalogue import catalogue
from tests.usa import MADE_AT, TEMPLATES, a_delegate, usa_2017

CORPUS = yaml.safe_load((Path(__file__).parent / "values.yaml").read_text(encoding="utf-8"))
VALUES = [
    " ".join(value.split())[:120]
    for what in ("html", "cell", "calendar", "address")
    for value in CORPUS[what]
    if value.strip() and " ".join(value.split()).isprintable()
]
RUNS_TEXT = re.compile(r"\beval\s*\(|\bplugin\s*\(")


def inside(pdf: bytes) -> bytes:
    """The objects of a PDF, also those that are packed."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(found)


def catalogue_of(names: list[str]) -> bytes:
    delegates = tuple(a_delegate(f"A-{number}", name) for number, name in enumerate(names, start=1))
    facts = catalogue(usa_2017(), delegates, MADE_AT)
    return inside(TypstTypesetter(TEMPLATES).pdf("participant-catalogue", facts, made_at=MADE_AT).content)


def test_two_hundred_hostile_names_are_set_as_text_and_lead_nowhere():
    assert len(VALUES) >= 200
    plain = catalogue_of([f"Name {number}" for number in range(len(VALUES))])

    hostile = catalogue_of(VALUES)

    for mark in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
        assert hostile.count(mark) <= plain.count(mark), mark


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.typ")), ids=lambda template: template.name)
def test_no_template_of_a_document_runs_what_it_is_told(template: Path):
    assert RUNS_TEXT.findall(template.read_text(encoding="utf-8")) == []
