"""Agreements over years: reminders, overdue dates, hand-overs, evidence, and the yearly report."""

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import Client

from delegation.agreement import Evidence, Stage, record_of
from delegation.agreement_deeds import (
    AddEvidence,
    EndAgreement,
    HandOver,
    MoveAgreement,
    NoteOnAgreement,
    PauseAgreement,
    PlanNext,
    ResumeAgreement,
    WithdrawEvidence,
)
from delegation.agreement_figures import YearlyFigures, figures_of
from delegation.form import MediaType
from delegation.ids import agreement_workflow_id, delegation_workflow_id
from portal.errors import Refused
from portal.rehearsals.agreements_part import one_page
from tests.workflows.arrangement import Arrangement, arrangement_on, planned

OPENED = "2027-02-01 10:00"


@pytest.fixture
async def pact(client: Client, quick_tries: None) -> AsyncIterator[Arrangement]:
    async with arrangement_on(client) as opened:
        yield opened


@pytest.fixture
async def pact_of_short_histories(
    client_of_short_histories: Client, quick_tries: None
) -> AsyncIterator[Arrangement]:
    async with arrangement_on(client_of_short_histories) as opened:
        yield opened


async def test_the_owner_is_reminded_before_the_date_and_its_passing_is_a_task(pact: Arrangement):
    await pact.open("delta", OPENED, next=planned(pact, "2027-03-01 12:00"))

    await pact.reach("2027-02-22 11:59")
    assert pact.letters_to("ann") == []
    await pact.reach("2027-02-22 12:00")
    assert [name for name, _ in pact.letters_to("ann")] == ["agreement-reminder"]
    await pact.reach("2027-03-01 11:59")
    assert [name for name, _ in pact.letters_to("ann")] == ["agreement-reminder"] * 2
    assert await pact.tasks() == {}

    await pact.reach("2027-03-01 12:00")
    assert [name for name, _ in pact.letters_to("ann")][2:] == ["agreement-overdue"]
    ((task, text),) = (await pact.tasks()).items()
    assert task == "agreement-overdue-delta"
    assert "Harbour Lab – Delta Works: 'Send the draft' was due on Mon 1 March 2027, 12:00" in text

    await pact.do("delta", "2027-03-02 09:00", PlanNext(author="ann", next=planned(pact, "2027-03-20 12:00")))
    assert await pact.tasks() == {}


async def test_without_news_for_long_the_owner_is_asked_again_and_again(pact: Arrangement):
    await pact.open("delta", OPENED)

    await pact.reach("2027-04-02 12:00")
    assert [name for name, _ in pact.letters_to("ann")] == ["agreement-quiet"]
    await pact.do("delta", "2027-05-01 10:00", NoteOnAgreement(author="ann", text="They call in June."))
    await pact.reach("2027-06-29 10:00")
    assert [name for name, _ in pact.letters_to("ann")] == ["agreement-quiet"]
    await pact.reach("2027-09-01 10:00")
    assert [name for name, _ in pact.letters_to("ann")] == ["agreement-quiet"] * 3


async def test_who_takes_over_is_told_in_their_language_and_reminded_from_then_on(pact: Arrangement):
    await pact.open("delta", OPENED, next=planned(pact, "2027-03-01 12:00"))
    await pact.do("delta", "2027-02-10 10:00", HandOver(author="ann", to="bernd", reason="Ann moves."))

    await pact.reach("2027-02-22 12:00")

    assert pact.letters_to("ann") == []
    assert pact.letters_to("bernd") == [
        ("agreement-handed-over", "Sie betreuen jetzt: Harbour Lab – Delta Works"),
        ("agreement-reminder", "Fällig am Mo. 1. März 2027: Harbour Lab – Delta Works"),
    ]


