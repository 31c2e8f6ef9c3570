"""Decisions and findings with everything in them, for tests of letters."""

from datetime import timedelta

from delegation.application import ApplicationStatus, Applied, Facts
from delegation.eligibility_rules import Eligibility, EligibilityRule, Test
from delegation.file import DelegationFile
from delegation.selecting.eligibility import EligibilityReport, check_eligibility
from delegation.selecting.reason import Reason, ReasonCode
from delegation.selecting.reasons_in_english import in_english
from delegation.selecting.selection import Decision

PER_COUNTRY = "At most 3 organisations per country."
FOCUS = "At least 2 organisations per focus area."
FIGURES: dict[ReasonCode, dict[str, object]] = {
    ReasonCode.SELECTED_BY_POINTS: {"points": 9310, "place": 3, "of": 31},
    ReasonCode.SELECTED: {"points": 8450},
    ReasonCode.NEEDED_BY_RULE: {"rule": "focus-areas", "text": FOCUS, "value": "energy", "low": 2},
    ReasonCode.SELECTED_IN_PAIR: {"points": 17250},
    ReasonCode.PLACED: {"note": "The minister's guest."},
    ReasonCode.LEFT_OUT: {"note": "It travels with another group."},
    ReasonCode.RESERVE: {"place": 4, "of": 6, "places": 6},
    ReasonCode.POINTS_MISSING: {"missing": 430, "points": 8880},
    ReasonCode.BEYOND_SCALE: {"missing": 1750},
    ReasonCode.LOST_LOT: {"place": 12, "of": 31},
    ReasonCode.DISPLACED_BY_RULE: {
        "rule": "per-country",
        "text": PER_COUNTRY,
        "value": "DE",
        "high": 3,
        "place": 17,
        "of": 31,
    },
    ReasonCode.BY_PLACE: {"place": 23, "of": 31, "places": 19},
    ReasonCode.IMPOSSIBLE: {"texts": (PER_COUNTRY, FOCUS), "value": "pinned", "places": 19},
    ReasonCode.BELOW_THRESHOLD: {"mean": 285, "threshold": 300},
    ReasonCode.BELOW_CRITERION: {"text": "Strategic fit", "mean": 240, "threshold": 250},
}


def every_reason() -> tuple[Reason, ...]:
    """One reason of every code, with the figures it uses."""
    return tuple(Reason.model_validate({"code": code, **FIGURES.get(code, {})}) for code in ReasonCode)


def one_decision(*because: Reason) -> Decision:
    return Decision(
        participant="A-17",
        status=ApplicationStatus.NOT_SELECTED,
        score=8450,
        rank=5,
        because=because,
        reasons=tuple(in_english(reason) for reason in because),
    )


def every_finding(file: DelegationFile) -> EligibilityReport:
    """An application that meets none of these conditions, each in its own way."""
    rules = (
        EligibilityRule(id="on-time", text="In time.", test=Test.ON_TIME),
        EligibilityRule(id="link", text="A link is given.", test=Test.PRESENT, field="eccp-profile"),
        EligibilityRule(id="whole", text="The whole week.", test=Test.TRUE, field="whole-programme"),
        EligibilityRule(id="member", text="A member.", test=Test.TRUE, field="escp-member"),
        EligibilityRule(
            id="kind",
            text="A cluster.",
            test=Test.ONE_OF,
            field="organisation-type",
            values=("cluster", "hub"),
        ),
        EligibilityRule(
            id="label", text="A label.", test=Test.ONE_OF, field="excellence-label", values=("gold",)
        ),
        EligibilityRule(id="members", text="Ten members.", test=Test.AT_LEAST, field="members", limit=10),
        EligibilityRule(id="staff", text="Two people.", test=Test.AT_LEAST, field="staff", limit=2),
        EligibilityRule(
            id="smes", text="Five of them SMEs.", test=Test.AT_LEAST, field="sme-members", limit=5
        ),
    )
    values = {"whole-programme": False, "organisation-type": "consultancy", "members": 4, "staff": "a few"}
    closes = file.call.first_closes_at
    applied = Applied(
        participant="A-17",
        facts=Facts(organisation="Donau", country="AT", values=values),
        received_at=closes + timedelta(days=1, hours=2, minutes=6),
    )
    return check_eligibility(applied, closes, Eligibility(rules=rules))
