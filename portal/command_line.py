"""`./legation <noun> <verb>`: finds the command, runs it, and says in words and an exit code how it went."""

import asyncio
import inspect
from collections.abc import Sequence
from typing import Any

from cyclopts import App, Group, Parameter

from portal.commands.connection import Opener, opened

FAILED, WRONG_USE, NOT_FOUND, AWAY, INTERRUPTED = 1, 2, 3, 75, 130

HELP = """Delegation trips as durable workflows, from the call for applications to the follow-up.

Every command that looks takes --json. Every command that acts takes --dry-run:
it then only says what would happen and who would be told.

Exit codes: 0 done, 1 failed, 2 wrongly typed, 3 not found, 4 refused, 75 try again later.
"""

HERE = Group("This computer", sort_key=1)
FILE = Group("The delegation file", sort_key=2)
WHOLE = Group("A delegation", sort_key=3)
PARTS = Group("Its parts, in the order of the trip", sort_key=4)
TRIAL = Group("Trying it out", sort_key=0)

COMMANDS: tuple[tuple[Group, str, str], ...] = (
    (TRIAL, "demo", "rehearsals:demo"),
    (TRIAL, "rehearse", "rehearsals:rehearse"),
    (HERE, "up", "stack:up"),
    (HERE, "down", "stack:down"),
    (HERE, "ps", "stack:ps"),
    (HERE, "doctor", "stack:doctor"),
    (HERE, "backup", "backups:app"),
    (HERE, "keys", "keys:app"),
    (HERE, "engine", "engine:app"),
    (HERE, "accounts", "accounts:app"),
    (FILE, "check", "files:check"),
    (FILE, "new", "files:new"),
    (FILE, "schema", "files:schema"),
    (WHOLE, "open", "delegations:open_delegation"),
    (WHOLE, "status", "delegations:status"),
    (WHOLE, "watch", "delegations:watch"),
    (WHOLE, "audit", "audit:audit"),
    (WHOLE, "cancel", "delegations:cancel"),
    (WHOLE, "export", "export:export"),
    (PARTS, "call", "call:app"),
    (PARTS, "applications", "applications:app"),
    (PARTS, "evaluation", "evaluation:app"),
    (PARTS, "selection", "selection:app"),
    (PARTS, "offers", "offers:app"),
    (PARTS, "participants", "participants:app"),
    (PARTS, "hosts", "hosts:app"),
    (PARTS, "itinerary", "itinerary:app"),
    (PARTS, "requests", "requests:app"),
    (PARTS, "meetings", "meetings:app"),
    (PARTS, "calendar", "calendar:app"),
    (PARTS, "change", "change:app"),
    (PARTS, "documents", "documents:app"),
    (PARTS, "mail", "mail:app"),
    (PARTS, "letters", "letters:app"),
    (PARTS, "attendance", "attendance:app"),
    (PARTS, "links", "links:app"),
    (PARTS, "follow-up", "follow_up:app"),
    (PARTS, "organisations", "organisations:app"),
    (PARTS, "exchanges", "exchanges:app"),
    (PARTS, "agreements", "agreements:app"),
)
"""Group, name and where it is."""


def build() -> App:
    """The whole command line."""
    app = App(
        name="legation",
        help=HELP,
        help_format="plaintext",  # Markdown would double the time of --help
        version="0.1.0",
        default_parameter=Parameter(show_default=False),
    )
    for position, (group, name, place) in enumerate(COMMANDS):
        app.command(f"portal.commands.{place}", name=name, group=group, sort_key=position)
        app[name]  # found now, so that the list of commands shows what each does
    return app


def reference() -> str:
    """The page docs/command-line.md, made from the commands themselves."""
    written: str = build().generate_docs(usage_name="./legation")
    return written.replace("# legation", "# The command line", 1).rstrip() + "\n"


def run(tokens: Sequence[str], connect: Opener = opened) -> int:
    """Run one command. Returns its exit code; never raises for what a user can do something about."""
    try:
        return _run(tokens, connect)
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else WRONG_USE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as error:
        from portal.complaints import complaint

        code, text = complaint(error)
        from portal.show import complain

        complain(text)
        return code


def _run(tokens: Sequence[str], connect: Opener) -> int:
    command, bound, left_open = build().parse_args(list(tokens))
    arguments: dict[str, Any] = dict.fromkeys(left_open, connect)
    result = command(*bound.args, **bound.kwargs, **arguments)
    if inspect.iscoroutine(result):
        result = asyncio.run(result)
    return result if isinstance(result, int) else 0
