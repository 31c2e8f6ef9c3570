"""usa-2017 once more, every act by hand: the pages alone, from writing the delegation to the follow-up."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from portal.story_files import read_story_folder
from tests.canaries import metrics_of
from tests.rehearsal import test_usa_2017 as ordinary
from tests.rehearsal.by_pages.playing import ByHand, perform_by_pages

from .conftest import EXAMPLE, Played, Quiet, running_stack

pytestmark = pytest.mark.timeout(1200)

AS_BY_FILES = (
    ordinary.test_34_applied_and_3_are_ineligible_for_the_right_reasons,
    ordinary.test_19_travel_and_no_rule_is_broken_at_the_end,
    ordinary.test_two_decline_one_stays_silent_and_four_are_promoted,
    ordinary.test_more_than_90_meetings_and_the_whole_change_script,
    ordinary.test_each_step_of_the_change_script_touches_exactly_whom_it_should,
    ordinary.test_nobody_is_in_two_places_at_once,
    ordinary.test_every_calendar_of_delegates_and_hosts_equals_the_published_itinerary,
    ordinary.test_every_kind_of_change_reaches_calendars,
    ordinary.test_a_mail_never_shows_another_participants_address,
    ordinary.test_every_mail_is_readable_in_both_parts_without_an_unrendered_field,
    ordinary.test_each_mail_left_once,
    ordinary.test_every_kind_of_document_is_there_and_opens,
    ordinary.test_no_name_or_address_enters_a_workflow,
    ordinary.test_40_personal_values_are_nowhere_on_the_disk_of_the_stack,
)
"""What holds however the story was played."""
PAGES = {
    "/a/{token}",
    "/d/{slug}/apply",
    "/desk/new",
    "/desk/new/{draft}/open",
    "/desk/new/{draft}/{page}",
    "/desk/{slug}/change",
    "/desk/{slug}/hosts/{host}/answer",
    "/desk/{slug}/offers/{id}/release",
    "/desk/{slug}/people/{id}/answer",
    "/desk/{slug}/people/{id}/release",
    "/desk/{slug}/selection/decide",
    "/desk/{slug}/selection/publish",
    "/desk/{slug}/uploads/applications",
    "/desk/{slug}/uploads/applications/take",
    "/draft/{token}",
    "/e/{token}/{id}",
    "/h/{token}",
    "/instead/{token}",
    "/o/{token}",
    "/o/{token}/outcomes/{day}",
    "/o/{token}/papers/consent",
    "/o/{token}/papers/diet",
    "/o/{token}/papers/passport",
    "/o/{token}/papers/room",
    "/o/{token}/survey",
    "/o/{token}/visits",
    "/o/{token}/wishes",
    "/sign-in",
    "/sign-in/{token}",
}
"""Every kind of page whose form the story needs; docs/portal.md says which act is at which."""


class ByPages(NamedTuple):
    """A story that was played by hand, and as the other tests know it."""

    hand: ByHand
    played: Played


@pytest.fixture(scope="session")
def by_pages(tmp_path_factory: pytest.TempPathFactory) -> ByPages:
    file, story = read_story_folder(EXAMPLE)
    text = (EXAMPLE / "delegation.yaml").read_text(encoding="utf-8")
    folder = tmp_path_factory.mktemp("by-pages")
    with running_stack(folder) as stack:
        hand = asyncio.run(perform_by_pages(text, file, story, stack.settings, Quiet()))
        metrics = metrics_of(folder)
    played = Played(file, story, hand.summary, hand.harvest, kills=0, stack=folder, metrics=metrics)
    return ByPages(hand, played)


def test_the_whole_story_is_played_by_forms_of_pages_and_none_of_them_refuses(by_pages: ByPages) -> None:
    assert by_pages.hand.refused == []
    assert set(by_pages.hand.sent) == PAGES
    assert by_pages.played.summary["phase"] == "closed"


@pytest.mark.parametrize("holds", AS_BY_FILES, ids=lambda one: one.__name__.removeprefix("test_"))
def test_played_by_hand_it_ends_as_by_its_files(by_pages: ByPages, holds: Callable[[Played], None]) -> None:
    holds(by_pages.played)


def test_the_selection_that_was_decided_by_hand_is_on_record(by_pages: ByPages, tmp_path: Path) -> None:
    ordinary.test_the_published_selection_is_on_record_and_solves_to_the_same_again(by_pages.played, tmp_path)


def test_every_letter_is_written_but_the_question_that_only_a_mail_needs(by_pages: ByPages) -> None:
    """Who declines what costs something is asked on the page whether they mean it."""
    summary = by_pages.played.summary
    assert "decline-to-confirm" not in summary["mails"]
    with_it = {**summary, "mails": {**summary["mails"], "decline-to-confirm": 1}}
    ordinary.test_every_letter_of_the_house_but_six_is_written(by_pages.played._replace(summary=with_it))


def test_invites_are_answered_on_their_pages_and_what_is_declined_is_freed(by_pages: ByPages) -> None:
    summary, sittings = by_pages.played.summary, by_pages.played.story.answers.invites
    assert summary["replies"] == 0
    assert summary["answers"]["accepted"] > 50
    assert summary["answers"]["tentative"] == sum(len(one.tentative) for one in sittings)
    freed = [change for change in summary["changes"] if change.startswith("declined-")]
    assert len(freed) == sum(len(one.declined_meetings) for one in sittings)


def test_who_sends_the_form_too_late_is_told_so_and_is_taken_in_by_a_letter(by_pages: ByPages) -> None:
    assert by_pages.hand.turned_away == ["A-27"]