async def test_an_owner_whom_mail_does_not_reach_is_a_task_until_it_is_handed_over(pact: Arrangement):
    pact.post.refuses = frozenset({"ann@water.example"})
    await pact.open("delta", OPENED, next=planned(pact, "2027-03-01 12:00"))

    await pact.reach("2027-02-22 12:00")
    assert list(await pact.tasks()) == ["agreement-unreached-delta"]
    await pact.do("delta", "2027-02-23 10:00", HandOver(author="director", to="bernd"))
    assert await pact.tasks() == {}


async def test_an_agreement_counts_while_there_is_evidence_and_no_longer(pact: Arrangement):
    await pact.open("delta", OPENED)
    with pytest.raises(Refused, match="needs the day it was signed on"):
        await pact.do(
            "delta", "2027-05-04 10:00", MoveAgreement(author="ann", to=Stage.SIGNATURE, reason="x")
        )
    with pytest.raises(Refused, match="Nothing proves it yet"):
        await pact.do(
            "delta", "2027-05-04 10:00", MoveAgreement(author="ann", to=Stage.EVIDENCED, reason="x")
        )

    assert (await pact.prove("delta", "2027-05-05 10:00")).stage is Stage.EVIDENCED
    with pytest.raises(Refused, match="Say why it proves nothing"):
        await pact.do("delta", "2027-06-01 10:00", WithdrawEvidence(author="ann", evidence="e1"))
    back = await pact.do(
        "delta", "2027-06-01 10:00", WithdrawEvidence(author="ann", evidence="e1", reason="A draft only.")
    )

    assert (back.stage, back.evidenced_at, len(back.evidence)) == (Stage.SIGNATURE, None, 1)
    status = await pact.legation.status(pact.file.slug)
    assert (status.counts.agreements["signature"], status.counts.agreements["evidenced"]) == (1, 0)


async def test_what_is_paused_rests_until_its_date_and_goes_on_where_it_was(pact: Arrangement):
    await pact.open("delta", OPENED)
    await pact.do("delta", "2027-02-02 10:00", MoveAgreement(author="ann", to=Stage.NEGOTIATION))
    pause = PauseAgreement(author="ann", reason="No funds.", until=pact.at("2027-10-01 09:00"))
    await pact.do("delta", "2027-02-03 10:00", pause)

    await pact.reach("2027-09-24 08:59")
    assert pact.letters_to("ann") == []
    await pact.reach("2027-10-01 09:00")
    assert [name for name, _ in pact.letters_to("ann")] == ["agreement-reminder"] * 2 + ["agreement-overdue"]
    resumed = await pact.do("delta", "2027-10-02 09:00", ResumeAgreement(author="ann"))
    ended = await pact.do("delta", "2027-10-03 09:00", EndAgreement(author="ann", reason="They merged."))

    assert (resumed.stage, ended.stage) == (Stage.NEGOTIATION, Stage.ENDED)
    await pact.reach("2028-06-01 09:00")
    assert [name for name, _ in pact.letters_to("ann")][3:] == []


async def test_an_agreement_is_opened_once_and_by_people_and_themes_of_the_file(pact: Arrangement):
    await pact.open("delta", OPENED)

    with pytest.raises(Refused, match="'delta' was opened before"):
        await pact.open("delta", OPENED)
    with pytest.raises(Refused, match="'anne' is none of the people"):
        await pact.open("other", OPENED, owner="anne")
    with pytest.raises(Refused, match="'sensor' is no theme"):
        await pact.open("other", OPENED, themes=("sensor",))


async def three_agreements(pact: Arrangement) -> None:
    """One evidenced by a document, one claimed, one under way."""
    await pact.open("delta", OPENED, value_cents=1_250_000)
    content = one_page("Memorandum")
    slug = pact.file.slug
    document = await pact.legation.keep_evidence(slug, "delta", content, MediaType.PDF)
    paper = Evidence(id="paper", what="signed memorandum", document=document)
    await pact.do("delta", "2027-05-04 10:00", AddEvidence(author="ann", evidence=paper))
    await pact.prove("delta", "2027-05-05 10:00")
    await pact.open("marsh", "2027-06-01 10:00", themes=("sensors", "wetlands"))
    await pact.open("creek", "2027-12-20 10:00", owner="bernd", themes=("wetlands",))


