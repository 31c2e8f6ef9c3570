"""Agreements as rules: what holds whatever people do with them, in whichever order."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.agreement import (
    PATH,
    AgreementRecord,
    AgreementState,
    Evidence,
    NextDate,
    Party,
    Prompt,
    Signatory,
    Signed,
    Stage,
    record_of,
)
from delegation.agreement_adopting import Adopting, proposals
from delegation.agreement_book import with_record
from delegation.agreement_deeds import (
    AddEvidence,
    AnyDeed,
    EndAgreement,
    HandOver,
    MoveAgreement,
    NoteOnAgreement,
    OpenAgreement,
    PauseAgreement,
    PlanNext,
    ResumeAgreement,
    WithdrawEvidence,
)
from delegation.agreement_figures import agreements_by_state, country_pairs, figures_of
from delegation.agreement_prompts import next_prompt_at, prompted
from delegation.agreement_rules import why_not, why_not_open
from delegation.agreement_state import done, opened
from delegation.cooperation_rules import CooperationRules
from delegation.follow_up import DelegateOutcome, Outcome, OutcomeKind

ZONE = "Europe/Brussels"
RULES = CooperationRules(zone=ZONE, ends="2030-12-31 18:00", remind_days_before=(7, 1), quiet_days=60)
START = datetime(2027, 2, 1, 9, tzinfo=UTC)
PARTIES = (Party(organisation="Harbour Lab", country="CA"), Party(organisation="Delta Works", country="NL"))
OFFICES = tuple(Signatory(organisation=one.organisation, position="Director") for one in PARTIES)
OPENING = OpenAgreement(id="delta", parties=PARTIES, owner="ann", author="ann", themes=("sensors",))

reasons = st.sampled_from(["", "They agreed otherwise."])
planned = st.none() | st.integers(-3, 40).map(
    lambda days: NextDate(at=START + timedelta(days=400 + days), what="Send the draft")
)
names = st.sampled_from(["e1", "e2", "e3"])
signatures = st.sampled_from(
    [
        None,
        Signed(on=date(2027, 2, 1), signatories=OFFICES),
        Signed(on=date(2027, 2, 1), signatories=OFFICES[:1]),
    ]
)
deeds = st.one_of(
    st.builds(
        MoveAgreement, author=st.just("ann"), to=st.sampled_from(Stage), reason=reasons, signed=signatures,
        next=planned,
    ),
    st.builds(NoteOnAgreement, author=st.just("ann"), text=reasons),
    st.builds(HandOver, author=st.just("ann"), to=st.sampled_from(["ann", "bernd"])),
    st.builds(
        AddEvidence,
        author=st.just("ann"),
        evidence=names.map(lambda one: Evidence(id=one, what="notice", link=f"https://x.example/{one}")),
    ),
    st.builds(WithdrawEvidence, author=st.just("ann"), evidence=names, reason=reasons),
    st.builds(PauseAgreement, author=st.just("ann"), reason=reasons),
    st.builds(ResumeAgreement, author=st.just("ann"), reason=reasons),
    st.builds(EndAgreement, author=st.just("ann"), reason=reasons),
    planned.filter(bool).map(lambda one: PlanNext(author="ann", next=one)),
)  # fmt: skip


def played(drawn: list[AnyDeed]) -> list[AgreementState]:
    """The states one after the other, a day apart; what is refused changes nothing."""
    states = [opened(OPENING, RULES, START)]
    for day, deed in enumerate(drawn, start=1):
        now = START + timedelta(days=day)
        if why_not(deed, states[-1], ZONE, now) is None:
            states.append(done(deed, states[-1], RULES, now))
    return states


@settings(max_examples=60, deadline=None)
@given(st.lists(deeds, max_size=25))
def test_whatever_people_do_what_is_evidenced_is_signed_and_has_evidence(drawn: list[AnyDeed]):
    for state in played(drawn):
        if state.stage in (Stage.SIGNATURE, Stage.EVIDENCED):
            assert state.signed is not None
            assert {one.organisation for one in state.signed.signatories} == {"Harbour Lab", "Delta Works"}
        assert (state.evidenced_at is not None) == (Stage.EVIDENCED in (state.stage, state.before))
        if state.stage is Stage.EVIDENCED:
            assert state.live_evidence
        if state.stage in (Stage.PAUSED, Stage.ENDED):
            assert state.before in PATH
            assert state.because


@settings(max_examples=60, deadline=None)
@given(st.lists(deeds, max_size=25))
def test_history_grows_by_one_step_a_deed_and_no_stage_is_skipped_without_a_reason(drawn: list[AnyDeed]):
    states = played(drawn)
    for before, after in pairwise(states):
        assert after.steps[:-1] == before.steps
        step = after.steps[-1]
        if before.stage in PATH and after.stage in PATH:
            far = PATH.index(after.stage) - PATH.index(before.stage)
            assert far in (0, 1) or step.reason
    assert AgreementState.model_validate_json(states[-1].model_dump_json()) == states[-1]
    record = record_of(states[-1])
    assert AgreementRecord.model_validate_json(record.model_dump_json()) == record


@settings(max_examples=60, deadline=None)
@given(st.lists(deeds, max_size=12), st.integers(0, 500))
def test_every_letter_leaves_once_and_the_owner_is_never_written_to_twice_for_one_moment(
    drawn: list[AnyDeed], days: int
):
    state = played(drawn)[-1]
    now = state.last_news_at + timedelta(days=days)

    told, _ = prompted(state, RULES, now)
    again, prompt = prompted(told, RULES, now)

    assert prompt is None
    assert again == told
    ahead = next_prompt_at(told, RULES)
    assert ahead is None or ahead > now


def test_of_a_reminder_and_a_date_that_both_passed_the_owner_is_told_the_date_alone():
    following = NextDate(at=START + timedelta(days=30), what="Send the draft")
    state = opened(OPENING.model_copy(update={"next": following}), RULES, START)

    told, prompt = prompted(state, RULES, START + timedelta(days=31))

    assert (prompt, told.is_overdue, told.reminded_days) == (Prompt.OVERDUE, True, (7, 1))


def test_a_date_planned_within_the_days_of_a_reminder_has_no_reminder_of_that_day():
    following = NextDate(at=START + timedelta(days=3), what="Send the draft")
    state = opened(OPENING.model_copy(update={"next": following}), RULES, START)

    assert state.reminded_days == (7,)
    assert next_prompt_at(state, RULES) == START + timedelta(days=2)


def test_reminders_keep_the_hour_of_the_clock_over_its_change():
    due = datetime(2027, 4, 1, 10, tzinfo=UTC)  # 12:00 in Brussels, after the change of 28 March
    assert RULES.reminded_at(due, 7) == datetime(2027, 3, 25, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"parties": PARTIES[:1]}, "between two organisations or more"),
        ({"parties": (PARTIES[0], PARTIES[0])}, "Harbour Lab is named twice"),
        ({"first_contact_on": date(2027, 2, 2)}, "02 February 2027, lies ahead"),
        ({"next": NextDate(at=START, what="Now")}, "has passed; plan one that lies ahead"),
    ],
)
def test_opening_is_refused_in_words(changes: dict[str, object], refusal: str):
    assert refusal in str(why_not_open(OPENING.model_copy(update=changes), None, ZONE, START))


@pytest.mark.parametrize(
    ("deed", "refusal"),
    [
        (MoveAgreement(author="a", to=Stage.SIGNATURE), "skips negotiation; say why"),
        (MoveAgreement(author="a", to=Stage.SIGNATURE, reason="x"), "needs the day it was signed on"),
        (MoveAgreement(author="a", to=Stage.EVIDENCED, reason="x"), "Nothing proves it yet"),
        (MoveAgreement(author="a", to=Stage.PAUSED, reason="x"), "agreements pause"),
        (MoveAgreement(author="a", to=Stage.FIRST_CONTACT), "at first-contact already"),
        (
            MoveAgreement(
                author="a", to=Stage.SIGNATURE, reason="x",
                signed=Signed(on=date(2027, 2, 1), signatories=OFFICES[:1]),
            ),
            "Nobody is named who signed for Delta Works.",
        ),
        (
            MoveAgreement(
                author="a", to=Stage.SIGNATURE, reason="x",
                signed=Signed(on=date(2027, 1, 31), signatories=OFFICES),
            ),
            "before the first contact",
        ),
        (
            MoveAgreement(
                author="a", to=Stage.SIGNATURE, reason="x",
                signed=Signed(on=date(2027, 2, 1), signatories=(*OFFICES, Signatory(organisation="Others"))),
            ),
            "Others signed and is no party",
        ),
        (WithdrawEvidence(author="a", evidence="e1", reason="x"), "There is no evidence 'e1'"),
        (PauseAgreement(author="a"), "Say why it is paused"),
        (PauseAgreement(author="a", reason="x", until=START), "until a time that has passed"),
        (ResumeAgreement(author="a"), "nothing to resume"),
        (EndAgreement(author="a"), "Say why it comes to no agreement"),
        (HandOver(author="a", to="ann"), "ann looks after it already"),
        (NoteOnAgreement(author="a"), "Say what the news are"),
    ],
)  # fmt: skip
def test_every_refusal_says_what_is_missing(deed: AnyDeed, refusal: str):
    state = opened(OPENING, RULES, START)
    assert refusal in str(why_not(deed, state, ZONE, START + timedelta(hours=1)))


def record(name: str, stage: Stage, **more) -> AgreementRecord:
    usual = {
        "number": 1, "parties": PARTIES, "owner": "ann", "themes": ("sensors",),
        "first_contact_on": date(2027, 2, 1), "opened_at": START,
    }  # fmt: skip
    return AgreementRecord(id=name, stage=stage, **(usual | more))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(Stage), max_size=12), st.randoms(use_true_random=False))
def test_every_figure_is_as_large_as_what_it_rests_on_whatever_the_order(stages: list[Stage], random):
    records = [record(f"a{n}", stage, value_cents=100 * n) for n, stage in enumerate(stages)]
    since, until = START, START + timedelta(days=365)
    figures = figures_of(records, since, until, {})
    random.shuffle(records)

    assert figures_of(records, since, until, {}) == figures
    for figure in figures.figures:
        if not figure.unit:
            assert figure.value == len(figure.basis)
    assert sum(agreements_by_state(records).values()) == len(records)
    counted = {one.id: one.value for one in figures.figures if one.id.startswith("stage-")}
    assert counted == {f"stage-{stage}": count for stage, count in agreements_by_state(records).items()}


def test_what_is_recorded_counts_in_one_period_and_claimed_stands_apart():
    middle, end = START + timedelta(days=100), START + timedelta(days=200)
    signed = {"signed_on": date(2027, 3, 1), "signed_at": START + timedelta(days=28)}
    proven = record("one", Stage.EVIDENCED, **signed, evidenced_at=START + timedelta(days=120))
    claimed = record("two", Stage.SIGNATURE, **signed)

    first, second = (figures_of([proven, claimed], *span, {}) for span in ((START, middle), (middle, end)))

    named = (
        "first-contacts",
        "signed",
        "signed-claimed",
        "evidenced",
        "agreements",
        "claimed",
        "median-days",
    )
    assert [first.told(one) for one in named] == ["2", "1", "1", "0", "1", "1", "28"]
    assert [second.told(one) for one in named] == ["0", "0", "0", "1", "1", "1", "28"]
    assert [second.told(one) for one in ("theme-sensors", "theme-sensors-claimed")] == ["1", "1"]


@pytest.mark.parametrize(
    ("countries", "pairs"),
    [
        (("US", "DE"), ("DE-US",)), (("DE", "DE"), ("DE-DE",)), (("DE", "DE", "US"), ("DE-US",)),
        (("DE", "FR", "US"), ("DE-FR", "DE-US", "FR-US")), (("", "US"), ()),
    ],
)  # fmt: skip
def test_pairs_of_countries_are_told_once_in_order(countries: tuple[str, ...], pairs: tuple[str, ...]):
    parties = tuple(Party(organisation=f"O{n}", country=one) for n, one in enumerate(countries))
    assert country_pairs(record("one", Stage.NEGOTIATION, parties=parties)) == pairs


def test_an_older_record_never_replaces_a_newer_one():
    new, old = record("one", Stage.NEGOTIATION, number=3), record("one", Stage.FIRST_CONTACT, number=2)

    assert with_record((new,), old) is None
    assert with_record((old,), new) == (new,)


def test_outcomes_of_another_delegation_are_proposed_once_for_each_pair():
    def told(participant: str, day: int, kind: OutcomeKind, partner: str) -> DelegateOutcome:
        return DelegateOutcome(participant=participant, day=day, outcome=Outcome(kind=kind, partner=partner))

    outcomes = [
        told("A-17", 90, OutcomeKind.AGREEMENT, "MIT"),
        told("A-17", 30, OutcomeKind.COOPERATION, "mit"),
        told("A-17", 30, OutcomeKind.LEAD, "Wistar"),
        told("A-05", 30, OutcomeKind.COOPERATION, "MIT"),
        told("A-05", 30, OutcomeKind.COOPERATION, ""),
    ]
    names = {"A-17": ("NanoRhone", "FR"), "A-05": ("Bioenergia", "pl")}
    adopting = Adopting("usa-2017", "ann", "ann", date(2017, 5, 19))

    found = proposals(outcomes, names, adopting, ())
    again = proposals(outcomes, names, adopting, [found.proposed[0].id])

    assert [tuple(party.organisation for party in one.parties) for one in found.proposed] == [
        ("Bioenergia", "MIT"), ("NanoRhone", "mit"),
    ]  # fmt: skip
    assert [one.met_in[0].occasion for one in found.proposed] == [
        "outcome of day 30",
        "outcome of day 30 and 90",
    ]
    assert found.proposed[0].parties[0].country == "PL"
    assert (len(again.proposed), again.known) == (1, (found.proposed[0].id,))
