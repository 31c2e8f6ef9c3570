"""Which delegate may meet which host, and what a meeting of the two is worth."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from delegation.matchmaking import market as numbers
from delegation.matchmaking.market import Aim, Market, Pinned, idle
from delegation.meeting import (
    Host,
    HostWish,
    Meeting,
    MeetingParty,
    MeetingRules,
    MeetingScore,
    MeetingWish,
    Slot,
    Wish,
)

AIMS = (Aim.MUSTS, Aim.MUTUAL, Aim.FLOOR, Aim.POINTS)
DELEGATE, HOST = 4, 1
"""A delegate's idle slot weighs more than a host's: hosts wait at their own table."""


@dataclass(frozen=True)
class Pair:
    """A delegate and a host, by position in the matchmaking, with what counts when they meet."""

    delegate: int
    host: int
    must: bool
    mutual: bool
    points: int

    @property
    def rated(self) -> bool:
        """Whether either side asked for the other."""
        return self.points > 1


@dataclass(frozen=True)
class Matchmaking:
    """Everybody at the tables, in a fixed order, so that results never depend on the order of arrival."""

    rules: MeetingRules
    slots: tuple[Slot, ...]
    """In order of time; everywhere else a slot is its position here, a set of slots a bit mask."""
    hosts: tuple[Host, ...]
    parties: tuple[MeetingParty, ...]
    kept: tuple[Meeting, ...]
    only: frozenset[str] | None
    """Hosts that may get new meetings; None: all."""
    fill: bool
    """Whether free seats also go to pairs that neither side asked for."""
    host_wishes: tuple[HostWish, ...] = ()
    busy: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For participants (and hosts) the slots in which they are elsewhere."""

    @classmethod
    def of(
        cls,
        rules: MeetingRules,
        hosts: Sequence[Host],
        parties: Sequence[MeetingParty],
        kept: Sequence[Meeting] = (),
        only: Collection[str] | None = None,
        fill: bool = True,
        host_wishes: Sequence[HostWish] = (),
        busy: Mapping[str, Collection[str]] | None = None,
    ) -> "Matchmaking":
        """The matchmaking in its fixed order; kept meetings of people or hosts who are gone fall away."""
        present, receiving = {one.participant for one in parties}, {host.id for host in hosts}
        return cls(
            rules=rules,
            slots=tuple(sorted(rules.slots, key=lambda slot: slot.starts)),
            hosts=tuple(sorted(hosts, key=lambda host: host.id)),
            parties=tuple(sorted(parties, key=lambda one: one.participant)),
            kept=tuple(one for one in kept if one.participant in present and one.host in receiving),
            only=None if only is None else frozenset(only),
            fill=fill,
            host_wishes=tuple(host_wishes),
            busy={one: frozenset(slots) for one, slots in (busy or {}).items()},
        )

    @cached_property
    def slot_numbers(self) -> dict[str, int]:
        return {slot.id: number for number, slot in enumerate(self.slots)}

    @cached_property
    def delegate_numbers(self) -> dict[str, int]:
        return {party.participant: number for number, party in enumerate(self.parties)}

    @cached_property
    def host_numbers(self) -> dict[str, int]:
        return {host.id: number for number, host in enumerate(self.hosts)}

    @cached_property
    def all_slots(self) -> int:
        return (1 << len(self.slots)) - 1

    @cached_property
    def day_masks(self) -> tuple[int, ...]:
        """For each local day the slots on it."""
        days: dict[str, int] = {}
        for number, slot in enumerate(self.slots):
            day = f"{slot.starts:%Y-%m-%d}"
            days[day] = days.get(day, 0) | 1 << number
        return tuple(days.values())

    @cached_property
    def host_slots(self) -> tuple[int, ...]:
        """For each host the slots it can take, kept meetings' slots included."""
        masks = []
        for host in self.hosts:
            closed = self._mask({*host.unavailable, *self.busy.get(host.id, ())})
            masks.append((self.all_slots & ~closed) | self.kept_of_host.get(host.id, 0))
        return tuple(masks)

    @cached_property
    def delegate_slots(self) -> tuple[int, ...]:
        """For each delegate the slots not spent elsewhere, kept meetings' slots included."""
        masks = []
        for party in self.parties:
            closed = self._mask(self.busy.get(party.participant, frozenset()))
            masks.append((self.all_slots & ~closed) | self.kept_of_delegate.get(party.participant, 0))
        return tuple(masks)

    def _mask(self, slots: Collection[str]) -> int:
        return sum(1 << self.slot_numbers[one] for one in sorted(slots) if one in self.slot_numbers)

    @cached_property
    def kept_of_delegate(self) -> dict[str, int]:
        return _masks((one.participant, self.slot_numbers[one.slot]) for one in self.kept)

    @cached_property
    def kept_of_host(self) -> dict[str, int]:
        return _masks((one.host, self.slot_numbers[one.slot]) for one in self.kept)

    @cached_property
    def free_of_delegate(self) -> tuple[int, ...]:
        pairs = zip(self.parties, self.delegate_slots, strict=True)
        return tuple(mask & ~self.kept_of_delegate.get(one.participant, 0) for one, mask in pairs)

    @cached_property
    def free_of_host(self) -> tuple[int, ...]:
        pairs = zip(self.hosts, self.host_slots, strict=True)
        return tuple(mask & ~self.kept_of_host.get(host.id, 0) for host, mask in pairs)

    @cached_property
    def free_tables(self) -> tuple[int, ...]:
        """For each slot the tables that no kept meeting uses."""
        used = Counter(one.slot for one in self.kept)
        return tuple(max(0, self.rules.tables - used[slot.id]) for slot in self.slots)

    @cached_property
    def delegate_room(self) -> tuple[int, ...]:
        """For each delegate how many more meetings the rules allow."""
        held = [self.kept_of_delegate.get(one.participant, 0).bit_count() for one in self.parties]
        return tuple(max(0, self.rules.at_most - count) for count in held)

    @cached_property
    def host_room(self) -> tuple[int, ...]:
        held = [self.kept_of_host.get(host.id, 0).bit_count() for host in self.hosts]
        return tuple(max(0, host.at_most - count) for host, count in zip(self.hosts, held, strict=True))

    @cached_property
    def floor_missing(self) -> tuple[int, ...]:
        """For each delegate how many meetings are still missing to the fewest they should have."""
        held = [self.kept_of_delegate.get(one.participant, 0).bit_count() for one in self.parties]
        return tuple(max(0, self.rules.at_least - count) for count in held)

    @cached_property
    def candidates(self) -> tuple[Pair, ...]:
        """The pairs that may get a meeting: never a `no`, never twice, and with a slot both have free."""
        held = {(one.participant, one.host) for one in self.kept}
        pairs = (self.pair(number, host) for number in range(len(self.parties)) for host in self._receiving)
        return tuple(pair for pair in pairs if self._possible(pair) and self._key(pair) not in held)

    @cached_property
    def _receiving(self) -> tuple[int, ...]:
        chosen = (number for number, host in enumerate(self.hosts) if host.meets and self.host_room[number])
        return tuple(number for number in chosen if self.only is None or self.hosts[number].id in self.only)

    @cached_property
    def _asked_for(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(_plain(name) for name in host.wishes) for host in self.hosts)

    def pair(self, delegate: int, host: int) -> Pair:
        """What a meeting of the two is worth."""
        party = self.parties[delegate]
        wish = self._wishes[delegate].get(self.hosts[host].id)
        asks = wish in (Wish.MUST, Wish.NICE)
        answer = self._answers.get((party.participant, self.hosts[host].id))
        named = bool(party.organisation) and _plain(party.organisation) in self._asked_for[host]
        asked = named if answer is None else answer is not Wish.NO
        return Pair(delegate, host, wish is Wish.MUST, asks and asked, 1 + 2 * asks + asked)

    @cached_property
    def _answers(self) -> dict[tuple[str, str], Wish]:
        return {(one.participant, one.host): one.wish for one in self.host_wishes}

    @cached_property
    def _wishes(self) -> tuple[dict[str, Wish], ...]:
        return tuple({one.host: one.wish for one in reversed(party.wishes)} for party in self.parties)

    def _possible(self, pair: Pair) -> bool:
        no = Wish.NO
        if (
            self._wishes[pair.delegate].get(self.hosts[pair.host].id) is no
            or self._answers.get(self._key(pair)) is no
        ):
            return False
        wanted = self.fill or pair.rated or self.floor_missing[pair.delegate] > 0
        return wanted and bool(self.common_slots(pair)) and self.delegate_room[pair.delegate] > 0

    def common_slots(self, pair: Pair) -> int:
        """The slots that both have free and in which a table is left."""
        return self.free_of_delegate[pair.delegate] & self.free_of_host[pair.host] & self._open_slots

    @cached_property
    def _open_slots(self) -> int:
        return sum(1 << slot for slot, tables in enumerate(self.free_tables) if tables)

    def _key(self, pair: Pair) -> tuple[str, str]:
        return self.parties[pair.delegate].participant, self.hosts[pair.host].id

    @cached_property
    def kept_pairs(self) -> tuple[Pair, ...]:
        places = self.delegate_numbers, self.host_numbers
        return tuple(self.pair(places[0][one.participant], places[1][one.host]) for one in self.kept)

    @cached_property
    def market(self) -> Market:
        """The matchmaking in numbers: delegates first, then hosts."""
        shift, everything = len(self.parties), len(self.slots)
        held = zip(self.kept_pairs, self.kept, strict=True)
        every = [*self.kept_pairs, *self.candidates]
        return Market(
            days=self.day_masks,
            tables=(self.rules.tables,) * everything,
            open_slots=(*self.delegate_slots, *self.host_slots),
            at_most=(*([self.rules.at_most] * shift), *(host.at_most for host in self.hosts)),
            at_least=(*([self.rules.at_least] * shift), *([0] * len(self.hosts))),
            pairs=tuple(self.numbered(pair) for pair in every),
            pinned=tuple(Pinned(self.numbered(pair), self.slot_numbers[one.slot]) for pair, one in held),
            unasked=() if self.fill else (*self.floor_missing, *([everything] * len(self.hosts))),
            waits=(*([DELEGATE] * shift), *([HOST] * len(self.hosts))),
            aims=AIMS,
        )

    def numbered(self, pair: Pair) -> numbers.Pair:
        """The pair in the numbers of the market."""
        return numbers.Pair(
            pair.delegate,
            pair.host + len(self.parties),
            musts=int(pair.must),
            mutual=int(pair.mutual),
            points=pair.points,
            asked=pair.rated,
        )

    @property
    def radix(self) -> int:
        """A power of ten above every figure of a score."""
        most = 4 * max(1, len(self.parties)) * max(self.rules.at_most, len(self.slots))
        return int(10 ** max(3, len(str(most))))

    def score(self, held: Sequence[Pair]) -> MeetingScore:
        """What the kept meetings and `held` are worth together."""
        every = [*self.kept_pairs, *held]
        each = Counter(pair.delegate for pair in every)
        return MeetingScore(
            musts=sum(pair.must for pair in every),
            mutual=sum(pair.mutual for pair in every),
            floor=sum(min(self.rules.at_least, count) for count in each.values()),
            points=sum(pair.points for pair in every),
        )

    def unmet_musts(self, meetings: Sequence[Meeting]) -> tuple[MeetingWish, ...]:
        """Every must that is not held, with the delegate whose wish it is."""
        held = {(one.participant, one.host) for one in meetings}
        return tuple(
            MeetingWish(host=wish.host, wish=wish.wish, participant=party.participant)
            for party in self.parties
            for wish in party.wishes
            if wish.wish is Wish.MUST and (party.participant, wish.host) not in held
        )

    def idle_slots(self, meetings: Sequence[Meeting]) -> int:
        """Empty slots between first and last meeting of each delegate's day, summed."""
        used = _masks((one.participant, self.slot_numbers[one.slot]) for one in meetings)
        return sum(idle(mask, self.day_masks) for mask in used.values())


def _masks(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    masks: dict[str, int] = {}
    for name, slot in pairs:
        masks[name] = masks.get(name, 0) | 1 << slot
    return masks


def _plain(name: str) -> str:
    """Names are compared without regard to case and spacing."""
    return " ".join(name.casefold().split())
