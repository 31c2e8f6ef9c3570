"""Agreements from the command line, on real workflows."""

import shlex
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from delegation.agreement import Stage
from delegation.agreement_deeds import AgreementView
from portal.agreement_shown import AgreementsShown, FigureTraced, ReportShown
from portal.command_line import build
from portal.errors import NotFound, Refused
from portal.rehearsals.agreements_part import one_page
from tests.workflows.arrangement import Arrangement, arrangement_on

PARTIES = '--party "Harbour Lab (CA)" "Delta Works (NL)" --theme sensors --owner ann --author ann'


class Typing:
    """Types commands as `./legation agreements` would get them; what they print is read with capsys."""

    def __init__(self, pact: Arrangement, capsys: pytest.CaptureFixture[str]) -> None:
        self._pact = pact
        self._capsys = capsys

    async def __call__(self, line: str) -> str:
        self._capsys.readouterr()
        verb, _, rest = line.partition(" ")
        tokens = shlex.split(f"agreements {verb} {self._pact.file.slug} {rest}")
        command, bound, left_open = build().parse_args(tokens)
        await command(*bound.args, **bound.kwargs, **dict.fromkeys(left_open, self._connect))
        await self._pact.stillness.reached()
        return self._capsys.readouterr().out

    async def _connect(self):
        return self._pact.legation


@pytest.fixture
async def pact(client: Client, quick_tries: None) -> AsyncIterator[Arrangement]:
    async with arrangement_on(client) as opened:
        await opened.reach("2027-01-11 09:00")
        yield opened


@pytest.fixture
def type_(pact: Arrangement, capsys: pytest.CaptureFixture[str]) -> Typing:
    return Typing(pact, capsys)


async def test_an_agreement_is_followed_to_its_evidence_and_the_figure_traces_back(
    pact: Arrangement, type_: Typing, tmp_path: Path
):
    (tmp_path / "signed.pdf").write_bytes(one_page("Memorandum"))
    (tmp_path / "notes.txt").write_text("Anna says that both boards agree.")
    opened = await type_(f"open delta {PARTIES} --met-in 'usa-2017: outcome of day 90' --value '1200.50 CAD'")
    await type_("next delta --by '2027-03-01 12:00' --what 'Send the draft' --author ann")
    await type_(f"note delta 'Both boards agree.' --full {tmp_path / 'notes.txt'} --author ann")
    await type_("move delta --to negotiation --author ann")
    signatories = "--signatory 'Harbour Lab: Director' 'Delta Works: President'"
    await type_(f"move delta --to signature --signed-on 2027-01-11 {signatories} --author ann")
    await type_(f"evidence delta --add {tmp_path / 'signed.pdf'} --what 'signed memorandum' --author ann")
    moved = await type_("move delta --to evidenced --author ann")

    assert "Harbour Lab – Delta Works" in opened
    assert "delta is at evidenced" in moved
    view = AgreementView.model_validate_json(await type_("show delta --json"))
    assert view.state is not None
    assert (view.state.stage, view.state.value_cents, view.state.currency) == (
        Stage.EVIDENCED,
        120_050,
        "CAD",
    )
    note = next(one.note for one in view.state.steps if one.note)
    assert pact.legation.store.read(note.key) == b"Anna says that both boards agree."
    shown = await type_("show delta")
    assert "outcome of day 90" in shown
    assert "1200.50 CAD" in shown
    traced = FigureTraced.model_validate_json(await type_("trace agreements --json"))
    assert traced.figure.value == 1
    assert list(traced.vault.values()) == ["as recorded"]
    assert "as recorded" in await type_("trace countries-ca-nl")


async def test_a_dry_run_says_what_would_be_and_leaves_everything(pact: Arrangement, type_: Typing):
    assert "would be opened" in await type_(f"open delta {PARTIES} --dry-run")
    assert await pact.legation.agreements(pact.file.slug) == ()

    await type_(f"open delta {PARTIES}")
    assert "would be at negotiation" in await type_("move delta --to negotiation --author ann --dry-run")
    assert "bernd would look after it" in await type_("hand-over delta --to bernd --author ann --dry-run")
    with pytest.raises(Refused, match="skips negotiation"):
        await type_("move delta --to signature --author ann --dry-run")
    with pytest.raises(Refused, match="was opened before"):
        await type_(f"open delta {PARTIES} --dry-run")
    state = await pact.state("delta")
    assert (state.stage, state.owner, len(state.steps)) == (Stage.FIRST_CONTACT, "ann", 1)


async def test_the_list_is_by_date_and_can_be_narrowed(pact: Arrangement, type_: Typing):
    await type_(f"open delta {PARTIES} --by '2027-04-01 12:00' --what 'Send the draft'")
    await type_(f"open marsh {PARTIES} --by '2027-03-01 12:00' --what 'Call them'")
    await type_(f"open creek {PARTIES}")
    await type_("hand-over creek --to bernd --author ann")
    await type_("pause creek --reason 'No funds.' --author bernd")

    async def listed(options: str) -> list[str]:
        read = AgreementsShown.model_validate_json(await type_(f"list {options} --json"))
        return [one.id for one in read.agreements]

    assert await listed("") == ["marsh", "delta", "creek"]
    assert await listed("--stage paused") == ["creek"]
    assert await listed("--owner bernd") == ["creek"]
    assert await listed("--due 2027-03-01") == ["marsh"]
    assert "3 agreements, 0 overdue." in await type_("list")
    await type_("resume creek --author bernd")
    await type_("end creek --reason 'They merged.' --author bernd")
    assert await listed("--stage ended") == ["creek"]


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("open Delta! --party A B --owner ann --author ann", "cannot name an agreement"),
        ("open delta --party A --owner ann --author ann", "between two organisations or more"),
        ("open delta --party A B --owner anne --author ann", "none of the people"),
        ("open delta --party A B --owner ann --author ann --value lots", "is no amount"),
        ("open delta --party A B --owner ann --author ann --met-in 'USA 2017'", "is no delegation"),
        ("open delta --party A B --owner ann --author ann --by '2027-03-01 12:00'", "Say both"),
        ("evidence delta --author ann", "Give one of"),
        ("evidence delta --link nowhere --what 'a notice' --author ann", "is no address"),
    ],
)
async def test_what_is_typed_wrongly_is_refused_in_words(type_: Typing, line: str, refusal: str):
    if line.startswith("evidence"):
        await type_(f"open delta {PARTIES}")

    with pytest.raises(Refused, match=refusal):
        await type_(line)


async def test_a_report_is_fetched_and_its_figures_stay_as_they_were(
    pact: Arrangement, type_: Typing, tmp_path: Path
):
    await type_(f"open delta {PARTIES}")
    with pytest.raises(NotFound, match="none was made so far"):
        await type_(f"report {tmp_path / 'early'}")
    await pact.prove("delta", "2027-05-05 10:00")
    await pact.reach("2027-12-15 10:00")
    await type_("evidence delta --withdraw e1 --reason 'A draft only.' --author ann")

    said = ReportShown.model_validate_json(await type_(f"report {tmp_path / 'report'} --year 2027 --json"))
    then = FigureTraced.model_validate_json(await type_("trace agreements --year 2027 --json"))
    now = FigureTraced.model_validate_json(await type_("trace agreements --json"))

    assert len(said.files) == 3
    assert (then.figure.value, now.figure.value) == (1, 0)
    with pytest.raises(NotFound, match="There is no yearly report 2031; those made are 2027-12-15"):
        await type_("trace agreements --year 2031")
    with pytest.raises(NotFound, match="There is no figure 'agreement'"):
        await type_("trace agreement")
