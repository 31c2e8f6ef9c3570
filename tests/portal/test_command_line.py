"""What holds for every command: help with an example, --json or --dry-run, exit codes, no colour in pipes."""

import inspect
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.ports import Missing
from portal.client import Legation
from portal.command_line import build, reference, run
from portal.complaints import complaint
from portal.errors import CallClosed, EngineAway, NotFound
from portal.show import clean, moment
from tests.portal import stages
from tests.portal.commands_portal import Command, Terminal, all_commands
from tests.portal.fakes_portal import LegationInMemory

NEITHER = {"schema", "demo", "rehearse"}
"""`schema` prints JSON anyway; rehearsals act on a delegation of their own, with nobody real in it."""
HEAVY = {"boto3", "icalendar", "numpy", "pydantic", "scipy", "temporalio", "yaml"}
COMMANDS = all_commands()
PAGE = Path("docs/command-line.md")


@pytest.fixture
def type_(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def by_line(command: Command) -> str:
    return command.line


@pytest.mark.parametrize("command", COMMANDS, ids=by_line)
def test_every_command_explains_itself_with_an_example(command: Command, type_: Terminal) -> None:
    said = type_(f"{command.line} --help")

    assert said.code == 0
    assert f"Usage: legation {command.line}" in said.out
    described = inspect.getdoc(command.function) or ""
    assert described[:1].isupper()
    assert f"Example: `./legation {command.line}" in described


@pytest.mark.parametrize("command", COMMANDS, ids=by_line)
def test_every_example_can_be_typed_as_it_stands(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = re.search(r"Example: `./legation (.*)`", command.function.__doc__ or "")
    assert example is not None
    monkeypatch.chdir(tmp_path)
    for name in re.findall(r"\S+\.(?:yaml|dzn|csv|pdf|md)", example[1]):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()
    for folder in ("examples/usa-2017", "backups/monday", "backups/keys"):
        Path(folder).mkdir(parents=True, exist_ok=True)

    tokens = example[1].partition(" > ")[0]

    found, _, _ = build().parse_args(shlex.split(tokens))
    assert found is command.function


@pytest.mark.parametrize("command", COMMANDS, ids=by_line)
def test_every_command_has_json_if_it_looks_and_a_dry_run_if_it_acts(
    command: Command,
) -> None:
    if command.line in NEITHER:
        return
    assert len(command.parameters & {"json", "dry_run"}) == 1


def test_the_list_of_commands_says_what_each_of_them_does(type_: Terminal) -> None:
    listed = type_("--help").out

    for noun in {command.words[0] for command in COMMANDS}:
        assert re.search(rf"^│ {noun} +\w", listed, re.MULTILINE), noun


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    program = (
        "import sys; from portal.command_line import run; run(['offers', 'list', '--help']); "
        f"print(*sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == ""


@pytest.mark.parametrize(
    "line",
    [
        "fly",
        "status",
        "status USA_2017",
        "status usa-2017 --jsn",
        "applications show usa-2017 'A 17'",
        "check no-such-file.yaml",
        "cancel usa-2017 --author Me",
        "cancel usa-2017 --author Me --reason ' '",
        "offers answer usa-2017 A-17 perhaps",
        "open examples/usa-2017/delegation.yaml --speed 0",
    ],
)
def test_what_is_wrongly_typed_ends_with_code_2_and_an_explanation(line: str, type_: Terminal) -> None:
    said = type_(line)

    assert (said.code, said.out) == (2, "")
    assert said.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("There is none."), 3),
        (CallClosed("Too late."), 4),
        (EngineAway("Away."), 75),
        (Missing("Nothing is stored there."), 3),
        (ConnectionRefusedError("refused"), 75),
        (FileNotFoundError(2, "No such file or directory", "x.yaml"), 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_each_kind_of_trouble_has_its_exit_code_and_a_sentence(error: Exception, code: int) -> None:
    found, text = complaint(error)

    assert found == code
    assert text.endswith(".")


def test_a_defect_of_ours_is_not_hidden_behind_a_sentence() -> None:
    with pytest.raises(ZeroDivisionError):
        complaint(ZeroDivisionError())


def test_without_servers_a_command_says_how_to_start_them_and_asks_to_try_again(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal", "status", "usa-2017"],
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": "/usr/bin:/bin",
            "LEGATION_EMBEDDED__DIRECTORY": str(tmp_path),
            "LEGATION_EMBEDDED__TEMPORAL_PORT": "1024",
        },
    )

    assert (done.returncode, done.stdout) == (75, "")
    assert "./legation up" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_coloured_in_a_pipe_and_no_line_ends_in_blanks(capsys: pytest.CaptureFixture[str]) -> None:
    type_ = Terminal(capsys, stages.solved())

    for line in ("status usa-2017", "applications list usa-2017", "selection preview usa-2017"):
        shown = type_(line).out
        assert "\x1b" not in shown
        assert all(one == one.rstrip() for one in shown.splitlines())


def test_the_page_on_the_command_line_is_current() -> None:
    made = reference()

    assert PAGE.read_text(encoding="utf-8") == made, f"write what reference() returns to {PAGE}"


def test_the_client_in_memory_is_called_as_the_real_one() -> None:
    asked = [name for name, one in vars(LegationInMemory).items() if inspect.iscoroutinefunction(one)]

    assert len(asked) > 15
    for name in asked:
        real, fake = getattr(Legation, name), getattr(LegationInMemory, name)
        assert inspect.signature(real) == inspect.signature(fake), name


@settings(max_examples=50)
@given(st.text())
def test_texts_of_others_cannot_control_the_terminal(text: str) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", clean(text))
    assert len(clean(text)) == len(text)


def test_a_time_is_shown_with_its_zone() -> None:
    file, _ = stages.example()

    assert moment(file.offers.sent_at, file.offers.zone) == "Tue 7 Mar 2017 10:00 CET"
    assert moment(file.offers.sent_at, "America/Sao_Paulo") == "Tue 7 Mar 2017 06:00 UTC−3"


def test_help_goes_to_standard_output_with_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert "Usage: legation" in capsys.readouterr().out
