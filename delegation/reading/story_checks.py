"""Whether a story fits its delegation: every name it uses is described, every answer can be given."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from delegation.change import ComeBack, Meet, StayAway, SwapMeetings
from delegation.file import DelegationFile
from delegation.reading.plain_yaml import Path
from delegation.reading.story import SentApplication, Story, StoryChange, SwapFirstMeetings
from delegation.reading.story_hosts import check_host_answers
from delegation.reading.suggestion import suggestion


class OfParticipant(Protocol):
    """A record about one participant."""

    @property
    def participant(self) -> str: ...


Misfit = tuple[str, Path, str, str]
"""Name of the file, place in it, what is wrong, what to do."""


def check_story(story: Story, file: DelegationFile) -> Iterator[Misfit]:
    yield from _applications(story)
    yield from _scores(story, file)
    yield from _participants(story)
    yield from _wishes(story, file)
    yield from _invites(story, file)
    yield from _changes(story, file)
    yield from _follow_up(story, file)
    everyone = [one.id for one in (*story.applications, *story.substitutes)]
    yield from check_host_answers(story.host_answers, file, everyone)


def _applications(story: Story) -> Iterator[Misfit]:
    seen: set[str] = set()
    for folder, sent in (
        *(("applications", one) for one in story.applications),
        *(("substitutes", one) for one in story.substitutes),
    ):
        source = f"{folder}/{sent.id}.yaml"
        if sent.id in seen:
            yield source, ("application", "id"), f"{sent.id!r} is there twice", "give each its own id."
        seen.add(sent.id)
    for sent in story.substitutes:
        yield from _stands_in(sent, story)


def _stands_in(sent: SentApplication, story: Story) -> Iterator[Misfit]:
    source, known = f"substitutes/{sent.id}.yaml", [one.id for one in story.applications]
    if sent.substitute_for is None:
        yield (
            source,
            (),
            "'substitute_for' is missing",
            "name the applicant in whose place this person travels.",
        )
    elif sent.substitute_for not in known:
        message = f"{sent.substitute_for!r} is no applicant"
        yield source, ("substitute_for",), message, suggestion(sent.substitute_for, known)


def _scores(story: Story, file: DelegationFile) -> Iterator[Misfit]:
    table, source = story.scores, "scores.yaml"
    if table is None:
        return
    criteria = [one.id for one in file.evaluation_rules.criteria]
    evaluators = [one.id for one in file.evaluation_rules.evaluators]
    if sorted(table.criteria) != sorted(criteria):
        yield (
            source,
            ("criteria",),
            "these are not the criteria of the delegation",
            f"list {', '.join(criteria)}.",
        )
    yield from _known(source, ("handed_in",), table.handed_in, evaluators, "evaluator")
    applicants = [one.id for one in story.applications]
    yield from _known(source, ("marks",), table.marks, applicants, "applicant")
    yield from _known(source, ("comments",), table.comments, applicants, "applicant")
    for application, row in table.marks.items():
        yield from _known(source, ("marks", application), row, evaluators, "evaluator")
        for evaluator, digits in row.items():
            place: Path = ("marks", application, evaluator)
            if len(digits) != len(table.criteria):
                message = f"{digits!r} has {len(digits)} digits for {len(table.criteria)} criteria"
                yield source, place, message, "write one digit per criterion."
            elif any(int(digit) > file.evaluation_rules.highest_mark for digit in digits):
                message = f"{digits!r} has a mark above {file.evaluation_rules.highest_mark}"
                yield source, place, message, f"write digits from 0 to {file.evaluation_rules.highest_mark}."


def _known(
    source: str, where: Path, named: Iterable[str], known: Collection[str], what: str
) -> Iterator[Misfit]:
    for name in named:
        if name not in known:
            yield source, (*where, name), f"{name!r} is no {what}", suggestion(name, known)


def _participants(story: Story) -> Iterator[Misfit]:
    """Everyone named is an applicant or a substitute."""
    everyone = [one.id for one in (*story.applications, *story.substitutes)]
    named: list[tuple[str, Path, str]] = []
    lists: tuple[tuple[str, str, Sequence[OfParticipant]], ...] = (
        ("answers.yaml", "offers", story.answers.offers),
        ("answers.yaml", "checklist", story.answers.checklist),
        ("answers.yaml", "leaving", story.answers.leaving),
        ("wishes.yaml", "wishes", story.wishes),
        ("organiser.yaml", "releases", story.organiser.releases),
        ("follow-up.yaml", "survey", story.survey),
        ("follow-up.yaml", "outcomes", story.outcomes),
    )
    for source, key, records in lists:
        named += [(source, (key, n, "participant"), one.participant) for n, one in enumerate(records)]
    for n, release in enumerate(story.organiser.releases):
        if release.substitute is not None:
            named.append(("organiser.yaml", ("releases", n, "substitute"), release.substitute))
    for source, place, name in named:
        if name not in everyone:
            yield source, place, f"{name!r} is no applicant", suggestion(name, everyone)


def _wishes(story: Story, file: DelegationFile) -> Iterator[Misfit]:
    hosts = [host.id for host in file.hosts if host.meets]
    blocks: dict[str, list[str]] = {}
    for item in file.itinerary:
        if item.block is not None:
            blocks.setdefault(item.block, []).append(item.id)
    for n, record in enumerate(story.wishes):
        for key, wished in (("must", record.must), ("nice", record.nice), ("no", record.no)):
            for k, host in enumerate(wished):
                if host not in hosts:
                    message = f"{host!r} takes no meetings"
                    yield "wishes.yaml", ("wishes", n, key, k), message, suggestion(host, hosts)
        for block, ranking in record.visits.items():
            place: Path = ("wishes", n, "visits", block)
            if sorted(ranking) != sorted(blocks.get(block, [])):
                remedy = f"rank {', '.join(blocks[block])}." if block in blocks else suggestion(block, blocks)
                yield "wishes.yaml", place, f"this does not rank the visits of {block!r}", remedy


def _invites(story: Story, file: DelegationFile) -> Iterator[Misfit]:
    items = [item.id for item in file.itinerary]
    recipients = [one.id for one in (*story.applications, *story.substitutes)]
    recipients += [host.id for host in file.hosts]
    for n, record in enumerate(story.answers.invites):
        place: Path = ("invites", n)
        yield from _known("answers.yaml", (*place, "recipient"), [record.recipient], recipients, "recipient")
        for key in ("tentative", "declined", "only"):
            yield from _known("answers.yaml", (*place, key), getattr(record, key), items, "item")


def _changes(story: Story, file: DelegationFile) -> Iterator[Misfit]:
    applicants = [one.id for one in (*story.applications, *story.substitutes)]
    items, hosts = [item.id for item in file.itinerary], [host.id for host in file.hosts]
    known = {
        "item": items,
        "items": items,
        "host": hosts,
        "participant": applicants,
        "one": applicants,
        "other": applicants,
        "who": applicants,
        "whom": applicants,
    }
    for n, step in enumerate(story.changes):
        if n and step.happens_at < story.changes[n - 1].happens_at:
            yield (
                "changes.yaml",
                ("steps", n, "at"),
                "this is before the step above",
                "put the steps in order.",
            )
        for key, name in _named(step.change):
            if name not in known[key]:
                place: Path = ("steps", n, "change", key)
                yield "changes.yaml", place, f"{name!r} is not there", suggestion(name, known[key])


def _named(change: StoryChange) -> tuple[tuple[str, str], ...]:
    """The keys under which a change names something, each with a name. Meetings are not known beforehand."""
    match change:
        case SwapMeetings() | SwapFirstMeetings():
            return (("one", change.one), ("other", change.other))
        case Meet():
            return (("who", change.who), ("whom", change.whom))
        case StayAway() | ComeBack():
            items = tuple(("items", one) for one in change.items if not one.startswith("meeting-"))
            return (("participant", change.participant), *items)
        case _:
            single = ((key, getattr(change, key, None)) for key in ("item", "participant", "host"))
            return tuple((key, name) for key, name in single if name is not None)


def _follow_up(story: Story, file: DelegationFile) -> Iterator[Misfit]:
    if file.follow_up is None:
        return
    questions = len(file.follow_up.survey_questions)
    for n, record in enumerate(story.survey):
        place: Path = ("survey", n, "marks")
        if len(record.marks) != questions or not all(1 <= mark <= 5 for mark in record.marks):
            yield (
                "follow-up.yaml",
                place,
                "these marks do not answer the survey",
                f"write {questions} marks from 1 to 5.",
            )
    for n, outcome in enumerate(story.outcomes):
        if outcome.day not in file.follow_up.outcome_days:
            days = ", ".join(str(day) for day in file.follow_up.outcome_days)
            yield (
                "follow-up.yaml",
                ("outcomes", n, "day"),
                f"no round is on day {outcome.day}",
                f"rounds are on {days}.",
            )
