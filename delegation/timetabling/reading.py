"""Reads MiniZinc data (.dzn) into an instance; docs/meetings-file.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from delegation.reading.problem import FileError, Problem
from delegation.reading.suggestion import suggestion
from delegation.timetabling.dzn import Node, Source, assignments
from delegation.timetabling.instance import AgreedMeeting, Instance, Session

WANTED = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "requested")
KNOWN = (
    *WANTED, "nMorningSlots", "meetingsxBusiness", "nMeetingsBusiness", "forbidden", "fixed", "precedences",
    "diference",
)  # fmt: skip
LARGEST = {"nBusiness": 10_000, "nMeetings": 50_000, "nTables": 10_000, "nTotalSlots": 500}
ROW = "two participants and a session: 1 morning, 2 afternoon, 3 any"


@dataclass(frozen=True)
class ReadInstance:
    """An instance, and the places to point at when something is wrong with it."""

    instance: Instance
    fairness: int | None
    """What the file says as `diference`; None where it does not."""
    remarks: tuple[str, ...]
    """What the file says twice, and differently."""
    source: Source
    places: Mapping[str, int] = field(repr=False)
    """Characters before `fixed.3`, `precedences.7`, `requested.2`; counted from 1."""

    def problem(self, path: str, message: str, remedy: str) -> Problem:
        """A mistake at one of the places."""
        return self.source.problem(self.places.get(path, 0), path, message, remedy)


def read_instance(text: str, name: str) -> ReadInstance:
    """The instance that a file describes. Raises FileError with every mistake at its place."""
    source = Source(text, name)
    reading = _Reading(source, assignments(source))
    return reading.instance()


class _Reading:
    """Gathers mistakes as it goes; nothing is made of a file that has one."""

    def __init__(self, source: Source, said: dict[str, Node]) -> None:
        self.source, self.said = source, said
        self.problems: list[Problem] = []
        self.places: dict[str, int] = {}
        self._names()

    def instance(self) -> ReadInstance:
        participants, tables = self._whole("nBusiness", 1), self._whole("nTables", 1)
        slots = self._whole("nTotalSlots", 1)
        morning = self._whole("nMorningSlots", 0, slots) if "nMorningSlots" in self.said else slots
        self._stop()
        meetings = self._meetings(participants, slots)
        forbidden = self._sets("forbidden", participants, 0, slots, "slots")
        self._stop()
        made = Instance(
            participants=participants, tables=tables, slots=slots, morning_slots=morning, meetings=meetings,
            forbidden=tuple(tuple(slot for slot in one if slot) for one in forbidden),
        )  # fmt: skip
        remarks = tuple(self._said_otherwise(made))
        self._stop()
        return ReadInstance(made, self._fairness(), remarks, self.source, self.places)

    def _stop(self) -> None:
        if self.problems:
            raise FileError(self.problems)

    def _wrong(self, at: int, path: str, message: str, remedy: str) -> None:
        self.problems.append(self.source.problem(at, path, message, remedy))

    def _names(self) -> None:
        for name, node in self.said.items():
            self.places[name] = node.at
            if name not in KNOWN:
                at = self.source.text.rfind(name, 0, node.at)
                self._wrong(at, name, "is not known here", suggestion(name, KNOWN))
        for name in WANTED:
            if name not in self.said:
                self._wrong(len(self.source.text), name, "is missing", f"add '{name} = ...;'.")
        self._stop()

    def _whole(self, name: str, least: int, most: int = 0) -> int:
        node, most = self.said[name], most or LARGEST.get(name, 0)
        if node.kind != "number":
            self._wrong(node.at, name, f"is a {node.kind}", "give one number.")
        elif not least <= node.number <= most:
            self._wrong(node.at, name, f"is {node.number}", f"give a number from {least} to {most:,}.")
        return node.number

    def _fairness(self) -> int | None:
        node = self.said.get("diference")
        return None if node is None else node.number

    def _meetings(self, participants: int, slots: int) -> tuple[AgreedMeeting, ...]:
        number = self._whole("nMeetings", 0)
        self._stop()
        rows = list(self._rows(number, participants))
        fixed = self._numbers("fixed", number, slots)
        after = self._sets("precedences", number, 1, number, "meetings")
        self._stop()
        return tuple(
            AgreedMeeting(
                first=first, second=second, session=Session(session), fixed=fixed[at] or None, after=after[at]
            )
            for at, (first, second, session) in enumerate(rows)
        )

    def _rows(self, number: int, participants: int) -> Iterator[tuple[int, int, int]]:
        for at, row in enumerate(self._listed("requested", number, "table"), start=1):
            path = f"requested.{at}"
            self.places[path] = row.at
            if len(row.parts) != 3 or any(one.kind != "number" for one in row.parts):
                self._wrong(row.at, path, "is not a row of three numbers", f"give {ROW}.")
                continue
            first, second, session = row.parts
            for one in (first, second):
                if not 1 <= one.number <= participants:
                    said = f"there is no participant {one.number}"
                    self._wrong(one.at, path, said, f"participants are 1 to {participants}.")
            if first.number == second.number:
                said = f"participant {first.number} would meet with oneself"
                self._wrong(second.at, path, said, "name two different participants.")
            if session.number not in tuple(Session):
                self._wrong(session.at, path, f"there is no session {session.number}", f"give {ROW}.")
                continue
            yield first.number, second.number, session.number

    def _numbers(self, name: str, length: int, slots: int) -> list[int]:
        """A slot for each meeting, 0 for none; nothing but 0 where the file does not say."""
        if name not in self.said:
            return [0] * length
        found = self._listed(name, length, "list")
        for at, node in enumerate(found, start=1):
            self.places[f"{name}.{at}"] = node.at
            if node.kind != "number" or not 0 <= node.number <= slots:
                said = f"slot {node.number} is outside the day" if node.kind == "number" else "is no number"
                self._wrong(node.at, f"{name}.{at}", said, f"slots are 1 to {slots}; 0 means none.")
        return [node.number for node in found]

    def _sets(self, name: str, length: int, least: int, most: int, noun: str) -> list[tuple[int, ...]]:
        """A set for each, in order; empty ones where the file does not say."""
        if name not in self.said:
            return [()] * length
        found = self._listed(name, length, "list")
        for at, node in enumerate(found, start=1):
            path = f"{name}.{at}"
            self.places[path] = node.at
            if node.kind != "set":
                self._wrong(node.at, path, "is no set", "give numbers in braces, or {}.")
            for one in node.parts:
                if not least <= one.number <= most:
                    said = f"{one.number} is outside"
                    self._wrong(one.at, path, said, f"{noun} are {max(least, 1)} to {most}.")
        return [tuple(sorted({one.number for one in node.parts})) for node in found]

    def _listed(self, name: str, length: int, kind: str) -> tuple[Node, ...]:
        node = self.said[name]
        if node.kind != kind and not (node.kind in ("list", "table") and not node.parts):
            self._wrong(node.at, name, f"is a {node.kind}", f"give a {kind}.")
        elif len(node.parts) != length:
            said = f"has {len(node.parts)} entries"
            self._wrong(node.at, name, said, f"give {length}, one for each.")
        return node.parts

    def _said_otherwise(self, instance: Instance) -> Iterator[str]:
        """The two redundant lists: `requested` is what counts."""
        for participant, meetings in instance.meetings_of().items():
            shifted = {1, *(one + 1 for one in meetings)}
            for name, ours in (("nMeetingsBusiness", {len(meetings)}), ("meetingsxBusiness", shifted)):
                listed = self.said[name].parts if name in self.said else ()
                theirs = listed[participant - 1] if participant <= len(listed) else None
                numbers = theirs and {one.number for one in theirs.parts or (theirs,)}
                if numbers and numbers | {1} != ours | {1}:
                    yield f"{name}.{participant} says something else than 'requested', which counts."
