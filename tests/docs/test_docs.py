"""What the documentation says is true: commands, fragments, inputs, links, words and figures."""

import inspect
import re
import shlex
from pathlib import Path

import pytest

from delegation import change, journey, offer, status
from delegation.search_attributes import SEARCH_ATTRIBUTES
from embedded.settings import EmbeddedSettings
from portal.command_line import build
from settings import (
    EngineSettings,
    ImapSettings,
    InboundSettings,
    JournalSettings,
    KeySettings,
    ListenerSettings,
    MailSettings,
    OidcSettings,
    PortalSettings,
    QueueSettings,
    Settings,
    VaultSettings,
)
from tests.docs.pages import PAGES, ROOT, Fragment, anchors, fragments, links, tracked_files
from worker import WORKFLOWS

LARGEST_PICTURE = 300_000
PARTS = ("delegation", "activities", "workflows", "portal", "embedded")


def of_page(page: Path) -> str:
    return str(page.relative_to(ROOT))


def command_lines() -> list[str]:
    lines = [line for one in fragments("bash") for line in one.text.splitlines()]
    return sorted({line for line in lines if line.startswith("./legation ")})


def inputs() -> list[Fragment]:
    return [one for one in fragments("json") if " " in one.kind]


# --- commands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", command_lines())
def test_every_command_of_the_pages_can_be_typed(line: str, tmp_path: Path, monkeypatch) -> None:
    for name in re.findall(r"\S+\.(?:yaml|json|dzn|csv)\b", line):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in re.findall(r"examples/[a-z0-9-]+(?= |$)", line):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path)

    tokens = shlex.split(line, comments=True)[1:]

    build().parse_args(tokens, exit_on_error=False, print_error=False)


def test_the_readme_and_the_operations_page_show_commands() -> None:
    pages = {one.page for one in fragments("bash") if "./legation " in one.text}

    assert {"README.md", "docs/operations.md", "docs/delegation-file.md", "docs/rehearsal.md"} <= pages


def test_every_make_target_of_the_pages_is_one_that_make_help_lists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    helped = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))

    shown = [one.text for kind in ("bash", "") for one in fragments(kind)]
    said = [words for page in PAGES for words in re.findall(r"`([^`\n]+)`", page.read_text())]
    target = re.compile(r"^(?:[A-Z_]+=\S+ )*make (?:[A-Z_]+=\S+ )*([a-z-]+)", re.MULTILINE)
    named = {name for text in (*shown, *said) for name in target.findall(text)}

    assert {"demo", "test"} <= named <= helped


def test_settings_of_the_pages_exist() -> None:
    known = {"LEGATION_" + name.upper() for name in Settings.model_fields}
    parts = {
        "EMBEDDED": EmbeddedSettings,
        "VAULT": VaultSettings,
        "KEYS": KeySettings,
        "ENGINE": EngineSettings,
        "MAIL": MailSettings,
        "MAIL__JOURNAL": JournalSettings,
        "PORTAL": PortalSettings,
        "OIDC": OidcSettings,
        "INBOUND": InboundSettings,
        "INBOUND__IMAP": ImapSettings,
        "INBOUND__LISTENER": ListenerSettings,
        "INBOUND__QUEUE": QueueSettings,
    }
    for part, model in parts.items():
        known |= {f"LEGATION_{part}__{name.upper()}" for name in model.model_fields}

    named = {name for page in PAGES for name in re.findall(r"LEGATION_[A-Z0-9_]+", page.read_text())}

    assert named <= known


def test_ports_of_the_operations_page_are_the_usual_ones() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    rows = re.findall(r"^\| [^|]+ \| (\d+)[^|]*\| `LEGATION_EMBEDDED__([A-Z0-9_]+)`", page, re.MULTILINE)

    usual = {(str(getattr(EmbeddedSettings(), name.lower())), name) for _, name in rows}

    assert len(rows) == 7
    assert set(rows) == usual


