"""Two years of clusterxchange-2020, played on real servers: what must be true at its end."""

import csv
import re
from collections import Counter

import pytest

from delegation.exchange import Proposer
from delegation.exchanging.lump_sums import lump_sum
from delegation.reading.story_exchanges import ExchangeStory

from .conftest import Played

pytestmark = pytest.mark.timeout(1500)

ACCEPTS = {Proposer.VISITOR: {"host"}, Proposer.HOST: {"visitor"}, Proposer.ORGANISER: {"visitor", "host"}}


def told(played: Played) -> tuple[ExchangeStory, ...]:
    return played.story.exchanges.exchanges


def is_owed(one: ExchangeStory, played: Played) -> bool:
    """Whether it was approved, and that was not taken back before the next payment run."""
    if one.approved is None:
        return False
    run = min(run.at for run in played.story.exchanges.payments if run.at > one.approved)
    return one.withdrawn is None or one.withdrawn.at > run


def cents(one: ExchangeStory, played: Played) -> int:
    return lump_sum(one.checked_days or one.days, one.km, played.file.exchange_rules)


def test_the_programme_comes_to_its_end(clusterxchange: Played):
    summary = clusterxchange.summary
    assert summary["phase"] == "closed"
    assert summary["applications"]["received"] == len(clusterxchange.story.applications) == 119
    for absent in ("selection", "offers", "itinerary"):
        assert absent not in summary


def test_exchanges_end_as_the_story_has_them(clusterxchange: Played):
    figures = clusterxchange.summary["exchanges"]
    stories = told(clusterxchange)
    matched = [one for one in stories if one.validated and {*one.accepted} == ACCEPTS[one.by]]
    owed = [one for one in stories if is_owed(one, clusterxchange)]
    assert figures["requested"] == len(stories) == 45
    assert figures["matched"] == len(matched) == 40
    assert figures["completed"] == figures["paid"] == len(owed) == 31
    assert (figures["refused"], figures["withdrawn"], figures["lapsed"]) == (1, 8, 6)


def test_what_is_paid_is_what_was_approved(clusterxchange: Played):
    figures = clusterxchange.summary["exchanges"]
    owed = sum(cents(one, clusterxchange) for one in told(clusterxchange) if is_owed(one, clusterxchange))
    assert figures["lump_sums_cents"] == figures["approved_cents"] == owed
    assert figures["payment_runs"] == len(clusterxchange.story.exchanges.payments) == 19


def test_every_transfer_stands_in_one_payment_file(clusterxchange: Played):
    files = clusterxchange.harvest.files
    banks = [content.decode() for name, content in files.items() if re.fullmatch(r"payments/\d+\.xml", name)]
    tables = [content.decode() for name, content in files.items() if re.fullmatch(r"payments/\d+\.csv", name)]
    transfers = Counter(one for bank in banks for one in re.findall(r"<EndToEndId>([^<]+)<", bank))
    rows = [row for table in tables for row in csv.DictReader(table.splitlines())]
    assert (len(banks), len(tables), len(transfers), set(transfers.values())) == (19, 19, 31, {1})
    paid = sum(round(float(row["amount"]) * 100) for row in rows)
    assert paid == clusterxchange.summary["exchanges"]["lump_sums_cents"]


def test_each_paid_exchange_counts_once_unless_it_was_withdrawn_later(clusterxchange: Played):
    indicator = clusterxchange.summary["exchanges"]["indicator"]
    assert sum(indicator.values()) == 30
    assert set(indicator) == {one.id for one in clusterxchange.file.exchange_rules.partnerships}


def test_both_sides_have_the_stay_in_their_calendars_as_it_is(clusterxchange: Played):
    calendars = clusterxchange.summary["calendars"]
    assert calendars["equal"] == calendars["of"] > 0
    assert calendars["different"] == []


def test_stays_that_do_not_take_place_are_cancelled(clusterxchange: Played):
    """Three had entered calendars: two ended once everything was signed, one in the middle."""
    assert clusterxchange.summary["invites"]["cancel"] > 0


def test_people_are_told_of_each_step_and_reminded(clusterxchange: Played):
    mails = clusterxchange.summary["mails"]
    assert (mails["exchange-paid"], mails["exchange-approved"]) == (31, 32)
    assert mails["exchange-to-validate"] > 45  # reminders for the one that is never validated
    assert mails["exchange-report-wanted"] > 34  # after each stay, again when sent back, and as reminders


def test_each_exchange_is_a_workflow_of_its_own_with_a_short_history(clusterxchange: Played):
    events = clusterxchange.harvest.events
    exchanges = {name: count for name, count in events.items() if name.startswith("exchange-")}
    assert len(exchanges) == 45
    assert max(exchanges.values()) < 400
