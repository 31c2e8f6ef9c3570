from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from delegation.application import Applied, Facts
from delegation.eligibility_rules import Eligibility, EligibilityRule, Test
from delegation.selecting.eligibility import EligibilityReport, check_eligibility
from delegation.zoned import instant

CUT_OFF = instant(datetime(2017, 2, 17, 17, 0), "Europe/Brussels")  # noqa: DTZ001 - made aware by instant()
PROFILE = EligibilityRule(
    id="profile", text="A profile link is given.", test=Test.PRESENT, field="eccp-profile", fixable=True
)
KIND = EligibilityRule(
    id="kind", text="A cluster organisation.", test=Test.ONE_OF, field="kind", values=("cluster", "network")
)
MANDATE = EligibilityRule(
    id="mandate", text="The applicant is mandated.", test=Test.TRUE, field="has-mandate"
)
MEMBERS = EligibilityRule(
    id="members", text="At least 30 members.", test=Test.AT_LEAST, field="members", limit=30, fixable=True
)
ON_TIME = EligibilityRule(id="on-time", text="Arrived by the cut-off.", test=Test.ON_TIME)
ALL = Eligibility(rules=(PROFILE, KIND, MANDATE, MEMBERS, ON_TIME))
GOOD = {"eccp-profile": "https://profile.example/1", "kind": "cluster", "has-mandate": True, "members": 64}


def applied(received: datetime = CUT_OFF, **values: object) -> Applied:
    facts = Facts(organisation="Fyn Clean", country="DK", values={**GOOD, **values})
    return Applied(participant="A-1", facts=facts, received_at=received)


def only(rule: EligibilityRule, **values: object) -> str:
    report = check_eligibility(applied(**{k.replace("_", "-"): v for k, v in values.items()}), CUT_OFF, ALL)
    finding = next(one for one in report.findings if one.criterion == rule.id)
    assert not finding.met
    return finding.reason


def late(by: timedelta) -> str:
    report = check_eligibility(applied(CUT_OFF.astimezone(UTC) + by), CUT_OFF, ALL)
    return report.findings[-1].reason


def test_a_complete_application_in_time_is_eligible():
    report = check_eligibility(applied(), CUT_OFF, ALL)

    assert report.is_eligible
    assert not report.is_fixable
    assert [finding.criterion for finding in report.findings] == [
        "profile",
        "kind",
        "mandate",
        "members",
        "on-time",
    ]


def test_six_minutes_late_is_late_and_the_letter_says_when_it_arrived_in_the_zone_of_the_call():
    assert late(timedelta(minutes=6)) == (
        "The application arrived on 17 Feb 2017 at 17:06 (CET), six minutes after the cut-off of "
        "17 Feb 2017 at 17:00 (CET)."
    )


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (timedelta(milliseconds=5), "at 17:00:00 (CET), less than a second after"),
        (timedelta(seconds=1), "at 17:00:01 (CET), one second after"),
        (timedelta(seconds=59), "at 17:00:59 (CET), 59 seconds after"),
        (timedelta(minutes=75), "at 18:15 (CET), one hour and 15 minutes after"),
        (timedelta(days=2, hours=1, minutes=5), "two days and one hour after"),
        (timedelta(days=40), "at 18:00 (CEST), 40 days after"),
    ],
)
def test_how_late_is_said_in_words(by, words):
    assert words in late(by)


def test_each_test_says_what_was_found_and_what_is_needed():
    assert only(PROFILE, eccp_profile="  ") == 'The field "eccp profile" is empty.'
    assert only(KIND, kind="university") == (
        'The field "kind" says "university"; accepted is "cluster" or "network".'
    )
    assert only(KIND, kind=()) == 'The field "kind" is empty; accepted is "cluster" or "network".'
    assert only(MANDATE, has_mandate=False) == 'The field "has mandate" says "no"; it must say yes.'
    assert only(MANDATE, has_mandate="") == 'The field "has mandate" is empty; it must say yes.'
    assert only(MEMBERS, members=29) == 'The field "members" says 29; at least 30 is needed.'
    assert only(MEMBERS, members="many") == (
        'The field "members" says many, which is not a whole number; write digits only.'
    )


def test_only_what_may_be_mended_leads_to_the_fix_loop():
    mendable = check_eligibility(applied(**{"eccp-profile": "", "members": 3}), CUT_OFF, ALL)
    final = check_eligibility(applied(**{"eccp-profile": "", "kind": "university"}), CUT_OFF, ALL)

    assert mendable.is_fixable
    assert not final.is_fixable
    assert not final.is_eligible


def test_without_rules_everybody_is_eligible():
    assert check_eligibility(applied(), CUT_OFF, Eligibility()).is_eligible


def test_a_report_is_the_same_after_its_journey_as_json():
    report = check_eligibility(applied(members=3), CUT_OFF, ALL)

    assert EligibilityReport.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        ({"test": "present"}, "name it under 'field'"),
        ({"test": "one-of", "field": "kind"}, "list the accepted ones under 'values'"),
        ({"test": "at-least", "field": "members"}, "give it under 'limit'"),
    ],
)
def test_a_rule_that_cannot_be_checked_is_refused_with_its_remedy(rule, remedy):
    with pytest.raises(ValidationError, match=remedy):
        EligibilityRule(id="x", text="Something holds.", **rule)
