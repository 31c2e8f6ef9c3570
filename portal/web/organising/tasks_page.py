"""What only a person can do, each with the page or button that settles it."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from activities.ledger import HoldReason, SendState
from delegation.fact import Fact
from delegation.status import Task
from delegation.zoned import stamp
from portal.mail_shown import MailLine
from portal.web.organising.bar import DeskPage

MOST_AT_ONCE = 500
"""Mails that one button carries along."""
COMMAND = "./legation "
LEADS_TO_IT = re.compile(r"[\s,;'(]*\b(and if they are gone|see|then|or|in)?[\s,;'(]*$")
"""What stands before a command and means nothing without it."""
FOR_THE_SHELL = re.compile(r"\s*\(delegation [^)]*\)$")


class Kind(NamedTuple):
    """By the beginning of a task's id: the group it stands in, and the page where it is settled."""

    start: str
    group: str
    page: str
    """Below `/desk/{slug}`; `{about}` is the rest of the id."""


KINDS = (
    Kind("mail-unknown", "mail", "/outbox?state=unknown"),
    Kind("mail-refused", "mail", "/outbox?state=refused"),
    Kind("mail-", "mail", "/outbox?state=held"),
    Kind("returned-", "mail", "/people/{about}"),
    Kind("letter-", "mail", "/letters"),
    Kind("reply-", "answers", "/people/{about}#offer"),
    Kind("answer-", "answers", "/people/{last}#answers"),
    Kind("no-show-", "answers", "/people/{about}"),
    Kind("host-confirms-", "hosts", "/hosts/{about}"),
    Kind("host-requests-", "hosts", "/hosts/{about}"),
    Kind("host-answer-", "hosts", "/hosts/{about}"),
    Kind("host-withdrew-", "hosts", "/hosts/{about}"),
    Kind("stuck-", "applications", "/applications"),
    Kind("sheets-", "applications", "/evaluation"),
    Kind("decide", "applications", "/selection"),
    Kind("publish", "applications", "/selection"),
    Kind("undecided-", "applications", "/selection"),
    Kind("place-free", "applications", "/offers"),
    Kind("papers-", "people", "/people/{about}"),
    Kind("visa-", "people", "/people/{about}"),
    Kind("rooms", "people", "/people"),
)
GROUPS = ("mail", "answers", "hosts", "applications", "people", "other")


class TaskRow(Fact):
    """One task. `since` is on the organiser's clock."""

    id: str
    kind: str
    """The beginning of its id, for the words of its button; empty for a task no page settles."""
    text: str
    name: str = ""
    """Organisation of whom it is about."""
    since: str
    page: str = ""
    """Where it is settled, below `/desk/{slug}`; empty: there is no page for it."""
    command: str = ""
    """What is typed at the command line instead, where there is no page."""
    mails: tuple[str, ...] = ()
    """Names of the mails it is about."""


class TaskGroup(Fact):
    name: str
    tasks: tuple[TaskRow, ...]


class WorkRow(Fact):
    """Work of the engine that failed and is tried again."""

    what: str
    why: str
    tries: int


class TasksPage(DeskPage):
    """The facts of `desk/tasks.html`."""

    groups: tuple[TaskGroup, ...] = ()
    work: tuple[WorkRow, ...] = ()
    count: int = 0


class TasksShown(Fact):
    """The same as JSON."""

    tasks: tuple[TaskRow, ...]


def task_rows(
    tasks: Sequence[Task], mails: Sequence[MailLine], names: Mapping[str, str], zone: str
) -> tuple[TaskRow, ...]:
    """In the order in which they came up. `mails` are those that wait."""
    return tuple(
        _row(one, mails, names, zone) for one in sorted(tasks, key=lambda task: (task.since, task.id))
    )


def grouped(rows: Sequence[TaskRow]) -> tuple[TaskGroup, ...]:
    found: dict[str, list[TaskRow]] = defaultdict(list)
    for row in rows:
        kind = _kind(row.id)
        found[kind.group if kind else "other"].append(row)
    return tuple(TaskGroup(name=name, tasks=tuple(found[name])) for name in GROUPS if name in found)


def _row(task: Task, mails: Sequence[MailLine], names: Mapping[str, str], zone: str) -> TaskRow:
    kind = _kind(task.id)
    about = task.id.removeprefix(kind.start) if kind else ""
    who = _whom(about, names)
    page = kind.page.format(about=who, last=who) if kind else ""
    return TaskRow(
        id=task.id,
        kind=kind.start.rstrip("-") if kind else "",
        text=without_commands(task.text) if page else task.text,
        name=names.get(who, ""),
        since=stamp(task.since, zone),
        page=page,
        mails=_mails_of(task.id, mails),
    )


def _kind(task_id: str) -> Kind | None:
    return next((one for one in KINDS if task_id.startswith(one.start)), None)


def _whom(about: str, known: Collection[str]) -> str:
    """The longest id of a participant or host that `about` ends with: `A-17` of `wistar-visit-A-17`."""
    parts = about.split("-")
    ends = ["-".join(parts[start:]) for start in range(len(parts))]
    tried = [one for end in ends for one in (end, end.upper())]
    return next((one for one in tried if one in known), about)


def _mails_of(task_id: str, mails: Sequence[MailLine]) -> tuple[str, ...]:
    reason = task_id.removeprefix("mail-")
    if not task_id.startswith("mail-") or reason not in [one.value for one in HoldReason]:
        return ()
    held = [one for one in mails if one.state is SendState.HELD and one.reason == reason]
    return tuple(one.send_id for one in held[:MOST_AT_ONCE])


def without_commands(text: str) -> str:
    """A task's text without what it says of commands: on a page there is a button instead."""
    sentences = re.split(r"(?<=\.)\s+(?=[A-Z])", FOR_THE_SHELL.sub("", text))
    kept = [said for one in sentences if (said := _until_command(one))]
    return " ".join(one if one.endswith((".", "?", "!")) else f"{one}." for one in kept)


def _until_command(sentence: str) -> str:
    """Empty where it says nothing but a command, or when to give it."""
    said, found, _ = sentence.partition(COMMAND)
    said = said.strip()
    while found and (shorter := LEADS_TO_IT.sub("", said)) != said:
        said = shorter
    return "" if found and said.startswith("If ") else said
