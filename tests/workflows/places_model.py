"""Who may hold which place: every order in which things can happen at once, and where each of them leads.

What people do happens in one order or another, and places are passed on in between. `outcomes` tries
every such order. What is asked of `promote` is put together here, from what is known here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from delegation.offer import OfferOutcome
from delegation.selecting.promotion import promote
from delegation.selecting.scoring import Evaluated
from delegation.selection_rules import SelectionRules

GONE = (OfferOutcome.DECLINED, OfferOutcome.EXPIRED)


class Do(StrEnum):
    """What people do."""

    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    RELEASE = "release"
    PASS_ON = "pass on"
    APPLY = "apply"
    STEP_IN = "step in"
    """Hand in one's details as a substitute."""
    DECIDE = "decide"
    PUBLISH = "publish"
    RESTART = "restart"


class Came(StrEnum):
    """What came of it."""

    DONE = "done"
    REFUSED = "refused"
    EITHER = "either"
    """It changes nothing, and says so or not."""


@dataclass(frozen=True)
class Deed:
    do: Do
    who: str = ""
    substitute: str | None = None
    is_forced: bool = False
    """With an override, or with all rules of balance set aside."""


@dataclass(frozen=True)
class Offered:
    participant: str
    promoted: bool
    outcome: OfferOutcome | None = None


@dataclass(frozen=True)
class Second:
    """The decision on the second cut-off, as far as it has come."""

    selected: frozenset[str] = frozenset()
    reserve: tuple[str, ...] = ()
    held: frozenset[str] = frozenset()
    """Who held a place when it was solved."""
    is_decided: bool = False
    is_published: bool = False


@dataclass(frozen=True)
class Places:
    """Who holds a place, who is offered one, who waits and who is gone."""

    delegates: frozenset[str] = frozenset()
    offers: tuple[Offered, ...] = ()
    departures: frozenset[tuple[str, str | None]] = frozenset()
    known: frozenset[str] = frozenset()
    """Who handed in an application, or their details as a substitute."""
    withdrawn: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    """Who applied for the second cut-off and waits for its decision."""
    reserve: tuple[str, ...] = ()
    second: Second | None = None

    @property
    def open(self) -> frozenset[str]:
        return frozenset(one.participant for one in self.offers if one.outcome is None)

    @property
    def left(self) -> frozenset[str]:
        return frozenset(one for one, _ in self.departures)

    @property
    def gone(self) -> frozenset[str]:
        """Who will not travel, unless they apply again."""
        ended = {one.participant for one in self.offers if one.outcome in GONE}
        return frozenset(ended | self.withdrawn | self.left)

    @property
    def holding(self) -> frozenset[str]:
        """Whose places are taken: a substitute sits in the place of who was selected."""
        place_of = {substitute: one for one, substitute in self.departures if substitute}

        def place(one: str) -> str:
            while one in place_of:
                one = place_of[one]
            return one

        return frozenset(place(one) for one in self.delegates) | self.open

    def last(self, participant: str) -> Offered | None:
        mine = [one for one in self.offers if one.participant == participant]
        return mine[-1] if mine and participant not in self.again else None

    def closed(self, participant: str, outcome: OfferOutcome) -> "Places":
        offers = tuple(
            replace(one, outcome=outcome) if one == Offered(participant, one.promoted) else one
            for one in self.offers
        )
        joins = {participant} if outcome is OfferOutcome.CONFIRMED else frozenset[str]()
        return replace(self, offers=offers, delegates=self.delegates | joins)

    def offered(self, participants: Sequence[str], *, promoted: bool) -> "Places":
        return replace(self, offers=(*self.offers, *(Offered(one, promoted) for one in sorted(participants))))

    def seen(self) -> tuple[object, ...]:
        """What the books of the delegation must say."""
        return self.delegates, Counter(self.offers), self.departures


