"""The dates of all sections in the order of the trip, and none that a clock skips."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from delegation.file import DelegationFile
from delegation.reading.checks.finding import Findings, found
from delegation.reading.checks.sections import meeting_sections
from delegation.zoned import add_working_days, demand_existing

Where = tuple[str | int, ...]


DATES_OF = {
    "registration": ("passed_on_until",),
    "offers": ("confirm_by_with_visa",),
    "itinerary_dates": ("visit_wishes_close", "preliminary", "final"),
    "matchmaking": ("requests_open", "requests_close", "answer_by"),
    "exchanges": ("ends",),
    "follow_up": ("survey", "report_due"),
    "cooperation": ("ends",),
}
"""Dates of sections with a zone that are not checked where they are read."""


class Moment(NamedTuple):
    """A date with its name and its place in the file."""

    name: str
    at: datetime
    where: Where

    def __str__(self) -> str:
        return f"{self.name} ({self.at:%Y-%m-%d %H:%M})"


def check_dates(file: DelegationFile) -> Findings:
    """What must come first comes first."""
    for earlier, later in (*_until_offers(file), *_until_trip(file), *_after_trip(file)):
        if earlier.at > later.at:
            said = f"{earlier} comes after {later}" if earlier.where else f"{later} comes before {earlier}"
            yield found(earlier.where or later.where, said, "put the dates in order.")


def _until_offers(file: DelegationFile) -> list[tuple[Moment, Moment]]:
    if file.evaluation is None or file.offers is None:
        return []
    call, evaluation, offers = file.call, file.evaluation, file.offers
    opens = Moment("the opening of the evaluation", evaluation.opens_at, ("evaluation", "opens"))
    sent = Moment("the sending of the offers", offers.sent_at, ("offers", "sent"))
    ends = Moment("the end of replacement", offers.replacement_ends_at, ("offers", "replacement_ends"))
    panel = Moment("the panel", evaluation.panel_at, ("evaluation", "panel"))
    pairs = [(panel, sent)]
    for n, cut_off in enumerate(call.cut_offs):
        closes = Moment(f"cut-off {cut_off.id!r}", call.closes_at(cut_off), ("call", "cut_offs", n, "closes"))
        pairs.append((closes, ends if cut_off.only_if_places_left else opens))
    if file.eligibility.checked is not None:
        checked = Moment(
            "the eligibility check", file.at(file.eligibility.checked), ("eligibility", "checked")
        )
        first = Moment("the first cut-off", call.first_closes_at, ("call", "cut_offs", 0, "closes"))
        pairs += [(first, checked), (checked, opens)]
    return pairs


def _until_trip(file: DelegationFile) -> list[tuple[Moment, Moment]]:
    dates = file.itinerary_dates
    if dates is None or not file.legs:
        return []
    trip = Moment("the start of the trip", file.starts_at, ())
    preliminary = Moment("the preliminary agenda", dates.preliminary_at, ("itinerary_dates", "preliminary"))
    final = Moment("the final agenda", dates.final_at, ("itinerary_dates", "final"))
    ranked = Moment(
        "the end of the visit wishes", dates.visit_wishes_close_at, ("itinerary_dates", "visit_wishes_close")
    )
    pairs = _offer_pairs(file, ranked, trip) + _paper_pairs(file, trip)
    pairs += [(ranked, preliminary), (preliminary, final), (final, trip)]
    return pairs + _meeting_pairs(file, preliminary) + _host_pairs(file, trip)


def _offer_pairs(file: DelegationFile, ranked: Moment, trip: Moment) -> list[tuple[Moment, Moment]]:
    if (offers := file.offers) is None:
        return []
    sent = Moment("the sending of the offers", offers.sent_at, ("offers", "sent"))
    confirm = Moment("the confirm-by date", offers.confirm_by_at(needs_visa=False), ("offers", "confirm_by"))
    ends = Moment("the end of replacement", offers.replacement_ends_at, ("offers", "replacement_ends"))
    return [(confirm, trip), (ends, trip), (sent, ranked), *((sent, one) for one in _passports(file))]


def _paper_pairs(file: DelegationFile, trip: Moment) -> list[tuple[Moment, Moment]]:
    """Travel papers are in before visa letters are written, and those before the trip."""
    steps = [*_passports(file), *_dated(file, "visa_letters", "the visa letters")]
    return list(pairwise([*steps, trip]))


def _passports(file: DelegationFile) -> list[Moment]:
    return _dated(file, "passport_due", "the date for passport data")


def _dated(file: DelegationFile, name: str, said: str) -> list[Moment]:
    """A date of the documents; none if it is not given."""
    local: datetime | None = getattr(file.documents, name)
    return [] if local is None else [Moment(said, file.at(local), ("documents", name))]


def _host_pairs(file: DelegationFile, trip: Moment) -> list[tuple[Moment, Moment]]:
    """Hosts confirm before they hear who comes, and hear that before the trip."""
    rules = file.hosting
    if rules is None:
        return []
    confirm = Moment("the date by which hosts confirm", rules.confirm_by_at, ("hosting", "confirm_by"))
    guests = Moment("the date of the guest lists", rules.guest_list_at, ("hosting", "guest_list"))
    return [(confirm, guests), (guests, trip)]


def _meeting_pairs(file: DelegationFile, preliminary: Moment) -> list[tuple[Moment, Moment]]:
    pairs: list[tuple[Moment, Moment]] = []
    for where, rules in meeting_sections(file):
        opens = Moment("the opening of the meeting wishes", rules.wishes_open_at, (*where, "wishes_open"))
        closes = Moment("the end of the meeting wishes", rules.wishes_close_at, (*where, "wishes_close"))
        pairs += [(opens, closes), (closes, preliminary)]
        if rules.hosts_answer_by_at is not None:
            said = "the date by which hosts answer requests"
            answered = Moment(said, rules.hosts_answer_by_at, (*where, "hosts_answer_by"))
            pairs += [(closes, answered), (answered, preliminary)]
    return pairs


def _after_trip(file: DelegationFile) -> list[tuple[Moment, Moment]]:
    if not file.legs:
        return []
    last_day = file.ends_at - timedelta(hours=23, minutes=59)
    end, last = (
        Moment("the end of the trip", file.ends_at, ()),
        Moment("the last day of the trip", last_day, ()),
    )
    pairs = [(end, one) for one in _dated(file, "passport_purge", "the purge of passport data")]
    pairs += [(end, one) for one in _dated(file, "diet_purge", "the purge of diets")]
    if (rules := file.follow_up) is not None:
        pairs.append((last, Moment("the survey", rules.survey_at, ("follow_up", "survey"))))
        report = Moment("the report to the funder", rules.report_due_at, ("follow_up", "report_due"))
        pairs.append((end, report))
    return pairs + [(last, one) for one in _dated(file, "certificates", "the certificates")]


def check_rounds(file: DelegationFile) -> Findings:
    """The outcome rounds come one after the other and end before the report."""
    rules = file.follow_up
    if rules is None or not file.legs:
        return
    for n, day in enumerate(rules.outcome_days):
        if day <= (rules.outcome_days[n - 1] if n else 0):
            message = f"day {day} does not come after the one before it"
            yield found(
                ("follow_up", "outcome_days", n), message, "list days after the trip in rising order."
            )
    last = max(rules.outcome_days, default=0)
    if file.ends_at + timedelta(days=last) > rules.report_due_at > file.ends_at:
        message = f"the report is due before the outcomes of day {last} are asked for"
        yield found(("follow_up", "report_due"), message, "give a later date, or fewer outcome days.")


def check_fix_window(file: DelegationFile) -> Findings:
    """Who may mend an application is done before the evaluation opens."""
    rules = file.eligibility
    if file.evaluation is None or not any(rule.fixable for rule in rules.rules):
        return
    start = (rules.checked or file.call.cut_offs[0].closes).date()
    last = add_working_days(start, rules.fix_working_days, file.holidays_named(rules.holidays))
    if last > file.evaluation.opens.date():
        message = (
            f"the {rules.fix_working_days} working days for mending end on {last}, after the evaluation opens"
        )
        yield found(
            ("eligibility", "fix_working_days"), message, "allow fewer days, or open the evaluation later."
        )


def check_reminders(file: DelegationFile) -> Findings:
    """A reminder comes after the offer it reminds of."""
    if (offers := file.offers) is None:
        return
    for n, days in enumerate(offers.remind_days_before):
        reminded = offers.confirm_by_at(needs_visa=False) - timedelta(days=days)
        if days < 0 or reminded <= offers.sent_at:
            message = f"a reminder {days} days before the confirm-by date would come before the offer"
            yield found(("offers", "remind_days_before", n), message, "use fewer days, 0 or more.")


def check_clock_changes(file: DelegationFile) -> Findings:
    """No date falls into the hour that clocks skip in spring."""
    home = file.organiser.zone
    dated: list[tuple[Where, datetime | None, str]] = [
        (("eligibility", "checked"), file.eligibility.checked, home),
        (("documents", "visa_letters"), file.documents.visa_letters, home),
        (("documents", "passport_due"), file.documents.passport_due, home),
        (("documents", "passport_purge"), file.documents.passport_purge, home),
        (("documents", "diet_purge"), file.documents.diet_purge, home),
        (("documents", "certificates"), file.documents.certificates, home),
    ]
    for section, names in DATES_OF.items():
        if (rules_of := getattr(file, section)) is not None:
            dated += [((section, name), getattr(rules_of, name), rules_of.zone) for name in names]
    for where, rules in meeting_sections(file):
        for name in ("wishes_open", "wishes_close", "hosts_answer_by"):
            dated += [((*where, name), getattr(rules, name), rules.wishes_zone)]
    if file.hosting is not None:
        for name in ("asked", "confirm_by", "guest_list", "thanked"):
            dated += [(("hosting", name), getattr(file.hosting, name), file.hosting.zone)]
    for where, local, zone in dated:
        yield from _skipped(where, local, zone)


def _skipped(where: Where, local: datetime | None, zone: str) -> Findings:
    if local is None:
        return
    try:
        demand_existing(local, zone, "This time")
    except ValueError as error:
        message, _, remedy = str(error).partition(". ")
        yield found(where, message, remedy)


def check_year(file: DelegationFile) -> Findings:
    """The trip begins after the call opens: catches a wrong year at once."""
    if file.legs and file.call.opens_at > file.starts_at:
        message = f"the call opens on {file.call.opens:%Y-%m-%d}, after the trip starts on {file.starts_on}"
        yield found(("call", "opens"), message, "check the years.")
