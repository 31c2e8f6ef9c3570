"""The matchmaking of hannover-2016, played on real servers: what must be true at its end."""

import csv
import re
from collections import Counter
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from itertools import pairwise

import pytest

from delegation.calendars.calendar_client import read_calendar

from .conftest import EXAMPLES, Played

pytestmark = pytest.mark.timeout(1500)

GREETINGS = {"en": "Dear", "de": "Guten", "fr": "Bonjour"}
"""With which word a letter begins, by language."""
ROOM_AND_TABLE = re.compile(r"^- (?:Where|Wo|Où)\s?: 02\.01\.1[23], (?:[Tt]able|Tisch) \d+, ", re.MULTILINE)
STARTS_ON_SITE = re.compile(r"^- (?:When|Wann|Quand)\s?: .* Hannover \(CEST", re.MULTILINE)


def mails(played: Played) -> list[EmailMessage]:
    found = [content for name, content in sorted(played.harvest.files.items()) if name.startswith("mail/")]
    return [BytesParser(policy=default).parsebytes(content) for content in found]  # type: ignore[misc]


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def receiver(mail: EmailMessage) -> str:
    return str(mail["To"].addresses[0].addr_spec).lower()


def languages() -> dict[str, str]:
    """By address, the language somebody registered in."""
    text = (EXAMPLES / "hannover-2016" / "registrations.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["email"].lower(): row["language"] for row in rows}


def test_the_summary_has_the_figures_of_a_matchmaking(hannover: Played) -> None:
    summary = hannover.summary

    assert {"selection", "offers"} & set(summary) == set()
    assert set(summary["requests"]) == {"made", "accepted", "declined", "expired"}
    assert set(summary["ratings"]) == {"given", "mean", "no_shows"}
    assert set(summary["registrations"]) == {"places", "delegates", "gave_back", "moved_up"}
    assert set(summary["attendance"]) == {"came", "absent", "lists"}
    assert summary["virtual_days"] > 300


def test_109_register_and_102_have_a_place_in_the_end(hannover: Played) -> None:
    assert hannover.summary["applications"]["received"] == 109
    assert hannover.summary["applications"]["ineligible"] == 2
    assert hannover.summary["delegates"] == 102
    assert hannover.summary["registrations"] == {
        "places": 103,
        "delegates": 102,
        "gave_back": 4,
        "moved_up": 3,
    }


def test_more_than_140_meetings_and_no_better_plan_was_possible(hannover: Played) -> None:
    itinerary = hannover.summary["itinerary"]

    assert itinerary["meetings"] > 140
    assert 0 < itinerary["objective"] <= itinerary["bound"]
    assert itinerary["meetings_per_delegate"]["most"] <= 4 + 5


def test_some_accept_some_decline_and_what_nobody_answers_expires(hannover: Played) -> None:
    requests = hannover.summary["requests"]

    assert requests["made"] == requests["accepted"] + requests["declined"] + requests["expired"]
    assert requests["made"] > 400
    assert min(requests["accepted"], requests["declined"], requests["expired"]) > 0


def test_meetings_are_rated_and_three_people_waited_in_vain(hannover: Played) -> None:
    ratings = hannover.summary["ratings"]

    assert ratings["no_shows"] == 3
    assert ratings["given"] > 140
    assert 3 < ratings["mean"] < 5


def test_who_never_came_gets_no_certificate(hannover: Played) -> None:
    assert hannover.summary["attendance"] == {"came": 101, "absent": 1, "lists": 3}
    assert hannover.summary["documents"]["certificate"] == 101
    assert not any("r-046" in name for name in hannover.harvest.files if "/certificate/" in name)


def test_nobody_is_in_two_places_at_once(hannover: Played) -> None:
    calendars = {n: c for n, c in hannover.harvest.files.items() if n.startswith("calendar/")}

    assert len(calendars) >= 102
    for name, content in calendars.items():
        for one, following in pairwise(read_calendar(content)):
            assert one.ends_at <= following.starts_at, (name, one.summary, following.summary)


def test_every_calendar_equals_the_published_itinerary(hannover: Played) -> None:
    calendars = hannover.summary["calendars"]

    assert calendars["different"] == []
    assert (calendars["equal"], calendars["of"]) == (102, 102)


def test_every_mail_is_in_the_language_of_its_reader(hannover: Played) -> None:
    spoken = languages()
    to_participants = [mail for mail in mails(hannover) if receiver(mail) in spoken]
    wrong = Counter(
        mail["X-Delegation-Purpose"]
        for mail in to_participants
        if not words(mail).startswith(GREETINGS[spoken[receiver(mail)]])
    )

    assert len(to_participants) > 1000
    assert wrong == Counter()


def test_an_invite_names_the_other_organisation_room_and_table_and_the_time_on_site_first(
    hannover: Played,
) -> None:
    meetings = re.compile(r"^(Meeting with|Gespräch mit|Entretien avec) ")
    invites = [one for one in mails(hannover) if one["X-Delegation-Purpose"] == "invite-request"]
    held = [one for one in invites if meetings.match(one["Subject"])]

    assert len(held) >= 2 * hannover.summary["itinerary"]["meetings"]
    for mail in held:
        text = words(mail)
        assert ROOM_AND_TABLE.search(text), mail["Subject"]
        assert STARTS_ON_SITE.search(text), mail["Subject"]


def test_each_step_of_the_change_script_was_carried_out(hannover: Played) -> None:
    changes = hannover.summary["changes"]
    effects = hannover.summary["change_effects"]

    assert {step.id for step in hannover.story.changes} <= set(changes)
    assert effects["no-show"]["meetings"]["dropped"] > 0
    assert "R-010" in effects["no-show"]["delegates"]
    assert effects["at-the-fair"]["delegates"] == ["R-035", "R-109"]
    assert effects["called-away"]["meetings"]["dropped"] > 0
    assert len(effects["other-entrance"]["delegates"]) == 102


def test_about_nine_in_a_hundred_meetings_become_cooperation_cases(hannover: Played) -> None:
    outcomes = hannover.summary["outcomes"]
    cases = sum(outcomes["cooperation"].values())

    assert cases == 21
    assert outcomes["agreement"] == {"claimed": 0, "evidenced": 2}
    assert 0.07 < cases / hannover.summary["itinerary"]["meetings"] < 0.11


def test_each_mail_left_once(hannover: Played) -> None:
    ids = Counter(mail["X-Delegation-Send-Id"] for mail in mails(hannover))
    assert [send_id for send_id, count in ids.items() if count > 1] == []
