from datetime import UTC, datetime

import pytest

from delegation.application import Facts
from delegation.offer import OfferRules
from delegation.selecting.foresight import foresee
from delegation.selecting.promotion import needs_visa, promote
from delegation.selecting.scoring import Evaluated
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules

FIRST_TIMERS = BalanceRule(
    id="first-timers",
    text="At least 2 first-timers.",
    kind=RuleKind.AT_LEAST,
    field="first-time",
    values=("yes",),
    limit=2,
)
PER_COUNTRY = BalanceRule(
    id="country", text="At most 1 per country.", kind=RuleKind.AT_MOST_PER_VALUE, field="country", limit=1
)
RULES = SelectionRules(places=3, reserve=3, rules=(FIRST_TIMERS, PER_COUNTRY))


def applicant(name: str, score: int, country: str, *, is_first: bool) -> Evaluated:
    facts = Facts(organisation=f"Cluster {name}", country=country, values={"first-time": is_first})
    return Evaluated(
        participant=name,
        facts=facts,
        score=score,
        received_at=datetime(2017, 2, 1, tzinfo=UTC),
        score_sheets=2,
    )


POOL = (
    applicant("A", 9_000, "DE", is_first=True),
    applicant("B", 8_800, "FR", is_first=True),
    applicant("C", 8_600, "ES", is_first=False),
    applicant("D", 8_400, "IT", is_first=False),
    applicant("E", 8_200, "RO", is_first=True),
    applicant("F", 8_000, "PT", is_first=True),
)


def test_the_place_of_a_first_timer_goes_past_the_first_on_the_list_to_a_first_timer():
    promotion = promote(POOL, RULES, holding=("A", "C"), out=("B",), reserve=("D", "E", "F"))

    assert promotion.participant == "E"
    assert promotion.reason.startswith(
        "A place became free; this is the first on the reserve list with whom all"
    )


def test_who_needs_a_visa_is_passed_over_when_it_comes_too_late():
    late = promote(
        POOL,
        RULES,
        holding=("A", "C"),
        out=("B",),
        reserve=("D", "E", "F"),
        needs_visa=("E",),
        visa_too_late=True,
    )

    assert late.participant == "F"


def test_nobody_is_promoted_when_all_left_on_the_list_need_a_visa_too_late():
    late = promote(
        POOL, RULES, holding=("A", "C"), out=("B",), reserve=("E",), needs_visa=("E",), visa_too_late=True
    )

    assert late.participant is None
    assert late.reason == "Everyone left on the reserve list (1) needs a visa, for which it is too late."


def test_when_nobody_keeps_the_rules_the_nearest_needs_a_recorded_waiver():
    promotion = promote(POOL, RULES, holding=("A", "C"), out=("B", "E", "F"), reserve=("D", "E", "F"))

    assert promotion.participant is None
    assert (promotion.with_waiver, promotion.waiver_for) == ("D", ("first-timers",))
    assert promotion.reason == (
        'Nobody on the reserve list keeps all rules. The nearest would break "At least 2 first-timers." '
        "with 1 (at least 2); the place stays free unless a waiver is recorded."
    )


def test_with_the_waiver_recorded_the_nearest_is_promoted():
    promotion = promote(
        POOL, RULES, holding=("A", "C"), out=("B", "E", "F"), reserve=("D",), waived=("first-timers",)
    )

    assert promotion.participant == "D"
    assert [check.rule for check in promotion.rules if not check.satisfied] == ["first-timers"]


def test_two_free_places_are_filled_one_after_the_other_with_the_best_group_for_both():
    first = promote(POOL, RULES, holding=("C",), out=("A", "B"), reserve=("D", "E", "F"))
    second = promote(POOL, RULES, holding=("C", "E"), out=("A", "B"), reserve=("D", "E", "F"))

    assert (first.participant, second.participant) == ("E", "F")


