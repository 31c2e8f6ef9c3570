"""Two hundred exchanges at once on the embedded stack, with the worker killed again and again: money once."""

import asyncio
import csv
import os
import re
from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest

from composition import open_legation
from delegation.exchange import Party, Proposer, Side
from delegation.exchanging.lump_sums import lump_sum
from delegation.file import DelegationFile, Phase
from delegation.reading.story import SentApplication, Story
from delegation.reading.story_exchanges import ExchangesFile, ExchangeStory, PaymentRecord
from portal.rehearsals.demo import perform
from portal.story_files import read_story_folder
from settings import Settings

from .conftest import EXAMPLES, Played, Saboteur, running_stack

pytestmark = pytest.mark.timeout(2700)

AT_ONCE = 200
VISITORS, HOSTS = 40, 20
FIRST_MONDAY = date(2020, 3, 16)
HIT_AFTER = ("proposed", "validated", "accepted", "reported", "approved", "Payments are ordered")
"""The worker is killed shortly after each of these was seen for the first time."""


class AtOnce(NamedTuple):
    played: Played
    workflows: int
    """How many exchanges the visibility store knows."""
    refused: list[str]


class Relentless(Saboteur):
    """Kills the worker shortly after each kind of deed, while its consequences are worked off."""

    refused: list[str]
    _hit: set[str]

    def sees(self, moment: datetime, text: str) -> None:
        if "refused:" in text:
            self.refused.append(text)
        for word in HIT_AFTER:
            if word in text and word not in self._hit:
                self._hit.add(word)
                self._armed = True
        super().sees(moment, text)

    def begins(self) -> "Relentless":
        self.refused, self._hit = [], set()
        return self


def programme() -> DelegationFile:
    """That of the example, with nothing but exchanges, without reminders, and with little mail: the director
    coordinates all partnerships, and hosts sign for their own organisations."""
    file, told = read_story_folder(EXAMPLES / "clusterxchange-2020")
    visiting = {organisation(one) for one in visitors_of(file, told)}
    partnerships = tuple(
        one.model_copy(
            update={
                "coordinator": file.organiser.signatory,
                "organisations": tuple(name for name in one.organisations if name in visiting),
            }
        )
        for one in file.exchange_rules.partnerships
    )
    fewer_letters = {"report_within_days": 90, "remind_days_before": (), "partnerships": partnerships}
    rules = file.exchange_rules.model_copy(update=fewer_letters)
    changed = {"slug": "exchanges-at-once", "phases": (Phase.EXCHANGES,), "follow_up": None}
    return file.model_copy(update={**changed, "exchanges": rules})


def story(file: DelegationFile) -> Story:
    """Every visitor stays with several hosts, one week after the other; all of it is decided on one day."""
    _, told = read_story_folder(EXAMPLES / "clusterxchange-2020")
    visitors, hosts = visitors_of(file, told), [one for one in told.applications if role(one) == "host"]
    taking_part = [*visitors, *hosts[:HOSTS]]
    sent = datetime(2020, 2, 4, 9, 0)  # noqa: DTZ001 - local, as in a story
    applications = tuple(
        one.model_copy(update={"sent": sent + timedelta(minutes=n)}) for n, one in enumerate(taking_part)
    )
    stays = tuple(exchange(n, visitors, hosts[:HOSTS]) for n in range(AT_ONCE))
    return Story(
        applications=applications,
        exchanges=ExchangesFile(
            account=told.exchanges.account, approver="officer", exchanges=stays, payments=payments()
        ),
    )


def visitors_of(file: DelegationFile, told: Story) -> list[SentApplication]:
    """The first who may visit and whose organisation is in a partnership."""
    members = {name for one in file.exchange_rules.partnerships for name in one.organisations}
    able = [one for one in told.applications if role(one) != "host" and organisation(one) in members]
    return able[:VISITORS]


def role(sent: SentApplication) -> object:
    answers = sent.application["answers"]
    return answers.get("role") if isinstance(answers, dict) else None


def organisation(sent: SentApplication) -> object:
    person = sent.application["person"]
    return person.get("organisation") if isinstance(person, dict) else None


