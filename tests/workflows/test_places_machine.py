"""No two people ever hold the same place: the real workflows beside a model, whatever happens at once.

From the day of the offers on people answer, fall silent, withdraw and step in, organisers release
places and pass them on, a second cut-off is decided, and the worker restarts; up to three of these at the
same moment. What the workflows make of it must be what some order of the same deeds leads to.

HYPOTHESIS_PROFILE=thorough tries many more and longer stories.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as Phases
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from temporalio.client import Client

from delegation.application import ApplicationStatus
from delegation.file import DelegationFile
from delegation.journey import JourneyState
from delegation.offer import OfferOutcome
from delegation.reading.intake import facts_of
from delegation.selecting.balance import check_rules
from delegation.selecting.promotion import needs_visa
from delegation.status import Ledger
from portal.errors import NotFound
from tests.workflows.conftest import server
from tests.workflows.people import APPLICANTS
from tests.workflows.places_model import Came, Deed, Do, Offered, Places, Second, Trial, outcomes
from tests.workflows.places_opened import (
    EVERYBODY,
    PAIR,
    SECOND,
    Opened,
    Story,
    demand_no_place_held_twice,
    file_of,
)
from tests.workflows.trip import application

EXAMPLES, STEPS = {"thorough": (150, 12)}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), (20, 8))
DATES = ("2027-03-03 12:00", "2027-03-10 17:30", "2027-03-17 10:00", "2027-03-31 18:00", "2027-04-05 09:00")
"""Confirm-by; the second cut-off; its panel; the end of replacements; before anything is planned."""
LETTERS = {OfferOutcome.DECLINED: "offer-declined", OfferOutcome.EXPIRED: "offer-expired"}


class Drawn(NamedTuple):
    """What somebody does; who it is depends on how things stand."""

    do: Do
    number: int
    substitute: str | None
    is_forced: bool


ANSWERS = st.sampled_from((Do.ACCEPT, Do.DECLINE))
DRAWN = st.builds(
    Drawn,
    do=st.sampled_from(
        (Do.ACCEPT, Do.ACCEPT, Do.DECLINE, Do.WITHDRAW, Do.RELEASE, Do.PASS_ON, Do.APPLY, Do.STEP_IN) * 2
        + (Do.RESTART,)
    ),
    number=st.integers(0, 999),
    substitute=st.sampled_from((None, None, *PAIR)),
    is_forced=st.booleans(),
)
"""Nothing that is drawn may depend on who was first where several things happened at once."""


LOOP: list[tuple[asyncio.Runner, Client, DelegationFile]] = []


class PlacesMachine(RuleBasedStateMachine):
    """Real workflows on one side, what may become of them on the other."""

    opened: Opened | None = None

    # --- the beginning -----------------------------------------------------------------------------

    @initialize(
        story=st.builds(
            Story,
            marks=st.tuples(*[st.integers(2, 5)] * len(EVERYBODY)),
            places=st.integers(2, 3),
            is_pair=st.booleans(),
            late=st.sampled_from((("A-5",), ("A-4", "A-5"), ("B-1",), ())),
        )
    )
    def offers_are_out(self, story: Story) -> None:
        loop, client, small = LOOP[0]
        self.run = loop.run
        file = file_of(small, story)
        self.opened = Opened(client, file, story)
        self.trip = self.opened.trip
        self.run(self.opened.begin())
        self.story = story
        self.trial = self.trial_now(file)
        selection = self.ledger().selection
        assert selection is not None
        self.places = Places(
            known=frozenset(story.marked), reserve=selection.with_status(ApplicationStatus.RESERVE)
        ).offered(selection.with_status(ApplicationStatus.SELECTED), promoted=False)
        self.agree(self.places)

    def trial_now(self, file: DelegationFile) -> Trial:
        order = self.run(self.trip.legation.next_promotion(file.slug))
        return Trial(
            rules=file.selection,
            evaluated=order.evaluated,
            organisations={one: who.organisation for one, who in APPLICANTS.items()},
            needs_visa=frozenset(
                one for one in EVERYBODY if needs_visa(facts_of(application(one), file), file.offers)
            ),
            visa_until=file.starts_at - timedelta(days=file.offers.visa_lead_days),
            second_closes=self.trip.at("2027-03-10 17:00"),
            ends=file.offers.replacement_ends_at,
        )

    # --- what people do, alone or at once -----------------------------------------------------------

    @rule(drawn=st.lists(DRAWN, min_size=1, max_size=3))
    def people_act(self, drawn: list[Drawn]) -> None:
        self.act([self.deed(one) for one in drawn])

    @rule(drawn=DRAWN, one=ANSWERS, other=ANSWERS)
    def somebody_answers_from_two_devices(self, drawn: Drawn, one: Do, other: Do) -> None:
        who = self.concerned(drawn, self.places.open)
        self.act([Deed(one, who), Deed(other, who)])

    @rule(drawn=st.none() | DRAWN)
    def the_second_cut_off_goes_on(self, drawn: Drawn | None) -> None:
        second = self.places.second
        deed = Deed(Do.PUBLISH if second is not None and second.is_decided else Do.DECIDE)
        self.act([deed, self.deed(drawn)] if drawn else [deed])

    def deed(self, drawn: Drawn) -> Deed:
        """Mostly by those whom it concerns."""
        new = [one for one in EVERYBODY if one not in self.places.known]
        match drawn.do:
            case Do.ACCEPT | Do.DECLINE:
                return Deed(drawn.do, self.concerned(drawn, self.places.open))
            case Do.WITHDRAW:
                return Deed(Do.WITHDRAW, self.concerned(drawn, self.places.delegates | self.places.open))
            case Do.RELEASE:
                who = self.concerned(drawn, self.places.delegates)
                return Deed(Do.RELEASE, who, drawn.substitute, drawn.is_forced)
            case Do.APPLY:
                return Deed(Do.APPLY, self.concerned(drawn, self.places.withdrawn.union(new)))
            case Do.STEP_IN if "B-1" in new:
                return Deed(Do.STEP_IN, "B-1", "A-1")
            case _:
                do = Do.RESTART if drawn.do is Do.RESTART else Do.PASS_ON
                return Deed(do, is_forced=drawn.is_forced)

    def concerned(self, drawn: Drawn, whom: frozenset[str]) -> str:
        candidates = [*sorted(whom) * 3, *EVERYBODY]
        return candidates[drawn.number % len(candidates)]

    def act(self, deeds: list[Deed]) -> None:
        before, letters = self.ledger(), self.letters()
        came = self.run(self.at_once(deeds))
        self.reached(deeds, came)
        if Counter(came) == {Came.REFUSED: len(deeds)}:
            assert self.books(self.ledger()) == self.books(before), "What was refused changed something."
            assert self.letters() == letters, "What was refused was written about."

    async def at_once(self, deeds: list[Deed]) -> list[Came]:
        assert self.opened is not None
        opened = self.opened

        async def all_of_them() -> list[Came]:
            return list(await asyncio.gather(*(opened.do(deed) for deed in deeds)))

        return await opened.watched(all_of_them())

    # --- time ---------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from((6, 50)))
    def time_passes(self, hours: int) -> None:
        self.pass_until(self.trip.now + timedelta(hours=hours))

    @rule()
    def the_next_date_comes(self) -> None:
        self.pass_until(self.next_date())

    def next_date(self) -> datetime:
        """Of an offer that is open, or of the file."""
        offers = [one.confirm_by for one in self.ledger().offers if one.outcome is None]
        dates = [self.trip.at(date) for date in DATES]
        return min((one for one in (*offers, *dates) if one > self.trip.now), default=self.trip.now)

    def pass_until(self, moment: datetime) -> None:
        """Stop at every date on the way. Nothing of the itinerary is planned yet."""
        moment = min(moment, self.trip.at(DATES[-1]))
        while self.trip.now < moment:
            now = min(moment, self.next_date())
            due = [o.participant for o in self.ledger().offers if o.outcome is None and o.confirm_by <= now]
            self.run(self.trip.reach(now))
            self.reached([Deed(Do.EXPIRE, one) for one in due], [Came.EITHER] * len(due))
            if now == self.trip.at(DATES[1]):
                self.run(self.hand_in())
            if now >= self.trial.ends:
                self.places = replace(self.places, second=None)
            elif now >= self.trip.at(DATES[2]):
                self.the_panel_meets()

    async def hand_in(self) -> None:
        """Nobody is asked when nobody applied, or no place was left."""
        try:
            await self.trip.hand_in_later(SECOND.id)
        except NotFound:
            return

    def the_panel_meets(self) -> None:
        if "decide" in self.tasks() and self.places.second is None and self.places.again:
            self.places = replace(self.places, second=Second(held=self.places.holding))
            self.hear_of_selection()

    # --- what must hold at rest ---------------------------------------------------------------------

    def reached(self, deeds: list[Deed], came: list[Came]) -> None:
        """It is at rest in a state that some order of these deeds leads to."""
        ledger = self.ledger()
        possible = list(outcomes(self.places, deeds, self.trial, self.trip.now))
        fitting = [
            places
            for places, expected in possible
            if places.seen() == seen(ledger)
            and all(one in (is_, Came.EITHER) for one, is_ in zip(expected, came, strict=True))
        ]
        assert fitting, "\n".join(
            (
                f"No order of {[(deed, one.value) for deed, one in zip(deeds, came, strict=True)]} leads to",
                f"  {seen(ledger)}",
                f"from {self.places}; they lead to",
                *(f"  {[one.value for one in expected]} {places.seen()}" for places, expected in possible),
            )
        )
        self.places = fitting[0]
        if self.places.second is not None or any(deed.do is Do.PUBLISH for deed in deeds):
            self.hear_of_selection()
        self.agree(self.places)

    def hear_of_selection(self) -> None:
        """What was solved for the second cut-off is not for the model to say."""
        self.trial = self.trial_now(self.trip.file)
        selection, second = self.ledger().selection, self.places.second
        assert selection is not None
        if second is not None:
            second = replace(
                second,
                selected=frozenset(selection.with_status(ApplicationStatus.SELECTED)),
                reserve=selection.with_status(ApplicationStatus.RESERVE),
            )
            self.places = replace(self.places, second=second)

    def agree(self, places: Places) -> None:
        """Everybody who has a part in it says the same."""
        ledger = self.ledger()
        demand_no_place_held_twice(ledger, self.trial.rules.places)
        assert not places.gone & (places.delegates | places.open)
        self.demand_free_places_explained(places, ledger)
        self.demand_rules_kept(places, ledger)
        self.demand_pairs_together(ledger)
        known = sorted(places.known)
        for one, state in zip(known, self.run(self.journeys(known)), strict=True):
            demand_journey_agrees(one, state, places)
            self.demand_letters_agree(one, places)

    def demand_free_places_explained(self, places: Places, ledger: Ledger) -> None:
        promotions = [one.participants for one in ledger.promotions if one.participants]
        assert sorted(name for names in promotions for name in names) == sorted(
            one.participant for one in places.offers if one.promoted
        )
        is_full = len(places.delegates | places.open) == self.trial.rules.places
        if is_full:
            assert "place-free" not in self.tasks(), "A place is said to stay free, and none is."
        else:
            assert "place-free" in self.tasks(), "A place is free and nobody says why."
            assert any(not one.participants and one.reason for one in ledger.promotions)

    def demand_rules_kept(self, places: Places, ledger: Ledger) -> None:
        waived = {name for one in ledger.promotions for name in one.waived}
        group = [one for one in self.trial.evaluated if one.participant in places.holding]
        broken = {one.rule for one in check_rules(group, self.trial.rules) if one.stands_in_the_way}
        assert broken <= waived, f"Those who hold places break {broken - waived}."

    def demand_pairs_together(self, ledger: Ledger) -> None:
        if not self.story.is_pair or not set(PAIR) <= set(self.story.marked):
            return
        first = {one.participant: one.confirm_by for one in reversed(ledger.offers)}
        for one, other in (PAIR, PAIR[::-1]):
            if one in first and other not in first:
                assert other in self.places.gone | self.places.again | self.places.delegates, (
                    f"{one} was offered a place without {other}."
                )

    async def journeys(self, participants: list[str]) -> list[JourneyState]:
        views = await asyncio.gather(*(self.trip.journey(one) for one in participants))
        return [view.state for view in views]

    def demand_letters_agree(self, who: str, places: Places) -> None:
        told = Counter(self.trip.letters_to(who))
        mine = [one for one in places.offers if one.participant == who]
        stepped_in = any(substitute == who for _, substitute in places.departures)
        confirmed = sum(one.outcome is OfferOutcome.CONFIRMED for one in mine) + stepped_in
        gave_up = sum(one.outcome is OfferOutcome.WITHDRAWN for one in mine)
        assert len(mine) - gave_up <= told["offer"] <= len(mine), f"{who} was told of {told['offer']} offers."
        assert told["place-confirmed"] == confirmed
        assert told["delegate-left"] == (who in places.left)
        for outcome, letter in LETTERS.items():
            assert told[letter] == sum(one.outcome is outcome for one in mine)

    # --- small ---------------------------------------------------------------------------------------

    def ledger(self) -> Ledger:
        return self.run(self.trip.ledger())

    def tasks(self) -> dict[str, str]:
        return self.run(self.trip.tasks())

    def letters(self) -> Counter[str]:
        return Counter(mail.send_id for mail in self.trip.post.sent)

    def books(self, ledger: Ledger) -> tuple[object, ...]:
        return ledger.offers, ledger.delegates, ledger.departures, ledger.promotions

    def teardown(self) -> None:
        if self.opened is not None:
            self.run(self.opened.end())

    run: Callable[..., object]


def demand_journey_agrees(who: str, state: JourneyState, places: Places) -> None:
    has_place = state.status is ApplicationStatus.SELECTED and state.outcome is OfferOutcome.CONFIRMED
    is_asked = state.offer is not None and state.outcome is None
    last = places.last(who)
    assert has_place == (who in places.delegates), f"{who} and the delegation differ about a place."
    assert is_asked == (who in places.open), f"{who} and the delegation differ about an offer."
    if last is not None and last.outcome in LETTERS:
        assert state.outcome is last.outcome
    if who in places.left:
        assert state.outcome is OfferOutcome.WITHDRAWN


def seen(ledger: Ledger) -> tuple[object, ...]:
    """The books as the model keeps them."""
    return (
        frozenset(ledger.delegates),
        Counter(Offered(one.participant, one.promoted, one.outcome) for one in ledger.offers),
        frozenset((one.participant, one.substitute) for one in ledger.departures),
    )


@pytest.fixture
def one_loop(small: DelegationFile) -> Iterator[None]:
    """A server of its own, on a loop that hypothesis can step into."""
    with asyncio.Runner() as loop:
        stack = AsyncExitStack()
        client = loop.run(stack.enter_async_context(server()))
        LOOP[:] = [(loop, client, small)]
        yield
        LOOP.clear()
        loop.run(stack.aclose())


@pytest.mark.timeout(4 * 3600 if EXAMPLES > 20 else 600)
def test_no_two_people_ever_hold_the_same_place(one_loop: None, quick_tries: None):
    machine = PlacesMachine.TestCase()
    machine.settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phases.generate,),  # a story takes seconds: shorter ones are not looked for
        report_multiple_bugs=False,
    )
    machine.runTest()