@dataclass(frozen=True, eq=False)
class Trial:
    """What does not change from one deed to the next."""

    rules: SelectionRules
    evaluated: tuple[Evaluated, ...]
    organisations: Mapping[str, str]
    needs_visa: frozenset[str]
    visa_until: datetime
    second_closes: datetime
    ends: datetime
    answers: dict[object, tuple[str, ...]] = field(default_factory=dict)
    """What `promote` said so far."""


def next_promoted(
    places: Places, trial: Trial, now: datetime, waived: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Whom the reserve list gives a free place now; nobody if it is empty or the rules stand in the way."""
    holding, reserve = places.holding, places.reserve
    out = (places.gone | places.again | places.delegates) - holding
    late = trial.needs_visa if now > trial.visa_until else frozenset[str]()
    asked = (holding, out, reserve, late, waived)
    if asked not in trial.answers:
        trial.answers[asked] = promote(
            trial.evaluated,
            trial.rules,
            holding=sorted(holding),
            out=sorted(out),
            reserve=reserve,
            needs_visa=sorted(late),
            visa_too_late=True,
            waived=waived,
        ).participants
    return trial.answers[asked]


@dataclass
class _Alike:
    """One moment of what happens at once."""

    places: Places
    ahead: tuple[int, ...]
    came: tuple[tuple[int, Came], ...] = ()

    def key(self) -> object:
        return self.places, self.ahead, self.came


def outcomes(
    places: Places, deeds: Sequence[Deed], trial: Trial, now: datetime
) -> Iterator[tuple[Places, tuple[Came, ...]]]:
    """Every way in which `deeds` can end when they happen at once, with what each of them came to.

    At the end nothing is left to pass on.
    """
    todo, known = [_Alike(places, tuple(range(len(deeds))))], set[object]()
    while todo:
        at = todo.pop()
        if at.key() in known:
            continue
        known.add(at.key())
        onward = list(_by_itself(at.places, trial, now))
        todo += [_Alike(one, at.ahead, at.came) for one in onward]
        for number in at.ahead:
            rest = tuple(one for one in at.ahead if one != number)
            for came, then in _done(at.places, deeds[number], trial, now, is_alone=len(deeds) == 1):
                todo.append(_Alike(then, rest, (*at.came, (number, came))))
        if not onward and not at.ahead:
            yield at.places, tuple(came for _, came in sorted(at.came))


def _by_itself(places: Places, trial: Trial, now: datetime) -> Iterator[Places]:
    """What the delegation does without being asked."""
    if now < trial.ends and (names := next_promoted(places, trial, now)):
        yield places.offered(names, promoted=True)
    second = places.second
    if second is not None and second.is_published:
        yield _publish(places, second)


def _publish(places: Places, second: Second) -> Places:
    """Offers, unless others than the selected took places since it was solved: then it is solved anew."""
    if places.holding - second.held - second.selected:
        return replace(places, second=Second(held=places.holding))
    new = second.selected - places.holding - places.delegates - places.gone
    told = replace(places, second=None, reserve=second.reserve, again=frozenset())
    return told.offered(sorted(new), promoted=False)


def _done(
    places: Places, deed: Deed, trial: Trial, now: datetime, *, is_alone: bool
) -> Iterator[tuple[Came, Places]]:
    match deed.do:
        case Do.ACCEPT | Do.DECLINE:
            yield _answer(places, deed)
        case Do.EXPIRE:
            is_open = deed.who in places.open
            yield Came.EITHER, places.closed(deed.who, OfferOutcome.EXPIRED) if is_open else places
        case Do.WITHDRAW:
            yield _withdraw(places, deed.who)
        case Do.RELEASE:
            yield _release(places, deed, trial, now)
        case Do.PASS_ON:
            yield _pass_on(places, deed, trial, now, is_alone=is_alone)
        case Do.APPLY:
            yield _apply(places, deed.who, is_open=now <= trial.second_closes)
        case Do.STEP_IN:
            yield Came.EITHER, replace(places, known=places.known | {deed.who})
        case Do.DECIDE | Do.PUBLISH:
            yield _decide(places, deed.do)
        case Do.RESTART:
            yield Came.DONE, places


def _answer(places: Places, deed: Deed) -> tuple[Came, Places]:
    wanted = OfferOutcome.CONFIRMED if deed.do is Do.ACCEPT else OfferOutcome.DECLINED
    last = places.last(deed.who)
    if last is None:
        return Came.REFUSED, places
    if last.outcome is None:
        return Came.DONE, places.closed(deed.who, wanted)
    if last.outcome is not wanted:
        return Came.REFUSED, places
    return Came.EITHER if deed.who in places.left else Came.DONE, places


def _withdraw(places: Places, who: str) -> tuple[Came, Places]:
    if who in places.delegates:
        return Came.DONE, _leave(places, who, None)
    if who in places.open:
        gone = places.closed(who, OfferOutcome.WITHDRAWN)
        return Came.DONE, replace(gone, withdrawn=gone.withdrawn | {who}, again=gone.again - {who})
    if who in places.withdrawn:
        return Came.DONE, places
    if who in places.again or (who in places.reserve and who not in places.gone):
        return Came.EITHER, replace(places, withdrawn=places.withdrawn | {who}, again=places.again - {who})
    return Came.EITHER if who in places.known else Came.REFUSED, places


def _leave(places: Places, who: str, substitute: str | None) -> Places:
    staying = places.delegates - {who} | ({substitute} if substitute else frozenset[str]())
    return replace(places, delegates=staying, departures=places.departures | {(who, substitute)})


def _release(places: Places, deed: Deed, trial: Trial, now: datetime) -> tuple[Came, Places]:
    who, substitute = deed.who, deed.substitute
    if who not in places.delegates:
        return Came.EITHER if who in places.left else Came.REFUSED, places
    if substitute is not None and not _may_step_in(places, substitute, who, trial):
        return Came.REFUSED, places
    left = _leave(places, who, substitute)
    if substitute is None and deed.is_forced and now >= trial.ends:
        names = next_promoted(left, trial, now)
        return Came.DONE, left.offered(names, promoted=True) if names else left
    return Came.DONE, left


def _may_step_in(places: Places, substitute: str, who: str, trial: Trial) -> bool:
    is_known = substitute in places.known and trial.organisations[substitute] == trial.organisations[who]
    return is_known and substitute not in places.delegates | places.open | places.gone


def _pass_on(
    places: Places, deed: Deed, trial: Trial, now: datetime, *, is_alone: bool
) -> tuple[Came, Places]:
    if len(places.delegates | places.open) >= trial.rules.places:
        return Came.REFUSED if is_alone else Came.EITHER, places
    waived = tuple(rule.id for rule in trial.rules.rules) if deed.is_forced else ()
    names = next_promoted(places, trial, now, waived)
    return Came.DONE, places.offered(names, promoted=True) if names else places


def _apply(places: Places, who: str, *, is_open: bool) -> tuple[Came, Places]:
    """For the second cut-off; who withdrew may do so as well."""
    is_over = who in places.gone - places.withdrawn or places.last(who) in (
        Offered(who, promoted, outcome) for promoted in (False, True) for outcome in GONE
    )
    if not is_open or is_over or (who in places.known and who not in places.withdrawn):
        return Came.EITHER, places
    return Came.DONE, replace(
        places, known=places.known | {who}, withdrawn=places.withdrawn - {who}, again=places.again | {who}
    )


def _decide(places: Places, do: Do) -> tuple[Came, Places]:
    second = places.second
    if second is None or (
        second.is_decided if do is Do.DECIDE else second.is_published or not second.is_decided
    ):
        return Came.REFUSED, places
    step = {"is_decided": True} if do is Do.DECIDE else {"is_published": True}
    return Came.DONE, replace(places, second=replace(second, **step))
