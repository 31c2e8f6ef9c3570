"""What may stand in a log: what went wrong and where, and never what an error says.

Messages of errors quote what they are about: a name, an address, a passport. Temporal's SDK prints the errors
of activities and workflows whole. So the worker and the portal print the type of an error and its places in
the code; the message itself is in Temporal, sealed, for those who may look (docs/engine.md).
"""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import TextIO

ROOT = f"{Path(__file__).resolve().parents[1]}/"
SPEAK_PLAINLY = ("portal", "embedded", "worker", "vault", "temporalio", "uvicorn")
"""Loggers whose lines we know: they fill in ids, numbers and types. Of others only the pattern is kept."""
OURS = ("portal", "embedded", "worker", "vault")
"""Their lines may be several: places in the code."""
DEEPEST = 10
"""Errors of one chain that are told, and places of each."""


class PlainLines(logging.Formatter):
    """Formats records without the message of any error."""

    def format(self, record: logging.LogRecord) -> str:
        lines = [f"{self.formatTime(record)} {record.levelname} {record.name} {_said(record)}"]
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join((*lines, *(told(error) if error is not None else ())))


def told(error: BaseException) -> Iterator[str]:
    """The types of an error and of those that led to it, each with its places, the innermost last."""
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen and len(seen) < DEEPEST:
        yield ("  because of " if seen else "  ") + _kind(following)
        for place in extract_tb(following.__traceback__)[-DEEPEST:]:
            yield f"    {place.filename.removeprefix(ROOT)}:{place.lineno} {place.name}"
        seen.append(following)
        following = following.__cause__ or following.__context__


def set_up(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Let everything that this process logs, and whatever ends it, be written that way."""
    writing = logging.StreamHandler(stream or sys.stdout)
    writing.setFormatter(PlainLines())
    logging.basicConfig(level=level, handlers=[writing], force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _ended
    threading.excepthook = lambda failed: _ended(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _said(record: logging.LogRecord) -> str:
    """The first line of the message; of loggers that we do not know, without what was filled in."""
    if not record.name.startswith(SPEAK_PLAINLY):
        return _first_line(str(record.msg))
    filled_in = record.args if isinstance(record.args, tuple) else ()
    plain = tuple(_kind(one) if isinstance(one, BaseException) else one for one in filled_in)
    message = str(record.msg) % plain if plain else record.getMessage()
    return message if record.name.startswith(OURS) else _first_line(message)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _kind(error: BaseException) -> str:
    """The error's type, and the constant that Temporal knows it by; what it says only if it may be logged."""
    name, known_as = type(error).__qualname__, getattr(error, "type", None)
    if getattr(error, "may_be_logged", False):
        return f"{name} {_first_line(str(error))}"
    return f"{name} {known_as}" if isinstance(known_as, str) and known_as.isidentifier() else name


def _ended(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if not issubclass(kind, SystemExit):
        ended_by = error if error is not None else kind()
        logging.getLogger("worker").critical("ended by", exc_info=(kind, ended_by, trace))
