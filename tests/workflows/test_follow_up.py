"""After the trip: thanks, certificates, outcomes and the report, and nothing kept longer than needed."""

from temporalio.client import WorkflowExecutionStatus

from activities.keys import papers_prefix
from delegation.document import DocumentKind
from delegation.file import Phase
from tests.workflows.trip import THE_END, Trip

TWO = ("A-1", "A-2")


async def test_outcomes_are_asked_on_the_next_working_day_when_day_30_is_a_sunday(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.reach("2027-06-14 08:59")  # Monday; day 30 was the 13th
    before = trip.letters_to("A-1")
    await trip.reach("2027-06-14 09:00")

    assert "outcomes-wanted" not in before
    assert trip.letters_to("A-1")[-1] == "outcomes-wanted"


async def test_passport_data_is_erased_on_its_date(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.hand_in_papers("A-1")
    kept = papers_prefix(trip.file.slug, "A-1")
    await trip.reach("2027-06-01 08:59")
    before = list(trip.store.keys(kept))
    await trip.reach("2027-06-01 09:00")

    assert len(before) == 4
    assert list(trip.store.keys(kept)) == []


async def test_a_delegation_ends_with_thanks_certificates_and_a_report_of_what_came_of_it(trip: Trip):
    await trip.reach_itinerary(*TWO, delegates=TWO)
    await trip.reach("2027-06-14 10:00")
    await trip.report("A-1", "Harbour Laboratory")
    await trip.reach(THE_END)

    status, ledger = await trip.status(), await trip.ledger()
    assert status.phase is Phase.CLOSED
    assert trip.letters_to("harbour-desk") == ["host-agenda", "host-agenda", "host-thanks"]  # twice: final
    assert trip.letters_to("A-1")[-3:] == ["certificate", "survey", "outcomes-wanted"]
    assert [one.outcome.partner for one in ledger.outcomes] == ["Harbour Laboratory"]
    assert ledger.documents[-1].kind is DocumentKind.FUNDER_REPORT
    for workflow_id in trip.workflow_ids()[:4]:
        seen = await trip.legation.client.get_workflow_handle(workflow_id).describe()
        assert seen.status is WorkflowExecutionStatus.COMPLETED, workflow_id
