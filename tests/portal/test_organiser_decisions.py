"""Evaluation, selection and offers by commands."""

from pathlib import Path

from delegation.evaluation_state import EvaluationView
from delegation.selecting.selection import Selection
from portal.views import Offers
from tests.portal import stages
from tests.portal.commands_portal import Terminal, written


def test_who_still_owes_score_sheets_is_shown(at_panel: Terminal) -> None:
    said, view = at_panel("evaluation status usa-2017"), at_panel("evaluation status usa-2017 --json")

    assert "A-34" in said.out
    assert "61 score sheets handed in." in said.out
    assert EvaluationView.model_validate(view.object).sheets == 61


def test_an_evaluator_hands_in_the_last_sheet(at_panel: Terminal, tmp_path: Path) -> None:
    file, _ = stages.example()
    marks = {criterion.id: 3 for criterion in file.evaluation.criteria}
    path = written(
        tmp_path / "e6.yaml",
        {"evaluator": "e6", "sheets": [{"application": "A-34", "marks": marks, "comment": "Late."}]},
    )

    tried = at_panel(f"evaluation hand-in usa-2017 {path} --dry-run")
    assert at_panel.legation is not None
    assert at_panel.legation.writes == []
    done = at_panel(f"evaluation hand-in usa-2017 {path}")

    assert "would be taken" in tried.out
    assert done.out == "1 score sheet of e6 taken; 0 still owed.\n"


def test_score_sheets_for_an_application_of_others_are_refused(at_panel: Terminal, tmp_path: Path) -> None:
    path = written(
        tmp_path / "e1.yaml", {"evaluator": "e1", "sheets": [{"application": "A-34", "marks": {}}]}
    )

    for line in (f"evaluation hand-in usa-2017 {path}", f"evaluation hand-in usa-2017 {path} --dry-run"):
        said = at_panel(line)
        assert said.code == 4
        assert "A-34 is not assigned to e1" in said.err


def test_the_selection_is_shown_with_reasons_rules_and_proof(at_panel: Terminal) -> None:
    said, view = at_panel("selection preview usa-2017"), at_panel("selection preview usa-2017 --json")

    assert "At most 3 organisations per country." in said.out
    assert "no permitted group has more" in said.out
    assert Selection.model_validate(view.object).is_optimal


def test_before_the_panel_there_is_no_selection_to_look_at(at_call: Terminal) -> None:
    said = at_call("selection preview usa-2017")

    assert said.code == 4
    assert "Mon 6 March 2017, 10:00" in said.err


def test_deciding_first_says_which_letter_goes_to_whom(at_panel: Terminal) -> None:
    tried = at_panel("selection decide usa-2017 --author Panel --dry-run")
    assert at_panel.legation is not None
    assert at_panel.legation.writes == []
    done = at_panel("selection decide usa-2017 --author Panel --note 'Unanimous.'")

    assert "31 letters would be sent (6 not-selected, 19 offer, 6 reserve). Nothing was done." in tried.out
    assert done.code == 0
    assert at_panel("selection decide usa-2017 --author Panel --dry-run").code == 4
    assert "decided by Panel already" in at_panel("selection decide usa-2017 --author Panel").err


def test_a_decision_is_explained_with_what_was_missing(at_panel: Terminal) -> None:
    said = at_panel("selection explain usa-2017 A-20")

    assert "points missing  6.00" in said.out
    assert "- Displaced by the limit of 3 for FR" in said.out
    assert at_panel("selection explain usa-2017 A-99").code == 3


def test_an_offer_is_answered_for_someone_who_phoned(at_offers: Terminal) -> None:
    tried = at_offers("offers answer usa-2017 A-01 accept --dry-run")
    done = at_offers("offers answer usa-2017 A-01 accept")

    assert "the letter place-confirmed would go to A-01" in tried.out
    assert done.out == "The offer to A-01 is confirmed.\n"
    assert at_offers("offers answer usa-2017 A-01 decline --dry-run").code == 4
    assert Offers.model_validate(at_offers("offers list usa-2017 --json").object).delegates == ("A-01",)


def test_who_was_offered_nothing_has_nothing_to_answer(at_offers: Terminal) -> None:
    for line in ("offers answer usa-2017 A-20 accept", "offers answer usa-2017 A-20 accept --dry-run"):
        assert "No place has been offered" in at_offers(line).err


def test_a_place_given_back_while_offers_run_would_go_to_the_reserve_list(at_offers: Terminal) -> None:
    at_offers("offers answer usa-2017 A-01 accept")

    said = at_offers("offers release usa-2017 A-01 --author Office --reason 'Visa refused' --dry-run")

    assert "delegate-left   A-01" in said.out
    assert "A-13, A-25, A-29" in said.out


def test_a_place_given_back_late_touches_only_who_met_the_one_who_leaves(at_itinerary: Terminal) -> None:
    line = "offers release usa-2017 A-01 --author Office --reason 'Visa refused'"

    tried = at_itinerary(f"{line} --dry-run")
    assert at_itinerary.legation is not None
    assert at_itinerary.legation.writes == []
    done = at_itinerary(line)

    assert "delegate-left" in tried.out
    assert "Potomac Bio Corridor" in tried.out
    assert "the place would stay empty" in tried.out
    assert done.out == "A-01 no longer travels.\n"
    assert at_itinerary(f"{line} --dry-run").code == 4


def test_before_the_evaluation_opens_nobody_owes_anything(at_call: Terminal, tmp_path: Path) -> None:
    path = written(
        tmp_path / "e1.yaml", {"evaluator": "e1", "sheets": [{"application": "A-34", "marks": {}}]}
    )

    for line in ("evaluation status usa-2017", f"evaluation hand-in usa-2017 {path}"):
        said = at_call(line)
        assert said.code == 3
        assert "the evaluation opens on Thu 23 February 2017, 09:00" in said.err


def test_only_a_colleague_who_handed_in_their_details_steps_in(
    at_offers: Terminal,
) -> None:
    assert at_offers.legation is not None
    journeys = at_offers.legation.journeys
    at_offers("offers answer usa-2017 A-01 accept")
    line = "offers release usa-2017 A-01 --author Office --reason 'Ill' --dry-run --substitute"

    unknown = at_offers(f"{line} A-01B")
    journeys["A-01B"] = journeys["A-03"]
    stranger = at_offers(f"{line} A-01B")
    journeys["A-01B"] = journeys["A-01"]
    known = at_offers(f"{line} a-01b")

    assert (unknown.code, stranger.code, known.code) == (4, 4, 0)
    assert "has not handed in their details" in unknown.err
    assert "not of the same organisation" in stranger.err
    assert "place-confirmed   A-01B" in known.out
