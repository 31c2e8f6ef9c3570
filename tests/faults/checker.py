"""Judges a run: acknowledged and lost 0, intended and lost 0, sent twice 0, each event in a calendar once.

Knows nothing of how the product works: only what was intended, what was acknowledged and what is there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from delegation.calendars.calendar_client import Calendar


class Intended(NamedTuple):
    """One mail that has to leave."""

    send_id: str
    recipient: str
    """Address."""


class Taken(NamedTuple):
    """One mail the sink took."""

    send_id: str
    recipient: str
    sha256: str = ""
    invite: str = ""


class Sends(NamedTuple):
    """What became of mails; everything but `sent` and `refused` must be empty or 0."""

    sent: int
    refused: int
    """To addresses that cannot receive mail."""
    lost: tuple[str, ...]
    twice: tuple[str, ...]
    """Send ids the sink took more than once."""
    extra: int
    """Copies more than one."""
    different: tuple[str, ...]
    """Send ids whose copies are not the same to the byte."""
    unasked: tuple[str, ...]
    """Taken by the sink although nobody intended them."""
    calendars: tuple[str, ...]
    """Recipients whose calendar does not show each appointment once."""

    @property
    def is_flawless(self) -> bool:
        return not (self.lost or self.twice or self.different or self.unasked or self.calendars)


def judge_sends(intended: Iterable[Intended], taken: Iterable[Taken], cannot_receive: str) -> Sends:
    """`cannot_receive`: how addresses begin that are refused for good."""
    took = list(taken)
    wanted = {one.send_id: one.recipient for one in intended}
    refused = {name for name, address in wanted.items() if address.startswith(cannot_receive)}
    counted = Counter(one.send_id for one in took)
    contents: dict[str, set[str]] = defaultdict(set)
    for one in took:
        contents[one.send_id].add(one.sha256)
    return Sends(
        sent=len(counted.keys() & wanted.keys()),
        refused=len(refused),
        lost=tuple(sorted(wanted.keys() - counted.keys() - refused)),
        twice=tuple(sorted(name for name, times in counted.items() if times > 1)),
        extra=counted.total() - len(counted),
        different=tuple(sorted(name for name, found in contents.items() if len(found) > 1)),
        unasked=tuple(sorted(counted.keys() - wanted.keys() | counted.keys() & refused)),
        calendars=untrue_calendars(took),
    )


def untrue_calendars(taken: Iterable[Taken]) -> tuple[str, ...]:
    """Recipients whose calendar, given every mail in its order, shows an appointment twice or none at all."""
    uids: dict[str, set[str]] = defaultdict(set)
    calendars: dict[str, Calendar] = {}
    for one in taken:
        if one.invite:
            calendar = calendars.setdefault(one.recipient, Calendar(one.recipient))
            calendar.receive(one.invite.encode())
            uids[one.recipient].add(_uid(one.invite))
    return tuple(
        sorted(
            address
            for address, calendar in calendars.items()
            if sorted(event.uid for event in calendar.events()) != sorted(uids[address])
        )
    )


def _uid(invite: str) -> str:
    unfolded = invite.replace("\r\n ", "").replace("\n ", "")
    return next(line[4:].strip() for line in unfolded.splitlines() if line.startswith("UID:"))


class Applications(NamedTuple):
    """What became of applications."""

    acknowledged: int
    lost: tuple[str, ...]
    """Acknowledged, and not on the desk, not in the vault as handed in, or under another receipt code."""
    twice: tuple[str, ...]
    """On the desk more than once, or receipts with two codes."""
    open: tuple[str, ...]
    """Tried, and neither acknowledged nor refused."""
    refused: tuple[str, ...]
    uncertain: int
    """Attempts of which nobody could say what they did."""
    attempts: int

    @property
    def is_flawless(self) -> bool:
        return not (self.lost or self.twice or self.open or self.refused)


def judge_applications(
    events: Iterable[Mapping[str, object]], on_the_desk: Iterable[str], receipts: Mapping[str, str]
) -> Applications:
    """`receipts`: participant to the code of what is in the vault, of those found whole there."""
    seen = [dict(event) for event in events]
    codes: dict[str, set[str]] = defaultdict(set)
    for event in seen:
        if event["event"] == "ok":
            codes[str(event["participant"])].add(str(event["code"]))
    desk = Counter(on_the_desk)
    kinds = Counter(str(event["event"]) for event in seen)
    refused = {str(event["participant"]) for event in seen if event["event"] == "fail"}
    invoked = {str(event["participant"]) for event in seen}
    kept = {one for one, given in codes.items() if desk[one] and receipts.get(one) in given}
    doubled = {one for one, given in codes.items() if len(given) > 1}
    return Applications(
        acknowledged=len(codes),
        lost=tuple(sorted(codes.keys() - kept)),
        twice=tuple(sorted(doubled | {one for one, times in desk.items() if times > 1})),
        open=tuple(sorted(invoked - codes.keys() - refused)),
        refused=tuple(sorted(refused)),
        uncertain=kinds["info"],
        attempts=kinds["invoke"],
    )
