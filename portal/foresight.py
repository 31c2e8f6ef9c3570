"""What would happen: who would get which letter if a command were carried out. Nothing is sent from here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from delegation.application import ApplicationStatus
from delegation.change import ChangePreview
from delegation.cut_offs import checked_at, panel_at
from delegation.evaluation import Evaluation
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.guest_lists import guest_list_dates
from delegation.host_letters import meeting_sections
from delegation.itinerary import Itinerary
from delegation.journey_rules import OVER
from delegation.letter import LetterName
from delegation.offer import Answer, OfferRules
from delegation.selecting.selection import Selection
from delegation.status import Roster
from delegation.zoned import instant, midnight, roll_to_working_day

LETTER_OF_STATUS = {
    ApplicationStatus.SELECTED: LetterName.OFFER,
    ApplicationStatus.RESERVE: LetterName.RESERVE,
    ApplicationStatus.NOT_SELECTED: LetterName.NOT_SELECTED,
}
LETTER_OF_ANSWER = {
    Answer.ACCEPTED: LetterName.PLACE_CONFIRMED,
    Answer.DECLINED: LetterName.OFFER_DECLINED,
}
GONE = {*(status.value for status in OVER), "left", "declined", "expired", "withdrawn"}
"""States of the roster in which somebody has nothing more to do with the delegation."""


class LetterAhead(Fact):
    """One letter that would be sent."""

    letter: LetterName
    recipient: str
    """Id of a participant or host."""
    reason: str = ""


class DateAhead(Fact):
    """One date of a delegation, and what happens then."""

    at: datetime
    zone: str
    text: str


def decision_letters(selection: Selection) -> tuple[LetterAhead, ...]:
    """The letters of a decided selection, in the order of the decisions."""
    return tuple(
        LetterAhead(
            letter=LETTER_OF_STATUS[one.status],
            recipient=one.participant,
            reason=one.reasons[0] if one.reasons else "",
        )
        for one in selection.decisions
        if one.status in LETTER_OF_STATUS
    )


def cancellation_letters(roster: Roster, itinerary: Itinerary, reason: str) -> tuple[LetterAhead, ...]:
    """Everyone whose journey is not over, and every host who was given an agenda."""
    participants = [one.participant for one in roster.entries if one.status not in GONE]
    hosts = sorted({host for item in itinerary.items if not item.cancelled for host in item.hosts})
    return tuple(
        LetterAhead(letter=LetterName.DELEGATION_CANCELLED, recipient=recipient, reason=reason)
        for recipient in (*participants, *hosts)
    )


def release_letters(
    participant: str, reason: str, substitute: str | None, preview: ChangePreview, hosts: Iterable[str]
) -> tuple[LetterAhead, ...]:
    """Who leaves, who steps in, and everyone else whose programme the departure changes."""
    leaving = LetterAhead(letter=LetterName.DELEGATE_LEFT, recipient=participant, reason=reason)
    coming = LetterAhead(letter=LetterName.PLACE_CONFIRMED, recipient=substitute or "", reason="steps in")
    others = tuple(one for one in change_letters(preview, hosts) if one.recipient != participant)
    return (leaving, *((coming,) if substitute else ()), *others)


def change_letters(preview: ChangePreview, hosts: Iterable[str]) -> tuple[LetterAhead, ...]:
    """Delegates and hosts whose own programme would differ, with the number of differences."""
    receiving = frozenset(hosts)
    return tuple(
        LetterAhead(
            letter=LetterName.HOST_CHANGED if one.recipient in receiving else LetterName.ITINERARY_CHANGED,
            recipient=one.recipient,
            reason=f"{len(one.differences)} difference{'s' if len(one.differences) != 1 else ''}",
        )
        for one in preview.effects
    )


def dates_of(file: DelegationFile) -> tuple[DateAhead, ...]:
    """Every date on which the delegation does something of its own accord, in order."""
    dates = [*_until_offers(file), *_until_trip(file), *_of_hosts(file), *_after_trip(file)]
    return tuple(sorted(dates, key=lambda one: (one.at, one.text)))


def _until_offers(file: DelegationFile) -> list[DateAhead]:
    call = file.call
    dates = [
        (call.opens_at, "the call opens", call.zone),
        *((call.closes_at(one), f"cut-off {one.id}", call.zone) for one in call.cut_offs),
    ]
    if file.evaluation is not None and file.offers is not None:
        dates += [*_of_later_cut_offs(file), (checked_at(file), "eligibility is checked", call.zone)]
        dates += _of_evaluation(file.evaluation) + _of_offers(file.offers)
    return [DateAhead(at=at, text=text, zone=zone) for at, text, zone in dates]


def _of_evaluation(evaluation: Evaluation) -> list[tuple[datetime, str, str]]:
    return [
        (evaluation.opens_at, "evaluators are asked for score sheets", evaluation.zone),
        (evaluation.closes_at, "score sheets are due; evaluators who owe some are reminded", evaluation.zone),
        *_between_sheets(evaluation),
        (evaluation.panel_at, "the selection is solved; the panel decides", evaluation.zone),
    ]


def _of_offers(offers: OfferRules) -> list[tuple[datetime, str, str]]:
    reminders = " and ".join(str(day) for day in offers.remind_days_before)
    remark = f"; reminders {reminders} days before" if offers.remind_days_before else ""
    return [
        (offers.sent_at, "the decisions are sent: offers, reserve places, not selected", offers.zone),
        (offers.confirm_by_at(needs_visa=False), f"offers are to be confirmed{remark}", offers.zone),
        (offers.replacement_ends_at, "places are no longer passed on", offers.zone),
    ]


def _of_later_cut_offs(file: DelegationFile) -> list[tuple[datetime, str, str]]:
    """When the selection for each cut-off after the first is solved, and its offers are to be confirmed."""
    dates = []
    for cut_off in file.call.cut_offs[1:]:
        if_free = ", if places are left" if cut_off.only_if_places_left else ""
        solved = f"the selection for the cut-off {cut_off.id} is solved{if_free}"
        dates.append((panel_at(file, cut_off), solved, file.evaluation_rules.zone))
        if cut_off.confirm_by is not None:
            confirmed = f"offers of the cut-off {cut_off.id} are to be confirmed"
            dates.append((instant(cut_off.confirm_by, file.call.zone), confirmed, file.offer_rules.zone))
    return dates


def _between_sheets(evaluation: Evaluation) -> list[tuple[datetime, str, str]]:
    """Reminders before score sheets are due, and when what is owed goes to others."""
    reminders = "evaluators who owe score sheets are reminded"
    dates = [(at, reminders, evaluation.zone) for at in evaluation.reminded_at]
    if evaluation.reassigned_at is not None:
        dates.append((evaluation.reassigned_at, "score sheets owed are given to others", evaluation.zone))
    return dates


def _until_trip(file: DelegationFile) -> list[DateAhead]:
    dates = _of_documents(file)
    if (rules := file.itinerary_dates) is not None:
        dates += [
            (rules.visit_wishes_close_at, "wishes for visits close", rules.zone),
            (rules.preliminary_at, "the preliminary programme is sent", rules.zone),
            (rules.final_at, "the final programme and all invites are sent", rules.zone),
        ]
    if file.legs:
        dates += [
            (file.starts_at, "the trip begins", min(file.legs, key=lambda leg: leg.arrives).zone),
            (file.ends_at, "the trip ends", max(file.legs, key=lambda leg: leg.leaves).zone),
        ]
    if (meetings := file.first_meetings) is not None:
        dates.append((meetings.wishes_open_at, "delegates are asked whom to meet", meetings.wishes_zone))
        dates.append((meetings.wishes_close_at, "wishes for meetings close", meetings.wishes_zone))
    return [DateAhead(at=at, text=text, zone=zone) for at, text, zone in dates]


def _of_documents(file: DelegationFile) -> list[tuple[datetime, str, str]]:
    papers = file.documents
    dated = (
        (papers.passport_due, "passport details are due"),
        (papers.visa_letters, "invitation letters for visas are sent"),
        (papers.diet_purge, "diets and emergency contacts are erased"),
        (papers.passport_purge, "passport data is erased"),
        (papers.certificates, "certificates are sent"),
    )
    return [(file.at(local), text, file.organiser.zone) for local, text in dated if local is not None]


def _of_hosts(file: DelegationFile) -> list[DateAhead]:
    """What hosts are asked and sent, and by when they answer."""
    dates = [
        (asked_by, f"hosts have answered the requests for meetings in {rules.leg}", rules.wishes_zone)
        for rules in meeting_sections(file)
        if (asked_by := rules.hosts_answer_by_at) is not None
    ]
    if (hosting := file.hosting) is not None:
        dates.append((hosting.asked_at, "hosts are asked what they receive", hosting.zone))
        dates.append(
            (hosting.confirm_by_at, "hosts have confirmed; who has not is to be called", hosting.zone)
        )
        thanked_at = hosting.thanked_at or file.ends_at
        dates.append((thanked_at, "hosts are thanked", hosting.zone))
        dates += [
            (at, f"guest lists are sent: {_few(hosts)}", hosting.zone)
            for at, hosts in guest_list_dates(file).items()
        ]
    return [DateAhead(at=at, text=text, zone=zone) for at, text, zone in dates]


def _few(hosts: tuple[str, ...]) -> str:
    """Who it is, or how many where a line cannot hold them."""
    return ", ".join(hosts) if len(hosts) <= 3 else f"{len(hosts)} hosts"


def _after_trip(file: DelegationFile) -> list[DateAhead]:
    rules = file.follow_up
    if rules is None:
        return []
    dates = [
        (rules.survey_at, "the survey is sent", rules.zone),
        (rules.report_due_at, "the funder's report is made", rules.zone),
    ]
    dates += [
        (_outcomes_asked_at(file, day), f"outcomes are asked for, {day} days after the trip", rules.zone)
        for day in rules.outcome_days
    ]
    return [DateAhead(at=at, text=text, zone=zone) for at, text, zone in dates]


def _outcomes_asked_at(file: DelegationFile, day: int) -> datetime:
    """09:00 on that day after the trip, or on the next working day."""
    rules = file.follow_up_rules
    holidays = file.holidays_named(rules.holidays)
    working = roll_to_working_day(file.ends_on + timedelta(days=day), holidays)
    return midnight(working, rules.zone).replace(hour=9)