def test_an_empty_list_or_a_full_group_promotes_nobody_and_says_so():
    empty = promote(POOL, RULES, holding=("A", "C"), out=("B", "D"), reserve=("D",))
    full = promote(POOL, RULES, holding=("A", "B", "C"), out=(), reserve=("D",))

    assert empty.reason == "Nobody is left on the reserve list, so the place stays free."
    assert full.reason == "All 3 places are taken."


def paired(one: Evaluated, other: str) -> Evaluated:
    facts = one.facts.model_copy(update={"organisation": "Cluster pair"})
    return one.model_copy(update={"together_with": other, "facts": facts})


PAIR = (paired(POOL[3], "E"), paired(POOL[4], "D"))
WITH_PAIR = (*POOL[:3], *PAIR, POOL[5])
OPEN = SelectionRules(places=3, reserve=3)


def test_a_pair_waits_until_two_places_are_free_and_then_takes_both():
    one_free = promote(WITH_PAIR, OPEN, holding=("A", "C"), out=("B",), reserve=("D", "E", "F"))
    two_free = promote(WITH_PAIR, OPEN, holding=("C",), out=("A", "B"), reserve=("D", "E", "F"))

    assert one_free.participants == ("F",)
    assert one_free.reason.endswith("Of those before on the list, 2 would need more places than are free.")
    assert (two_free.participant, two_free.participants) == ("D", ("D", "E"))


def test_the_other_of_a_pair_stands_alone_once_one_is_out():
    alone = promote(WITH_PAIR, OPEN, holding=("A", "C"), out=("B", "D"), reserve=("D", "E", "F"))
    too_late = promote(
        WITH_PAIR,
        OPEN,
        holding=("C",),
        out=("A", "B"),
        reserve=("D", "E", "F"),
        needs_visa=("D",),
        visa_too_late=True,
    )

    assert alone.participants == ("E",)
    assert too_late.participants == ("F",)


def test_only_a_pair_left_and_one_place_free_leaves_the_place_free_and_says_so():
    nobody = promote(WITH_PAIR, OPEN, holding=("A", "C"), out=("B", "F"), reserve=("D", "E", "F"))

    assert nobody.participants == ()
    assert nobody.reason == "Only pairs are left on the reserve list, and only one place is free."


def test_the_reason_counts_who_was_passed_over_and_why_without_naming_them():
    promotion = promote(
        POOL,
        RULES,
        holding=("A", "C"),
        out=("B",),
        reserve=("D", "E", "F"),
        needs_visa=("E",),
        visa_too_late=True,
    )

    assert promotion.participant == "F"
    assert promotion.reason.endswith(
        'Of those before on the list, 1 would break "At least 2 first-timers." and 1 cannot be asked because '
        "a visa would come too late."
    )


def test_what_each_single_decline_would_lead_to_is_known_before_anybody_declines():
    ahead = foresee(POOL, RULES, holding=("A", "B", "C"), out=(), reserve=("D", "E"))

    assert [(one.participant, one.promotion.participants) for one in ahead] == [
        ("A", ("E",)),
        ("B", ("E",)),
        ("C", ("D",)),
    ]


def test_a_holder_without_an_evaluation_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="A-99: holds a place but has no evaluation"):
        promote(POOL, RULES, holding=("A-99",), out=(), reserve=("D",))


OFFERS = OfferRules(
    zone="Europe/Brussels",
    sent="2017-03-07 09:00",
    confirm_by="2017-03-14 12:00",
    replacement_ends="2017-04-07 17:00",
    visa_free=("DE", "FR"),
)


@pytest.mark.parametrize(
    ("country", "values", "expected"),
    [
        ("DE", {}, False),
        ("PL", {}, True),
        ("PL", {"nationality": "DE"}, False),
        ("DE", {"nationality": "RO"}, True),
        ("DE", {"nationality": ("RO", "fr")}, False),
        ("DE", {"visa-bar": True}, True),
        ("DE", {"visa-bar": False}, False),
    ],
)
def test_the_nationality_and_the_travel_history_decide_who_needs_a_visa(country, values, expected):
    assert needs_visa(Facts(organisation="X", country=country, values=values), OFFERS) is expected
