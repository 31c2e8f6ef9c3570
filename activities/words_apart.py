"""Words of organisers become a letter in a process of its own, which knows no secrets and may be killed.

The words were allowed when they were kept and are looked at again before they come here; this is the wall
behind that one. The process gets texts and lists of texts as JSON, and nothing else: no model, no store,
no environment. It has seconds of time and a bounded memory, and says at most 256 KB.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from delegation.unoptimised import demand_assertions

if TYPE_CHECKING:  # what the process itself needs is imported there
    from jinja2 import Environment

    from activities.wording import Rendition

ROOT = Path(__file__).parents[1]
SECONDS = 20.0
"""Of waiting; a busy machine takes long to start a Python process."""
MOST_PROCESSOR_SECONDS = 3
MOST_MEMORY = 512 * 1024**2
MOST_SAID = 256 * 1024
"""Bytes of what comes back."""
NEEDED_BY_WINDOWS = "SYSTEMROOT"
TOLD = "told"
"""How a moment passes: its text with its day, clock and nearness, as `activities.wording.Told` has them."""

Plain = str | list[str] | list[dict[str, Any]] | dict[str, Any]


class NotWritten(ValueError):
    """The words give no letter for this reader; the message says why, without quoting what is personal."""


class Drafted(NamedTuple):
    """Subject, text part, and the HTML of what stands in the HTML part, without its frame."""

    subject: str
    text: str
    content: str


def drafted(
    subject: str,
    body: str,
    known: Mapping[str, Plain],
    ours: Mapping[str, tuple[str, str]],
    *,
    portal: str,
    seconds: float = SECONDS,
) -> Drafted:
    """`ours` are our own passages by name, as text and as Markdown; `portal` is where links may lead.

    Raises NotWritten; OSError where no process can be started.
    """
    order = {"subject": subject, "body": body, "known": known, "ours": ours, "portal": portal}
    said = _said(json.dumps(order).encode(), seconds)
    if len(said) > MOST_SAID:
        raise NotWritten("The letter becomes longer than 256 KB.")
    try:
        told = json.loads(said)
        if problem := told.get("problem"):
            raise NotWritten(str(problem))
        return Drafted(str(told["subject"]), str(told["text"]), str(told["content"]))
    except (KeyError, AttributeError, json.JSONDecodeError):
        raise NotWritten("The letter takes too long or too much memory to write.") from None


def _said(order: bytes, seconds: float) -> bytes:
    """What the process answers, cut one byte after the most it may; nothing where it was killed."""
    kept = {NEEDED_BY_WINDOWS: os.environ[NEEDED_BY_WINDOWS]} if NEEDED_BY_WINDOWS in os.environ else {}
    with subprocess.Popen(
        (sys.executable, "-B", "-m", "activities.words_apart"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PYTHONUTF8": "1", **kept},
    ) as process:
        ending = Timer(seconds, process.kill)
        ending.start()
        try:
            return _asked(process, order)
        finally:
            ending.cancel()
            process.kill()


def _asked(process: "subprocess.Popen[bytes]", order: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        return b""
    with suppress(BrokenPipeError):
        process.stdin.write(order)
        process.stdin.close()
    return process.stdout.read(MOST_SAID + 1)


# --- the other side of the pipes -------------------------------------------------------------------


def main(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Write one letter, or say why not."""
    order = json.loads(incoming.read())
    _load()
    _restrain()
    try:
        told = _drafted(order)
    except NotWritten as problem:
        told = {"problem": str(problem)}
    except MemoryError:
        return
    outgoing.write(json.dumps(told).encode())
    outgoing.flush()


def _load() -> None:
    """Whatever is imported is imported before files can no longer be opened at leisure."""
    import jinja2.runtime  # noqa: F401
    import markdown_it  # noqa: F401

    import activities.parsed_words  # noqa: F401


def _restrain() -> None:
    """Bounds on time, memory and files, where the platform knows such bounds."""
    with suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + MOST_PROCESSOR_SECONDS
        for bound, value in (
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, MOST_MEMORY),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
        ):
            with suppress(ValueError, OSError):  # macOS refuses a bound on memory
                resource.setrlimit(bound, (value, value))


def _drafted(order: Mapping[str, Any]) -> dict[str, str]:
    from activities.letter_markdown import letter_markdown
    from activities.typography import typeset
    from activities.wording import Markdown, PlainText, own_link

    check = own_link(order["portal"])
    plain, marked = PlainText(check), Markdown(check)
    subject = _rendered(order, "subject", plain, 0)
    text = _rendered(order, "body", plain, 0)
    written = typeset(_rendered(order, "body", marked, 1), order["known"]["language"])
    content = letter_markdown().render(written)
    return {"subject": subject, "text": text, "content": content}


def _rendered(order: Mapping[str, Any], part: str, rendition: "Rendition", which: int) -> str:
    """One part of the letter. Its pieces are counted as they come, so that none grows beyond bounds."""
    from jinja2 import TemplateError

    from activities.wording import Ready

    known = {name: _value(value) for name, value in order["known"].items()}
    known["ours"] = {name: Ready(both[which]) for name, both in order["ours"].items()}
    pieces, size = [], 0
    try:
        for piece in _environment(rendition).from_string(order[part]).generate(known):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_SAID:
                raise NotWritten("The letter becomes longer than 256 KB.")
    except TemplateError as error:
        raise NotWritten(
            f"The {part} needs something this letter does not know: {str(error).rstrip('.')}."
        ) from None
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        if isinstance(error, NotWritten):
            raise
        raise NotWritten(f"The {part} links where there is no page, or shows what is no text.") from None
    return "".join(pieces)


def _environment(rendition: "Rendition") -> "Environment":
    from jinja2 import StrictUndefined, Undefined

    from activities.letter_filters import filters_of
    from activities.parsed_words import environment
    from activities.wording import Ready

    def shown(value: object) -> str:
        if isinstance(value, Undefined):
            return str(value)  # which says that there is no such name, as an error
        if not isinstance(value, str):
            raise NotWritten("The letter shows a list as if it were a text.")
        return value if isinstance(value, Ready) else rendition.value(value)

    made = environment()
    made.undefined = StrictUndefined
    made.finalize = shown
    made.filters = filters_of(rendition)
    made.globals = {}
    made.tests = {}
    return made


def _value(value: Any) -> Any:  # Any: as JSON has it
    """Moments with their parts again; all else as it came."""
    from activities.wording import Told

    if isinstance(value, dict) and TOLD in value:
        return Told(value[TOLD], day=value["day"], clock=value["clock"], nearness=value["nearness"])
    if isinstance(value, dict):
        return {name: _value(one) for name, one in value.items()}
    return [_value(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    demand_assertions()
    main(sys.stdin.buffer, sys.stdout.buffer)
