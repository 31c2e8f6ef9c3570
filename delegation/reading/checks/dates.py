"""The dates of all sections in the order of the trip, and none that a clock skips."""

from datetime import datetime, timedelta
from typing import NamedTuple

from delegation.file import DelegationFile
from delegation.reading.checks.finding import Findings, found
from delegation.reading.checks.sections import meeting_sections
from delegation.zoned import add_working_days, demand_existing

Where = tuple[str | int, ...]


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
    offers, dates, papers = file.offers, file.itinerary_dates, file.documents
    trip = Moment("the start of the trip", file.starts_at, ())
    sent = Moment("the sending of the offers", offers.sent_at, ("offers", "sent"))
    preliminary = Moment("the preliminary agenda", dates.preliminary_at, ("itinerary_dates", "preliminary"))
    final = Moment("the final agenda", dates.final_at, ("itinerary_dates", "final"))
    ranked = Moment(
        "the end of the visit wishes", dates.visit_wishes_close_at, ("itinerary_dates", "visit_wishes_close")
    )
    passports = Moment(
        "the date for passport data", file.at(papers.passport_due), ("documents", "passport_due")
    )
    letters = Moment("the visa letters", file.at(papers.visa_letters), ("documents", "visa_letters"))
    confirm = Moment("the confirm-by date", offers.confirm_by_at(needs_visa=False), ("offers", "confirm_by"))
    ends = Moment("the end of replacement", offers.replacement_ends_at, ("offers", "replacement_ends"))
    pairs = [
        (confirm, trip),
        (ends, trip),
        (sent, ranked),
        (sent, passports),
        (passports, letters),
        (letters, trip),
    ]
    pairs += [(ranked, preliminary), (preliminary, final), (final, trip)]
    return pairs + _meeting_pairs(file, preliminary) + _host_pairs(file, trip)


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
    last_day = file.ends_at - timedelta(hours=23, minutes=59)
    end, last = (
        Moment("the end of the trip", file.ends_at, ()),
        Moment("the last day of the trip", last_day, ()),
    )
    survey = Moment("the survey", file.follow_up.survey_at, ("follow_up", "survey"))
    purge = Moment(
        "the purge of passport data", file.at(file.documents.passport_purge), ("documents", "passport_purge")
    )
    report = Moment("the report to the funder", file.follow_up.report_due_at, ("follow_up", "report_due"))
    pairs = [(last, survey), (end, purge), (end, report)]
    if file.documents.certificates is not None:
        certificates = Moment(
            "the certificates", file.at(file.documents.certificates), ("documents", "certificates")
        )
        pairs.append((last, certificates))
    return pairs


def check_rounds(file: DelegationFile) -> Findings:
    """The outcome rounds come one after the other and end before the report."""
    rules = file.follow_up
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
    if not any(rule.fixable for rule in rules.rules):
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
    for n, days in enumerate(file.offers.remind_days_before):
        reminded = file.offers.confirm_by_at(needs_visa=False) - timedelta(days=days)
        if days < 0 or reminded <= file.offers.sent_at:
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
        (("documents", "certificates"), file.documents.certificates, home),
        (("follow_up", "survey"), file.follow_up.survey, file.follow_up.zone),
        (("follow_up", "report_due"), file.follow_up.report_due, file.follow_up.zone),
    ]
    agenda = file.itinerary_dates
    for name in ("visit_wishes_close", "preliminary", "final"):
        dated += [(("itinerary_dates", name), getattr(agenda, name), agenda.zone)]
    dated += [(("offers", "confirm_by_with_visa"), file.offers.confirm_by_with_visa, file.offers.zone)]
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
    if file.call.opens_at > file.starts_at:
        message = f"the call opens on {file.call.opens:%Y-%m-%d}, after the trip starts on {file.starts_on}"
        yield found(("call", "opens"), message, "check the years.")
