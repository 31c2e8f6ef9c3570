"""The year of usa-2017, played on real servers: what must be true at its end."""

import base64
import json
import re
import zlib
from collections import Counter
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from delegation.calendars.calendar_client import read_calendar
from delegation.letter import LetterName
from portal.selection_records import verified
from tests.canaries import personal_values, search

from .conftest import Played
from .effects import EFFECTS

pytestmark = pytest.mark.timeout(900)

KEYS = {
    "delegation": str,
    "applications": {"received", "ineligible", "evaluated"},
    "selection": {"selected", "reserve", "not_selected", "rules"},
    "offers": {"confirmed", "declined", "expired", "promoted"},
    "delegates": int,
    "itinerary": {
        "version",
        "items",
        "meetings",
        "visits",
        "meetings_per_delegate",
        "idle_slots",
        "unmet_musts",
        "gap_percent",
    },
    "mails": set(),
    "invites": {"request", "update", "cancel"},
    "replies": int,
    "answers": {"accepted", "tentative", "declined", "open"},
    "changes_told": {"moved", "city-day", "room", "cancelled", "dropped-out", "replaced", "swapped"},
    "calendars": {"equal", "of", "hosts", "left", "different"},
    "documents": set(),
    "outcomes": set(),
    "wall_seconds": float,
    "virtual_days": int,
    "change_effects": set(),
    "history_events": {"delegation", "participant_max", "participant_mean", "host_mean"},
}


def mails(played: Played) -> list[EmailMessage]:
    found = [content for name, content in played.harvest.files.items() if name.startswith("mail/")]
    return [BytesParser(policy=default).parsebytes(content) for content in found]  # type: ignore[misc]


