"""cooperation-arrangement on real servers: agreements and their evidence, lists of organisations, reports."""

import hashlib
import json
from typing import Any

import pytest

from portal.rehearsals.agreements_part import one_page
from tests.rehearsal.conftest import Played

pytestmark = pytest.mark.timeout(1500)
REPORTS = ("2015-12-15", "2016-12-15", "2017-12-15", "2018-12-14", "2019-12-13")


def figures(played: Played, day: str) -> dict[str, Any]:
    content = played.harvest.files[f"documents/yearly-report/yearly-report-{day}.json"]
    return {one["id"]: one for one in json.loads(content)["figures"]}


def test_every_agreement_stands_where_the_story_leaves_it(cooperation: Played) -> None:
    assert cooperation.summary["phase"] == "closed"
    assert cooperation.summary["agreements"] == {
        "first-contact": 6,
        "negotiation": 4,
        "signature": 3,
        "evidenced": 9,
        "paused": 2,
        "ended": 3,
    }


def test_six_organisations_joined_through_the_call(cooperation: Played) -> None:
    assert cooperation.summary["applications"]["received"] == 6


def test_lists_of_other_platforms_are_imported_and_nothing_newer_is_overwritten(cooperation: Played) -> None:
    """The old list that is imported once more by mistake changes nothing, and so leaves no trace."""
    assert cooperation.summary["organisations"] == {
        "known": 94,
        "new": 94,
        "changed": 11,
        "same": 0,
        "conflicts": 0,
        "duplicates": 4,
        "refused": 3,
    }


def test_a_report_in_three_forms_is_made_each_year(cooperation: Played) -> None:
    kept = {name for name in cooperation.harvest.files if name.startswith("documents/yearly-report/")}

    assert kept == {
        f"documents/yearly-report/yearly-report-{day}.{form}"
        for day in REPORTS
        for form in ("pdf", "xlsx", "json")
    }
    assert cooperation.summary["mails"]["agreement-report"] == len(REPORTS)


def test_the_last_report_counts_what_the_agreements_came_to(cooperation: Played) -> None:
    told, states = figures(cooperation, REPORTS[-1]), cooperation.summary["agreements"]

    assert told["agreements"]["value"] == states["evidenced"]
    assert told["claimed"]["value"] == states["signature"]
    assert told["contacts"]["value"] == sum(states.values())


def test_first_contacts_of_all_reports_are_all_first_contacts(cooperation: Played) -> None:
    by_year = [figures(cooperation, day)["first-contacts"]["value"] for day in REPORTS]

    assert sum(by_year) == sum(cooperation.summary["agreements"].values())


def test_every_agreement_counted_traces_to_the_documents_that_were_handed_in(cooperation: Played) -> None:
    given = {
        (told.id, step.evidence): hashlib.sha256(
            one_page(f"{step.text}: {' - '.join(party.organisation for party in told.parties)}")
        ).hexdigest()
        for told in cooperation.story.agreements
        for step in told.steps
        if step.needs_document
    }
    counted = figures(cooperation, REPORTS[-1])["agreements"]["basis"]

    assert all(one["evidence"] for one in counted)
    for one in counted:
        for proof in one["evidence"]:
            if not proof["link"]:
                assert proof["sha256"] == given[one["agreement"], proof["id"]]


def test_owners_are_reminded_told_of_missed_dates_and_asked_for_news(cooperation: Played) -> None:
    told = cooperation.summary["mails"]

    assert all(told[f"agreement-{kind}"] > 0 for kind in ("reminder", "overdue", "quiet"))
    assert told["agreement-handed-over"] == 2
