"""What the letters about decisions are told: by the rules in force, about the reader alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.correspondence import next_steps
from delegation.cut_offs import terms_of
from delegation.decision_letters import (
    admitted_facts,
    again_facts,
    cut_off_moved_facts,
    fix_needed,
    not_eligible_facts,
    not_selected_facts,
    offer_facts,
    rank_band,
    reserve_facts,
    shortcomings,
    steps_ahead,
    tone_of,
    withdrawal_facts,
)
from delegation.evaluation import Scoresheet
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import problems_of
from delegation.moments import read_moment
from delegation.panel import Adjust, Adjustment, settled
from delegation.selecting.eligibility import EligibilityReport
from delegation.selecting.reason import Reason, ReasonCode
from delegation.selecting.redaction import Redaction
from delegation.told_comments import told_comments, without_others
from tests.decided import every_finding, every_reason, one_decision
from tests.usa import usa_2017

NOW = datetime(2017, 3, 7, 9, 0, tzinfo=UTC)
ORGANISATIONS = {"A-17": "Donau Werkstoffe", "A-3": "NanoRhone", "A-4": "Fyn Clean"}


def sheet(comment: str, application: str = "A-17", evaluator: str = "e1") -> Scoresheet:
    return Scoresheet(application=application, evaluator=evaluator, marks=(), comment=comment)


def row(facts: dict[str, FactValue], name: str, code: str) -> dict[str, str]:
    return next(one for one in facts[name] if isinstance(one, dict) and one["code"] == code)


def test_every_letter_can_be_written_from_the_facts_made_for_it():
    file, decision, report = usa_2017(), one_decision(*every_reason()), every_finding(usa_2017())
    comments, later = ("A concrete wish list.",), NOW + timedelta(days=3)
    facts = {
        LetterName.FIX_NEEDED: fix_needed(report, NOW, file),
        LetterName.NOT_ELIGIBLE: not_eligible_facts(report, file, now=NOW),
        LetterName.APPLICATION_ADMITTED: admitted_facts("A cluster in all but name.", file),
        LetterName.CUT_OFF_MOVED: cut_off_moved_facts(NOW, later, "The form was away.", file),
        LetterName.WITHDRAWAL_NOTED: withdrawal_facts(NOW, terms_of(file, NOW), left_reserve=True),
        LetterName.OFFER: offer_facts(decision, NOW, file, own_cost=True),
        LetterName.RESERVE: reserve_facts(decision, file, comments=comments, organisations=ORGANISATIONS),
        LetterName.NOT_SELECTED: not_selected_facts(decision, file, comments=comments, now=NOW),
    }

    for name, told in facts.items():
        letter = Letter(name=name, recipient="A-17", facts=told)
        assert problems_of(letter) == ()
        assert Letter.model_validate_json(letter.model_dump_json()) == letter


def test_a_country_is_told_by_its_code_and_a_theme_by_its_published_title():
    facts = offer_facts(one_decision(*every_reason()), NOW, usa_2017())

    assert row(facts, "because", "displaced-by-rule")["country"] == "DE"
    assert row(facts, "because", "needed-by-rule")["value"] == "Energy and sustainability"


def test_a_criterion_is_told_in_its_published_words():
    below = one_decision(Reason(code=ReasonCode.BELOW_CRITERION, text="follow-up", mean=210, threshold=250))

    facts = not_selected_facts(below, usa_2017())

    assert row(facts, "because", "below-criterion") == {
        "code": "below-criterion",
        "text": "Capacity to follow up (staff, members, labels)",
        "mean": "2.10",
        "threshold": "2.50",
    }


def test_findings_have_the_question_as_the_form_asks_it_and_what_was_answered():
    facts = not_eligible_facts(every_finding(usa_2017()), usa_2017())

    link, kind = row(facts, "findings", "present"), row(facts, "findings", "one-of")
    assert link["field"] == "Link to your profile on the European Cluster Collaboration Platform"
    assert "found" not in link
    assert (kind["found"], kind["accepted"]) == ("consultancy", "cluster\nhub")


def test_lateness_is_told_to_the_second_with_both_moments():
    late = row(not_eligible_facts(every_finding(usa_2017()), usa_2017()), "findings", "on-time")

    assert late["late_seconds"] == str(26 * 3600 + 6 * 60)
    assert late["cut_off_at"] == "2017-02-17T17:00+01:00[Europe/Brussels]|Brussels"


def test_a_report_from_before_findings_had_figures_is_told_in_its_sentences():
    report = every_finding(usa_2017())
    old = [finding.model_copy(update={"test": None}) for finding in report.findings]

    facts = not_eligible_facts(report.model_copy(update={"findings": tuple(old)}), usa_2017())

    assert facts["findings"] == ()
    assert facts["reasons"] == shortcomings(report)


def test_a_report_is_the_same_after_its_journey_as_json():
    report = every_finding(usa_2017())

    assert EligibilityReport.model_validate_json(report.model_dump_json()) == report


def test_a_place_passed_on_says_so_as_a_code_with_the_rules_that_were_waived():
    promoted = offer_facts(("A place became free.",), NOW, usa_2017(), promoted=True)
    waived = offer_facts(
        ("A place became free.",), NOW, usa_2017(), promoted=True, waived=("At most 3.", "At least 8.")
    )

    assert promoted["because"] == ({"code": "promoted"},)
    assert waived["because"] == ({"code": "promoted-with-waiver", "texts": "At most 3.\nAt least 8."},)


def test_letters_quote_the_weights_and_rules_as_the_panel_left_them():
    file = usa_2017()
    change = Adjustment(weights={"strategic-fit": 40, "objectives": 15}, dropped=("countries",))
    adjusted = Adjust(adjustment=change, author="The panel", reason="As published in the second notice.")
    held = settled(file.selection, file.evaluation, (adjusted,))

    facts = not_selected_facts(one_decision(*every_reason()), file, settled=held)

    assert [one["weight"] for one in facts["criteria"] if isinstance(one, dict)] == [
        "40",
        "15",
        "20",
        "15",
        "10",
    ]
    assert "At least 8 countries." not in facts["rules"]


def test_who_comes_too_late_is_told_of_the_next_cut_off_and_after_the_last_of_none():
    file = usa_2017()

    assert again_facts(file, NOW) == {
        "next_cut_off": "2017-03-31T17:00+02:00[Europe/Brussels]|Brussels",
        "if_places_left": "yes",
    }
    assert again_facts(file, NOW + timedelta(days=60))["next_cut_off"] == ""
    assert again_facts(file, None)["next_cut_off"] == ""


def test_the_note_of_a_recorded_decision_is_told_without_other_applicants():
    note = "NanoRhone (A-3) covers the same field."
    left = one_decision(Reason(code=ReasonCode.LEFT_OUT, note=note))

    facts = not_selected_facts(left, usa_2017(), organisations=ORGANISATIONS)

    assert row(facts, "because", "left-out")["note"] == "[organisation] ([id]) covers the same field."
    assert "NanoRhone" not in str(facts)


@pytest.mark.parametrize(
    ("rank", "length", "band"),
    [(1, 6, "1 to 3"), (3, 6, "1 to 3"), (4, 6, "4 to 6"), (4, 5, "4 to 5"), (1, 1, "1"), (2, 2, "1 to 2")],
)
def test_a_rank_is_told_as_a_band_that_ends_with_the_list(rank: int, length: int, band: str):
    assert rank_band(rank, length) == band


@given(rank=st.integers(1, 40), more=st.integers(0, 40))
def test_every_rank_lies_in_its_band_and_the_band_on_the_list(rank: int, more: int):
    first, *last = (int(one) for one in rank_band(rank, rank + more).split(" to "))

    assert first <= rank <= (last or [first])[0] <= rank + more
    assert (last or [first])[0] - first < 3


def test_the_band_is_the_one_the_reasons_name():
    reserve = one_decision(Reason(code=ReasonCode.RESERVE, place=4, of=5, places=5))

    assert reserve_facts(reserve, usa_2017())["rank_band"] == "4 to 5"


def test_reminders_rise_from_gentle_to_last():
    assert [tone_of(number, 3) for number in (1, 2, 3)] == ["first", "again", "last"]
    assert [tone_of(number, 2) for number in (1, 2)] == ["first", "last"]
    assert tone_of(1, 1) == "again"


def test_what_follows_a_confirmation_comes_with_its_dates():
    steps = steps_ahead(usa_2017(), NOW)

    assert [step["code"] for step in steps] == ["papers", "visits", "meetings", "preliminary", "final"]
    assert all(read_moment(step["at"]) for step in steps)


def test_comments_are_told_without_what_points_to_others():
    told = told_comments(
        "A-17",
        (
            sheet("Stronger than nano rhone and FYN CLEAN; a-3 is weaker. Ask e2, +32 470 12 34 56."),
            sheet("Donau Werkstoffe has a clear plan. See www.donau.example.", evaluator="e2"),
            sheet("About another.", application="A-3"),
            sheet("NanoRhone", evaluator="e3"),
            sheet("", evaluator="e4"),
        ),
        ORGANISATIONS,
        ("e1", "e2", "e3", "e4"),
    )

    assert told == (
        "Donau Werkstoffe has a clear plan. See [link].",
        "Stronger than [organisation] and [organisation]; [id] is weaker. Ask [id], [phone].",
    )


def test_the_order_of_comments_does_not_tell_who_wrote_which():
    sheets = (sheet("Beta."), sheet("Alpha.", evaluator="e2"))

    assert told_comments("A-17", sheets, ORGANISATIONS) == told_comments("A-17", sheets[::-1], ORGANISATIONS)


NAMES = (
    "NanoRhone",
    "Nano Rhone Alpes",
    "Fyn Clean",
    "Energy Cluster",
    "FYC",
    "Öresund MedTech",
    "Bio X",
    "biosaxony",
)
PIECES = (
    "nano",
    "rhone",
    "Rho-ne",
    "NANO-\nRHONE",
    "energy",
    "cluster",
    "FC",
    "NRA",
    "medtechs",
    "x",
    "Oresund",
    "plan",
)


@settings(max_examples=50, deadline=None)
@given(
    pieces=st.lists(st.sampled_from((*NAMES, *PIECES)), max_size=8),
    glue=st.sampled_from((" ", ", ", "-", "'s ")),
)
def test_looking_for_few_names_hides_as_much_as_looking_for_all(pieces: list[str], glue: str):
    text = " ".join(glue.join(pieces).split())
    organisations = {f"A-{number}": name for number, name in enumerate(NAMES)}

    assert without_others(text, "", organisations) == Redaction.of(NAMES).text(text)


def test_who_is_promoted_late_is_asked_for_what_was_due_as_soon_as_possible():
    file = usa_2017()
    late = datetime(2017, 5, 9, 9, 0, tzinfo=UTC)

    assert [(one["code"], bool(one["at"])) for one in steps_ahead(file, late)] == [
        ("papers", False),
        ("visits", False),
        ("meetings", False),
        ("final", True),
    ]
    assert next_steps(file, late)[:2] == (
        "as soon as you can: passport data, room, diet and consent",
        "as soon as you can: your ranking of the parallel visits",
    )