def words(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_the_summary_has_the_figures_that_people_ask_for(undisturbed: Played) -> None:
    for key, shape in KEYS.items():
        value = undisturbed.summary[key]
        assert shape <= set(value) if isinstance(shape, set) else isinstance(value, shape), key


def test_34_applied_and_3_are_ineligible_for_the_right_reasons(undisturbed: Played) -> None:
    assert undisturbed.summary["applications"] == {"received": 34, "ineligible": 3, "evaluated": 31}
    refused = [words(mail, "plain") for mail in mails(undisturbed) if _purpose(mail) == "not-eligible"]
    assert sum("17:06" in text and "six minutes after the cut-off" in text for text in refused) == 1
    assert sum("profile on the European Cluster Collaboration Platform" in text for text in refused) == 1
    assert sum("The applicant is a cluster organisation. This is not met" in text for text in refused) == 1


def test_19_travel_and_no_rule_is_broken_at_the_end(undisturbed: Played) -> None:
    selection = undisturbed.summary["selection"]
    assert (selection["selected"], selection["reserve"], selection["not_selected"]) == (19, 6, 6)
    assert selection["objective"] == selection["bound"] > 0
    assert [rule for rule in selection["rules"] if not rule["satisfied"]] == []
    assert undisturbed.summary["delegates"] == 19


def test_two_decline_one_stays_silent_and_four_are_promoted(undisturbed: Played) -> None:
    offers = undisturbed.summary["offers"]
    assert (offers["declined"], offers["expired"], offers["promoted"]) == (2, 1, 4)


def test_more_than_90_meetings_and_the_whole_change_script(undisturbed: Played) -> None:
    itinerary = undisturbed.summary["itinerary"]
    assert itinerary["meetings"] > 90
    assert itinerary["meetings_per_delegate"]["fewest"] >= 4
    assert itinerary["gap_percent"] == 0
    assert set(undisturbed.summary["changes"]) >= {step.id for step in undisturbed.story.changes}


def test_each_step_of_the_change_script_touches_exactly_whom_it_should(undisturbed: Played) -> None:
    effects = undisturbed.summary["change_effects"]
    for step, expected in EFFECTS.items():
        assert effects[step] == expected, step
    assert set(EFFECTS) == {step.id for step in undisturbed.story.changes}


def test_nobody_is_in_two_places_at_once(undisturbed: Played) -> None:
    for name, content in undisturbed.harvest.files.items():
        if name.startswith("calendar/"):
            events = read_calendar(content)
            for one, following in pairwise(events):
                assert one.ends_at <= following.starts_at, (name, one.summary, following.summary)


def test_every_calendar_of_delegates_and_hosts_equals_the_published_itinerary(undisturbed: Played) -> None:
    calendars = undisturbed.summary["calendars"]
    hosts = len(undisturbed.file.hosts)
    assert calendars["different"] == []
    assert (calendars["equal"], calendars["of"]) == (19, 19)
    assert calendars["hosts"] == {"equal": hosts, "of": hosts}


def test_every_kind_of_change_reaches_calendars(undisturbed: Played) -> None:
    told = undisturbed.summary["changes_told"]
    assert min(told[kind]["updates"] for kind in ("moved", "room", "city-day", "dropped-out")) > 0
    assert min(told[kind]["cancellations"] for kind in ("cancelled", "dropped-out", "swapped")) > 0


def test_answers_by_mail_and_by_link_count_and_free_what_was_declined(undisturbed: Played) -> None:
    summary = undisturbed.summary
    sittings = undisturbed.story.answers.invites
    assert summary["replies"] == sum(name.startswith("replies/") for name in undisturbed.harvest.files) > 50
    assert summary["answers"]["accepted"] > 50
    assert summary["answers"]["tentative"] == sum(len(one.tentative) for one in sittings)
    freed = [change for change in summary["changes"] if change.startswith("declined-")]
    assert len(freed) == sum(len(one.declined_meetings) for one in sittings)


def test_a_mail_never_shows_another_participants_address(undisturbed: Played) -> None:
    applicants = {str(one.application["person"]["email"]) for one in undisturbed.story.applications}  # type: ignore[index, call-overload]
    for mail in mails(undisturbed):
        others = applicants - {mail["To"].addresses[0].addr_spec}
        shown = words(mail, "plain") + words(mail, "html")
        assert [address for address in others if address in shown] == []


def test_every_mail_is_readable_in_both_parts_without_an_unrendered_field(undisturbed: Played) -> None:
    for mail in mails(undisturbed):
        plain, html = words(mail, "plain"), words(mail, "html")
        assert len(plain) > 80
        assert len(html) > 500
        assert mail["Subject"].strip()
        for text in (plain, html, mail["Subject"]):
            assert not re.search(r"\{\{|\{%|\bNone\b|undefined|datetime\.|\(\)", text), mail["Subject"]


def test_each_mail_left_once(undisturbed: Played) -> None:
    ids = Counter(mail["X-Delegation-Send-Id"] for mail in mails(undisturbed))
    assert [send_id for send_id, count in ids.items() if count > 1] == []


def test_every_kind_of_document_is_there_and_opens(undisturbed: Played) -> None:
    documents = {n: c for n, c in undisturbed.harvest.files.items() if n.startswith("documents/")}
    kinds = {name.split("/")[1] for name in documents}
    assert kinds == {
        "badge-sheet",
        "briefing-book",
        "certificate",
        "day-sheet",
        "funder-report",
        "guest-list",
        "offer-letter",
        "participant-catalogue",
        "programme-booklet",
        "programme-picture",
        "rooming-list",
        "route-map",
        "selection-inputs",
        "selection-record",
        "table-cards",
        "transfer-manifest",
        "visa-invitation",
    }
    for name, content in documents.items():
        if name.endswith(".pdf"):
            assert content.startswith(b"%PDF-"), name
            assert content.rstrip().endswith(b"%%EOF"), name
        elif name.endswith(".json"):
            assert json.loads(content), name
        else:
            assert is_zipfile(BytesIO(content)), name
            assert ZipFile(BytesIO(content)).testzip() is None, name


def test_the_published_selection_is_on_record_and_solves_to_the_same_again(
    undisturbed: Played, tmp_path: Path
) -> None:
    paths = []
    for kind in ("selection-record", "selection-inputs"):
        paths.append(tmp_path / f"{kind}.json")
        paths[-1].write_bytes(undisturbed.harvest.files[f"documents/{kind}/{kind}.json"])

    found = verified(paths[0], paths[1], "")

    assert [(one.what, one.holds) for one in found.checks] == [
        ("signature", True),
        ("inputs", True),
        ("result", True),
    ]


def test_the_cost_on_temporal_is_small(undisturbed: Played) -> None:
    events = undisturbed.summary["history_events"]
    assert events["delegation"] < 4000
    assert events["participant_max"] < 4000
    assert events["participant_mean"] <= 92
    assert events["host_mean"] <= 75


def test_whatever_happens_to_a_participant_costs_a_few_events_only(undisturbed: Played) -> None:
    """A message is at most accepted, completed or heard, worked on in a task, and answered by one mail."""
    for name, content in undisturbed.harvest.files.items():
        if name.startswith("histories/participant-"):
            kinds = Counter(event["eventType"] for event in json.loads(content)["events"])
            heard = sum(
                kinds[f"EVENT_TYPE_WORKFLOW_EXECUTION_{kind}"] for kind in ("SIGNALED", "UPDATE_ACCEPTED")
            )
            assert sum(kinds.values()) <= 20 + 7 * heard, name


def test_no_name_or_address_enters_a_workflow(undisturbed: Played) -> None:
    people = [one.application["person"] for one in undisturbed.story.applications]
    values = [str(person[key]) for person in people for key in ("name", "email")]  # type: ignore[index, call-overload]
    for name, content in undisturbed.harvest.files.items():
        if name.startswith("histories/"):
            clear = _decoded(content)
            assert [value for value in values if value in clear] == [], name


def test_40_personal_values_are_nowhere_on_the_disk_of_the_stack(undisturbed: Played) -> None:
    """Not in the engine's database, the vault, logs or metrics; and whatever is planted there is found."""
    values = personal_values(undisturbed.story)
    assert len(values) == len(set(values)) == 40
    assert any(b"temporal" in one for one in undisturbed.metrics.values())

    planted = undisturbed.stack / "s3" / "planted.dat"
    planted.write_bytes(b"sealed " + zlib.compress(values[20].encode()))
    found = search(undisturbed.stack, values, undisturbed.metrics)
    planted.unlink()
    assert [(one.value, one.place) for one in found] == [(values[20], "s3/planted.dat, packed")]


def test_killing_the_worker_once_in_each_phase_changes_nothing(
    undisturbed: Played, sabotaged: Played
) -> None:
    assert sabotaged.kills >= len(undisturbed.file.phases)
    for key in ("applications", "selection", "offers", "delegates", "itinerary", "documents", "outcomes"):
        assert sabotaged.summary[key] == undisturbed.summary[key], key
    assert sabotaged.summary["calendars"] == undisturbed.summary["calendars"]
    assert _left(sabotaged) == _left(undisturbed)


def test_every_letter_of_the_house_but_six_is_written(undisturbed: Played) -> None:
    """Refusals at the door, admissions, moved cut-offs, checklists apart, hosts that withdraw and
    cancellations do not happen."""
    unseen = {name.value for name in LetterName} - set(undisturbed.summary["mails"])
    of_other_events = (
        "regist",
        "place-free",
        "waiting-",
        "session-",
        "request",
        "meeting-request",
        "rating",
        "exchange",
        "agreement",
    )
    unseen = {one for one in unseen if not one.startswith(of_other_events)}
    assert unseen == {
        "application-admitted",
        "application-refused",
        "checklist",
        "cut-off-moved",
        "delegation-cancelled",
        "host-withdrawn",
    }


def _purpose(mail: EmailMessage) -> str:
    return str(mail["X-Delegation-Purpose"])


def _left(played: Played) -> set[str]:
    """The mails that left, each by its identity: a copy after a kill is still the same mail."""
    return {str(mail["X-Delegation-Send-Id"]) for mail in mails(played)}


def _clear(data: bytes) -> bytes:
    """What a payload says; long ones travel compressed."""
    return zlib.decompress(data) if data.startswith(b"\x78\x9c") else data


def _decoded(history: bytes) -> str:
    """The history's payloads in clear, as anyone with access to Temporal could read them."""
    parts: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "data" and isinstance(inner, str):
                    parts.append(_clear(base64.b64decode(inner)).decode("utf-8", "replace"))
                else:
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            parts.append(value)

    walk(json.loads(history))
    return "\n".join(parts)
