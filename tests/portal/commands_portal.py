"""Giving commands in tests: on one delegation in memory, with what was printed and how it ended."""

import json
import shlex
from collections.abc import Callable, Iterator
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from cyclopts import App

from portal.command_line import COMMANDS, build, run
from tests.portal.fakes_portal import LegationInMemory


class Said(NamedTuple):
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> Any:
        """The one JSON object on standard output."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)


class Terminal:
    """Types commands, as `./legation` would get them."""

    def __init__(self, capsys: pytest.CaptureFixture[str], legation: LegationInMemory | None = None) -> None:
        self._capsys = capsys
        self.legation = legation

    def __call__(self, line: str) -> Said:
        self._capsys.readouterr()
        code = run(shlex.split(line), self._connect)
        printed = self._capsys.readouterr()
        return Said(code, printed.out, printed.err)

    async def _connect(self) -> LegationInMemory:
        assert self.legation is not None, "This command needs no connection."
        return self.legation


class Command(NamedTuple):
    """One command that can be given."""

    words: tuple[str, ...]
    function: Callable[..., Any]

    @property
    def line(self) -> str:
        return " ".join(self.words)

    @property
    def parameters(self) -> set[str]:
        return set(signature(self.function).parameters)


def all_commands() -> list[Command]:
    return [command for _, name, _ in COMMANDS for command in _commands_under(build()[name], (name,))]


def _commands_under(app: App, words: tuple[str, ...]) -> Iterator[Command]:
    if app.default_command is not None:
        yield Command(words, app.default_command)
        return
    for name in app:
        if not name.startswith("-"):
            yield from _commands_under(app[name], (*words, name))


def written(path: Path, content: object) -> Path:
    """A file someone typed."""
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path