async def test_the_figures_of_a_yearly_report_are_those_the_agreements_themselves_tell(pact: Arrangement):
    await three_agreements(pact)
    await pact.reach("2028-12-15 10:00")
    slug = pact.file.slug

    first, second = await pact.legation.yearly_reports(slug)
    opens, (until, then) = pact.file.call.opens_at, pact.file.cooperation_rules.reports_at
    themes = {one.id: one.title for one in pact.file.themes}
    views = [await pact.legation.agreement(slug, one) for one in ("delta", "marsh", "creek")]
    recounted = figures_of([record_of(one.state) for one in views if one.state], until, then, themes)

    assert (first.since, first.until, second.since, second.until) == (opens, until, until, then)
    written = [one for one in second.documents if one.key.endswith(".json")]
    kept = YearlyFigures.model_validate_json(pact.legation.store.read(written[0].key))
    assert kept == recounted
    assert {one.id: one.value for one in kept.figures if one.group == "to date"} == {
        "agreements": 1, "claimed": 0, "contacts": 3, "median-days": 91,
    }  # fmt: skip
    found = kept.figure("agreements")
    assert found is not None
    ((basis,), vault) = (found.basis, await pact.legation.evidence_as_kept(found))
    paper, link = basis.evidence
    assert paper.sha256 == hashlib.sha256(one_page("Memorandum")).hexdigest()
    assert (vault, link.link) == ({paper.key: "as recorded"}, "https://water.example/delta")


async def test_the_report_goes_to_whom_the_file_names_with_document_and_workbook(pact: Arrangement):
    await pact.open("delta", OPENED)
    await pact.prove("delta", "2027-05-05 10:00")

    await pact.reach("2027-12-15 10:00")

    assert pact.letters_to("director") == [("agreement-report", "Yearly report: Pact on Clean Water")]
    mail = pact.post.to("director@water.example")[0]
    names = [part.get_filename() for part in mail.parsed.walk() if part.get_filename()]
    assert names == ["yearly-report-2027-12-15.pdf", "yearly-report-2027-12-15.xlsx"]
    assert "to date: 1" in mail.part("text/plain").decode()


async def test_years_of_steps_outlast_many_histories(pact_of_short_histories: Arrangement):
    pact = pact_of_short_histories
    slug = pact.file.slug
    await pact.open("delta", OPENED)
    days = [pact.at("2027-02-02 10:00") + timedelta(days=20 * n) for n in range(12)]
    for day in days:
        local = day.astimezone(pact.at(OPENED).tzinfo).strftime("%Y-%m-%d %H:%M")
        await pact.do("delta", local, NoteOnAgreement(author="ann", text="They go on talking."))
    await pact.prove("delta", "2027-10-01 10:00")
    await pact.reach("2028-12-15 10:00")

    client = pact.legation.client
    for workflow_id in (agreement_workflow_id(slug, "delta"), delegation_workflow_id(slug)):
        runs = [one async for one in client.list_workflows(f"WorkflowId = '{workflow_id}'")]
        assert len(runs) > 1, workflow_id
    state = await pact.state("delta")
    assert (state.stage, len(state.steps)) == (Stage.EVIDENCED, 16)
    assert [one.stage for one in await pact.legation.agreements(slug)] == [Stage.EVIDENCED]
    assert len(await pact.legation.yearly_reports(slug)) == 2


async def test_with_the_arrangement_its_agreements_end_as_they_are(pact: Arrangement):
    await pact.open("delta", OPENED)
    await pact.reach("2029-01-31 18:00")

    handle = pact.legation.client.get_workflow_handle(agreement_workflow_id(pact.file.slug, "delta"))
    end = await handle.result()

    assert json.loads(json.dumps(end)) == {"stage": "first-contact"}
    with pytest.raises(Exception, match="no running agreement"):
        await pact.do("delta", "2029-02-01 10:00", NoteOnAgreement(author="ann", text="Too late."))
