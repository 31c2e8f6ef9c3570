"""Exchanges from the command line, on real workflows."""

import re
import shlex
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.headers import PURPOSE_HEADER
from delegation.exchange import SIGNED_BY, ExchangeStep
from delegation.exchange_state import ExchangeView
from delegation.ids import exchange_workflow_id
from portal.command_line import build
from portal.errors import NotFound, Refused
from portal.exchange_shown import (
    ExchangesShown,
    HostsShown,
    IndicatorShown,
    PapersShown,
    PaymentFileShown,
)
from tests.workflows.exchange_story import PDF, ExchangeStory, programme_on

STAY = "--from 2027-06-07 --to 2027-06-11 --zone Europe/Lisbon --place Lisboa --km 2900"
PROPOSAL = f"propose A-1 A-2 {STAY} --by visitor"
POINTS = """\
place: Lisboa, Rua do Rio 5
items:
  - {id: welcome, title: Welcome, starts: 2027-06-07 09:30, ends: 2027-06-07 11:00, room: Hall}
"""


class Typing:
    """Types commands as `./legation exchanges` would get them; what they print is read with capsys."""

    def __init__(self, story: ExchangeStory, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.story = story
        self.folder = folder
        self._capsys = capsys

    async def __call__(self, line: str) -> str:
        self._capsys.readouterr()
        verb, _, rest = line.partition(" ")
        tokens = shlex.split(f"exchanges {verb} {self.story.slug} {rest}")
        command, bound, left_open = build().parse_args(tokens)
        await command(*bound.args, **bound.kwargs, **dict.fromkeys(left_open, self._connect))
        await self.story.trip.settle()
        return self._capsys.readouterr().out

    async def _connect(self):
        return self.story.legation

    async def exchange(self) -> str:
        """The one there is; from now on it is waited for."""
        (record,) = ExchangesShown.model_validate_json(await self("list --json")).exchanges
        self.story.trip.stillness.watch_workflow(exchange_workflow_id(self.story.slug, record.exchange))
        await self.story.trip.settle()
        return record.exchange

    def paper(self, name: str, content: bytes = PDF) -> Path:
        path = self.folder / name
        path.write_bytes(content + f"% {name}".encode())
        return path


@pytest.fixture
async def programme(client: Client, quick_tries: None) -> AsyncIterator[ExchangeStory]:
    async with programme_on(client) as story:
        yield story


@pytest.fixture
def type_(programme: ExchangeStory, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typing:
    return Typing(programme, tmp_path, capsys)


async def test_an_exchange_is_typed_the_whole_way_with_its_papers_and_its_payment(type_: Typing):
    assert "A-2" in await type_("catalogue --theme rivers --for A-1")
    assert "Proposed: exchange x-" in await type_(PROPOSAL)
    exchange = await type_.exchange()
    assert "waits until visitor and host accept" in await type_(f"validate {exchange} --author north-desk")
    points = type_.folder / "stay.yaml"
    points.write_text(POINTS)
    await type_(f"arrange {exchange} {points} --author A-2")
    assert "The visitor has not signed the agreement." in await type_(f"accept {exchange} --side host")
    for paper, parties in SIGNED_BY.items():
        for party in parties:
            signed = type_.paper(f"{paper}-{party}.pdf")
            await type_(f"sign {exchange} {signed} --paper {paper} --party {party}")
    await type_.story.trip.reach("2027-06-14 09:00")
    report, tickets = type_.paper("report.pdf"), type_.paper("tickets.pdf")
    await type_(f"report {exchange} {report} --evidence {tickets}")
    await type_(f"send-back {exchange} --reason 'The tickets cannot be read.' --author north-desk")
    await type_(f"report {exchange} {tickets} --evidence {report}")
    await type_(f"check {exchange} --days 5 --km 2900 --author north-desk")
    await type_(f"approve {exchange} --author director")
    assert "would hold 1 lump sum, 780.00 EUR" in await type_("pay --author director --dry-run")
    assert "Payment run 1: 1 lump sums, 780.00 EUR." in await type_("pay --author director")
    assert "1 visitor would be told" in await type_("confirm-payments 1 --author director --dry-run")
    await type_("confirm-payments 1 --author director")

    view = ExchangeView.model_validate_json(await type_(f"show {exchange} --json"))
    assert (view.state.step, view.state.rounds) == (ExchangeStep.PAID, 1)
    shown = await type_(f"show {exchange}")
    assert "Lisboa, Rua do Rio 5" in shown
    assert "commitment-to-quality" in shown
    reached = IndicatorShown.model_validate_json(await type_("indicator --json")).indicator
    assert [one.exchanges for one in reached] == [(exchange,), ()]
    fetched = await type_(f"payment-file 1 {type_.folder / 'payments'} --json")
    files = PaymentFileShown.model_validate_json(fetched).files
    assert [Path(name).name for name in files] == ["run-0001.csv", "run-0001.xml"]
    assert b"Runa Velander" in (type_.folder / "payments" / "run-0001.csv").read_bytes()
    papers = PapersShown.model_validate_json(await type_(f"papers {exchange} {type_.folder / 'made'} --json"))
    assert [Path(name).name for name in papers.files] == [
        f"commitment-to-quality-{exchange}.pdf",
        f"financial-agreement-{exchange}.pdf",
        "stay-programme-A-1-v1.pdf",
        "stay-programme-A-2-v1.pdf",
        "exchange-certificate-A-1.pdf",
    ]


async def test_papers_come_with_the_letters_that_need_them(programme: ExchangeStory):
    await programme.come_to(ExchangeStep.PAID)

    assert attached(programme, "A-1") == {
        "exchange-to-sign": ["commitment-to-quality", "financial-agreement"],
        "exchange-confirmed": ["stay-programme"],
        "exchange-paid": ["exchange-certificate"],
    }
    assert attached(programme, "A-2") == {
        "exchange-to-sign": ["commitment-to-quality"],
        "exchange-confirmed": ["stay-programme"],
    }
    assert attached(programme, "director") == {"exchange-to-sign": ["financial-agreement"]}


async def test_a_dry_run_names_who_would_be_told_and_leaves_everything(type_: Typing):
    would = await type_(f"{PROPOSAL} --dry-run")
    assert "north-desk: exchange-to-validate" in would
    assert (await type_.story.book()).exchanges == ()

    exchange = await type_.story.propose()
    assert "A-2: exchange-to-accept" in await type_(f"validate {exchange} --author north-desk --dry-run")
    refused = await type_(f"refuse {exchange} --reason 'Not our field.' --author north-desk --dry-run")
    assert "was refused by its partnership" in refused
    assert "Undone would be: acceptances-released." in refused
    assert "south-desk: exchange-ended" in refused
    with pytest.raises(Refused, match="is not validated yet"):
        await type_(f"accept {exchange} --side host --dry-run")
    with pytest.raises(Refused, match="Nothing is approved and unpaid"):
        await type_("pay --author director --dry-run")
    assert (await type_.story.state(exchange)).step is ExchangeStep.PROPOSED
    assert type_.story.letters_to("A-2") == ["exchange-proposed"]


async def test_the_list_can_be_narrowed_to_a_step_or_to_what_is_due(type_: Typing):
    first = await type_.story.propose()
    second = await type_.story.propose("A-3", "A-2")
    await type_.story.validate(first)
    await type_(f"withdraw {second} --by organiser --reason 'It was a mistake.'")

    async def listed(options: str) -> list[str]:
        read = ExchangesShown.model_validate_json(await type_(f"list {options} --json"))
        return [one.exchange for one in read.exchanges]

    assert await listed("") == [first, second]
    assert await listed("--step withdrawn") == [second]
    assert await listed("--due 2027-02-15") == [first]
    assert await listed("--due 2027-02-14") == []
    assert "2 exchanges, 0 late." in await type_("list")
    hosts = HostsShown.model_validate_json(await type_("catalogue --for A-1 --json")).hosts
    assert [(one.host.participant, one.host.receives) for one in hosts] == [
        ("A-4", 0),
        ("A-3", 0),
        ("A-2", 1),
    ]


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("propose A-1 A-2 --from 2027-06-07 --to soon --zone CET --km 9", "'soon' is no date"),
        ("propose A-1 A-2 --from 2027-06-07 --to 2027-06-01 --zone CET --km 9", "before it starts"),
        ("propose A-1 A-2 --from 2027-06-07 --to 2027-06-11 --zone Lisboa --km 9", "This is no stay: zone"),
        (f"propose A-1 A-9 {STAY}", "A-9 has not registered"),
        (f"propose A-1 A-2 {STAY} --theme rivets", "There is no theme 'rivets'"),
        ("sign x-none {text} --paper commitment --party visitor", "none of the kinds"),
        ("account {account}", "check digits of the IBAN"),
        ("confirm-payments 3 --author director --dry-run", "no payment run 3"),
    ],
)
async def test_what_is_typed_wrongly_is_refused_in_words(type_: Typing, line: str, refusal: str):
    text, account = type_.folder / "notes.txt", type_.folder / "account.yaml"
    text.write_text("Nobody signed.")
    account.write_text("holder: Runa Velander\niban: SE46 5000 0000 0583 9825 7466\n")

    with pytest.raises(Refused, match=refusal):
        await type_(line.format(text=text, account=account))


async def test_what_is_not_there_is_said_so(type_: Typing):
    account = type_.folder / "account.yaml"
    account.write_text("holder: Runa Velander\niban: SE45 5000 0000 0583 9825 7466\n")

    assert "would be that of A-1" in await type_(f"account {account} --of A-1 --dry-run")
    assert "The account of A-1 is in the vault" in await type_(f"account {account} --of A-1")
    for line in ("show x-none", "catalogue --for A-9", f"account {account} --of A-2", "payment-file 3 files"):
        with pytest.raises(NotFound):
            await type_(line)


def attached(story: ExchangeStory, somebody: str) -> dict[str, list[str]]:
    """Kinds of papers by the letter they came with, of the mails somebody received."""
    found: dict[str, list[str]] = {}
    for mail in story.trip.mails_to(somebody):
        names = [part.get_filename() or "" for part in mail.parsed.iter_attachments()]
        papers = [re.split(r"-(?:x|A)-", name)[0] for name in names if name.endswith(".pdf")]
        if papers:
            found[str(mail.parsed[PURPOSE_HEADER])] = papers
    return found