def test_the_settings_file_of_the_operations_page_can_be_read(tmp_path: Path, monkeypatch) -> None:
    (toml,) = fragments("toml")
    (tmp_path / "legation.toml").write_text(toml.text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEGATION_EMBEDDED", raising=False)

    settings = Settings()

    assert (settings.vault.bucket, settings.mail.via) == ("delegations-vault", "ses")


# --- the Temporal UI -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fragment", inputs(), ids=lambda one: one.kind)
def test_an_input_as_shown_is_what_the_workflow_takes(fragment: Fragment) -> None:
    name = fragment.kind.split()[1]
    models = [getattr(module, name, None) for module in (status, change, offer, journey)]
    (model,) = {one for one in models if one is not None}

    read = model.model_validate_json(fragment.text, extra="forbid")

    assert model.model_validate_json(read.model_dump_json()) == read


def test_an_input_is_shown_for_the_start_and_for_every_update_of_organisers() -> None:
    shown = {one.kind.split()[1] for one in inputs()}

    of_the_panel = {"OverrideEligibility", "MoveCutOff", "Adjust", "Decide", "Publish", "PassOn"}
    of_the_trip = {"ReleasePlace", "Change", "CancelDelegation"}
    of_participants = {"OfferAnswer", "Withdrawal"}
    assert shown == {"DelegationStart", *of_the_panel, *of_the_trip, *of_participants}


def test_messages_named_in_the_architecture_exist_and_all_are_named() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    workflows = page[page.index("## Six workflows") : page.index("## Where things are kept")]

    messages = {name for workflow in WORKFLOWS for name in messages_of(workflow)}

    assert {"decide", "application_received", "status", "submit", "decided", "view"} <= messages
    assert messages <= set(re.findall(r"`([a-z_]+)`", workflows))


def messages_of(workflow: type) -> set[str]:
    """The names of its updates, signals and queries."""
    marks = ("_defn", "__temporal_signal_definition", "__temporal_query_definition")
    return {
        name for name, member in inspect.getmembers(workflow) if any(hasattr(member, mark) for mark in marks)
    }


def test_failures_named_in_operations_are_those_that_activities_raise() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    (row,) = (line for line in page.splitlines() if line.startswith("| a failure of type"))
    sources = (path.read_text() for path in (ROOT / "activities").rglob("*.py"))

    raised = {name for source in sources for name in re.findall(r'type="([A-Z]\w+)"', source)}

    assert set(re.findall(r"`([A-Z]\w+)`", row)) == raised


def test_every_search_attribute_is_named_with_its_type() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()

    assert (
        dict(re.findall(r"^ *\| `(\w+)` \| (Keyword|Int|Datetime) \|$", page, re.MULTILINE))
        == SEARCH_ATTRIBUTES
    )


# --- words, links, places --------------------------------------------------------------------------------


def test_every_type_of_the_glossary_is_in_the_code() -> None:
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", (ROOT / "docs" / "glossary.md").read_text()))
    sources = (path.read_text() for part in PARTS for path in (ROOT / part).rglob("*.py"))
    defined = {name for source in sources for name in re.findall(r"^class (\w+)", source, re.MULTILINE)}

    assert named
    assert named <= defined


@pytest.mark.parametrize("page", PAGES, ids=of_page)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in links(page):
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)

    assert broken == []


def test_pictures_are_small_and_shown_somewhere() -> None:
    shown = {(page.parent / target).resolve() for page in PAGES for target in links(page)}

    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size < LARGEST_PICTURE, picture.name
        assert picture.resolve() in shown, f"{picture.name} is shown nowhere"


def test_decisions_are_numbered_without_gaps_and_carry_their_number() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))

    for number, page in enumerate(pages, start=1):
        assert page.name.startswith(f"{number:04d}-")
        assert page.read_text().startswith(f"# {number}. ")


def test_no_file_names_a_package_host_or_a_place_on_somebodys_machine() -> None:
    package_host = rb"https?://[^\s\"'<>]*(?:pypi|pythonhosted|/simple/)"
    places = rb"/home/[a-z]|/Users/[A-Za-z]|/tmp/[a-z0-9]|/root/"
    here = re.escape(f"{ROOT}/".encode()) if len(ROOT.parts) > 2 else places
    forbidden = re.compile(b"|".join((package_host, places, here)))
    mine = Path(__file__).resolve()

    found = [
        f"{path.relative_to(ROOT)}: {place[0][:60].decode(errors='replace')}"
        for path in tracked_files()
        if path != mine and path.suffix not in (".png", ".ttf", ".docx")
        for place in [forbidden.search(path.read_bytes())]
        if place is not None
    ]

    assert found == []