def exchange(n: int, visitors: list[SentApplication], hosts: list[SentApplication]) -> ExchangeStory:
    visitor, week = visitors[n % VISITORS], n // VISITORS
    others = [one for one in hosts if organisation(one) != organisation(visitor)]
    host = others[(n + 3 * week) % len(others)]
    return ExchangeStory(
        id=f"e-{n}",
        visitor=visitor.id,
        host=host.id,
        by=Proposer.VISITOR,
        at=local(2, 25),
        starts=FIRST_MONDAY + timedelta(weeks=week),
        days=3 if n % 2 else 5,
        zone="Europe/Brussels",
        place="Brussels",
        km=900 if n % 3 else 1500,
        validated=local(2, 26),
        accepted={Side.HOST: local(2, 27)},
        signed=dict.fromkeys(Party, local(3, 2)),
        reports=(local(4, 21),),
        checked=local(4, 22),
        approved=local(4, 23 if n % 5 else 24),
    )


def local(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2020, month, day, hour)  # noqa: DTZ001 - local, as in a story


def payments() -> tuple[PaymentRecord, ...]:
    """Each ordered by two people at once; at the end once more, with nothing left to pay."""
    twice = [
        PaymentRecord(at=local(4, day, 14), author="officer", twice=True, confirmed=local(4, day + 4))
        for day in (23, 24)
    ]
    return (*twice, PaymentRecord(at=local(4, 30), author="officer"))


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> AtOnce:
    file = programme()
    told = story(file)
    os.environ["LEGATION_MAIL__CLAIM_SECONDS"] = "3"  # a killed worker's claims are waited for
    try:
        with running_stack(tmp_path_factory.mktemp("at-once")) as stack:
            saboteur = Relentless(stack).begins()
            summary, harvest = asyncio.run(perform(file, told, stack.settings, saboteur))
            saboteur.is_done()
            workflows = asyncio.run(known_exchanges(Settings(embedded=stack.settings)))
    finally:
        del os.environ["LEGATION_MAIL__CLAIM_SECONDS"]
    return AtOnce(Played(file, told, summary, harvest, saboteur.kills), workflows, saboteur.refused)


async def known_exchanges(settings: Settings) -> int:
    client = (await open_legation(settings)).client
    query = "DelegationId = 'exchanges-at-once' AND DelegationRole = 'exchange'"
    return (await client.count_workflows(query)).count


def owed(at_once: AtOnce) -> int:
    """What the table has for all stays together, in cents."""
    rules = at_once.played.file.exchange_rules
    return sum(lump_sum(one.days, one.km, rules) for one in at_once.played.story.exchanges.exchanges)


def payment_files(at_once: AtOnce, form: str) -> list[str]:
    files = at_once.played.harvest.files
    return [files[name].decode() for name in sorted(files) if re.fullmatch(rf"payments/\d+\.{form}", name)]


def test_each_exchange_is_a_workflow_of_its_own(at_once: AtOnce):
    assert at_once.workflows == AT_ONCE


def test_all_of_them_are_paid_although_the_worker_was_killed_again_and_again(at_once: AtOnce):
    assert at_once.played.kills >= 5
    told = at_once.played.summary["exchanges"]
    assert (told["requested"], told["matched"], told["completed"], told["paid"]) == (AT_ONCE,) * 4
    assert (told["withdrawn"], told["lapsed"], told["refused"]) == (0, 0, 0)


def test_what_is_paid_is_what_was_approved(at_once: AtOnce):
    told = at_once.played.summary["exchanges"]
    assert told["lump_sums_cents"] == told["approved_cents"] == owed(at_once)


def test_no_transfer_stands_in_two_payment_files_however_often_they_are_ordered(at_once: AtOnce):
    files = payment_files(at_once, "xml")
    transfers = Counter(one for file in files for one in re.findall(r"<EndToEndId>([^<]+)<", file))
    assert (len(files), len(transfers), set(transfers.values())) == (2, AT_ONCE, {1})
    assert at_once.played.summary["exchanges"]["payment_runs"] == 2


def test_the_files_pay_every_cent_that_is_owed_and_no_more(at_once: AtOnce):
    rows = [row for file in payment_files(at_once, "csv") for row in csv.DictReader(file.splitlines())]
    assert sum(round(float(row["amount"]) * 100) for row in rows) == owed(at_once)


def test_an_order_with_nothing_left_to_pay_is_refused_and_nothing_else_is(at_once: AtOnce):
    (refused,) = at_once.refused
    assert refused.startswith("Payments are ordered; refused: Nothing is approved and unpaid")


def test_each_exchange_counts_for_one_partnership(at_once: AtOnce):
    assert sum(at_once.played.summary["exchanges"]["indicator"].values()) == AT_ONCE


def test_every_visitor_is_told_once_that_a_stay_is_paid(at_once: AtOnce):
    assert at_once.played.summary["mails"]["exchange-paid"] == AT_ONCE
    assert at_once.played.summary["mails"]["exchange-approved"] == AT_ONCE
