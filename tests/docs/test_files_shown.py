"""What is shown of delegation files, stories and changes can be typed as it stands."""

import re
from pathlib import Path

import pytest

from delegation.change import Change
from delegation.reading.delegation_file import DelegationFileError, read_delegation
from delegation.reading.plain_yaml import read_plain
from delegation.reading.story import SentApplication
from tests.docs.pages import ROOT, Fragment, fragments

EXAMPLE = ROOT / "examples" / "usa-2017"
TRANSLATIONS = re.compile(r"^translations:.*?(?=^[a-z_]+:|\Z)", re.MULTILINE | re.DOTALL)
"""They name texts of the whole file; a section that is shown may have fewer."""
SECTION = re.compile(r"^([a-z_]+):")


def first_words(fragment: Fragment) -> str:
    return f"{fragment.page}: {fragment.text.splitlines()[0][:60]}"


def sections() -> list[Fragment]:
    """Fragments that claim to be a whole section of a delegation file."""
    return [one for one in fragments("yaml") if SECTION.match(one.text)]


def excerpts() -> list[Fragment]:
    """Fragments that claim to be an entry of a list: `# one of call.fields`."""
    return [one for one in fragments("yaml") if one.text.startswith("# one of ")]


def in_place_of_its_section(fragment: str) -> str:
    """The file of the first example that has the section, with the section as the fragment has it."""
    found = SECTION.match(fragment)
    assert found is not None
    section = re.compile(rf"^{found[1]}:.*?(?=^[a-z_]+:|\Z)", re.MULTILINE | re.DOTALL)
    with_it = [text for text in examples() if section.search(text)]
    assert with_it, f"no example has a section {found[1]!r}"
    text = section.sub(lambda _: fragment, with_it[0], count=1)
    return TRANSLATIONS.sub("", text) if found[1] != "translations" else text


def examples() -> list[str]:
    """The delegation files of all examples, the main one first."""
    paths = sorted(EXAMPLE.parent.glob("*/delegation.yaml"), key=lambda path: (path.parent != EXAMPLE, path))
    return [path.read_text() for path in paths]


@pytest.mark.parametrize(
    "fragment", [one for one in sections() if one.page == "docs/delegation-file.md"], ids=first_words
)
def test_a_section_as_shown_fits_into_the_example(fragment: Fragment) -> None:
    assert read_delegation(in_place_of_its_section(fragment.text)).slug


@pytest.mark.parametrize("fragment", excerpts(), ids=first_words)
def test_an_entry_as_shown_stands_in_an_example(fragment: Fragment) -> None:
    heading, _, shown = fragment.text.partition("\n")
    where = heading.removeprefix("# one of ").split(".")
    (entry,) = read_plain(shown, fragment.page).content

    assert any(entry in listed(text, where) for text in examples())


def listed(text: str, where: list[str]) -> list[object]:
    """The entries of a list of an example; none where it has no such list."""
    entries = read_plain(text, "delegation.yaml").content
    for key in where:
        entries = entries.get(key) or {}
    return list(entries)


def test_every_section_of_the_file_is_described() -> None:
    page = (ROOT / "docs" / "delegation-file.md").read_text()
    described = {
        name.strip()
        for heading in re.findall(r"^### (.+)$", page, re.MULTILINE)
        for name in heading.split(",")
    }

    assert described == set(type(read_delegation(example_text())).model_fields)


def test_the_errors_shown_are_those_that_are_given() -> None:
    wrong = example_text().replace("zone: Europe/Brussels\n  website", "zone: Europe/Brusels\n  website", 1)
    wrong = wrong.replace("  reserve: 6\n", "  reserves: 6\n", 1)
    page = (ROOT / "docs" / "delegation-file.md").read_text()

    with pytest.raises(DelegationFileError) as refused:
        read_delegation(wrong)

    assert str(refused.value) in page


def test_the_change_that_is_shown_is_a_change() -> None:
    (shown,) = (one for one in fragments("yaml") if one.text.startswith("# a change"))

    assert Change.model_validate(read_plain(shown.text, "changes.md").content).id == "train-late"


def test_the_application_of_the_rehearsal_page_is_the_examples() -> None:
    (shown,) = (one for one in fragments("yaml") if one.text.startswith("# applications/"))
    heading, _, text = shown.text.partition("\n")
    name = heading.split()[1].rstrip(",")
    lines = (EXAMPLE / name).read_text().splitlines()

    assert SentApplication.model_validate(read_plain(text, name).content).id == "A-01"
    assert set(text.splitlines()) <= set(lines)


def test_the_rehearsal_page_names_every_file_of_a_story() -> None:
    page = (ROOT / "docs" / "rehearsal.md").read_text()
    files = {path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*.yaml")}
    names = {f"{path.parent}/*.yaml" if len(path.parts) > 1 else str(path) for path in files}

    assert names - {"delegation.yaml"} == set(re.findall(r"^\| `([^`]+\.yaml)`", page, re.MULTILINE))


@pytest.mark.parametrize("folder", sorted(path.parent for path in ROOT.glob("examples/*/delegation.yaml")))
def test_every_example_says_what_is_sourced_and_what_is_made_up(folder: Path) -> None:
    said = (folder / "README.md").read_text()
    used = {
        mark for path in folder.rglob("*.yaml") for mark in re.findall(r"mark: ([a-z-]+)", path.read_text())
    }

    assert used <= {"sourced", "inferred", "made-up"}
    assert all(f"`{mark}`" in said for mark in used)


def example_text() -> str:
    return (EXAMPLE / "delegation.yaml").read_text()
