"""Cooperation: each agreement is a journey of its own; the arrangement hears of their steps, and reports."""

from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.yearly_reports import YearlyReportActivities, YearlyReportOrder
    from delegation.agreement_book import YearlyReport
    from delegation.agreement_figures import figures_of
    from delegation.agreement_letters import report_letter
    from delegation.decision_letters import home_of
    from delegation.ids import agreement_workflow_id
    from delegation.news import DelegationClosed
    from workflows._options import RENDER

from workflows._desk import Desk


async def hold_cooperation(desk: Desk) -> None:
    """Until the arrangement ends, with a report on each of its dates.

    Returns earlier where its history has grown long, to be held again.
    """
    rules = desk.file.cooperation_rules
    for due in rules.reports_at[len(desk.state.yearly_reports) :]:
        await desk.until(due, lambda: desk.is_long, summary="Yearly report")
        if desk.state.cancelled or desk.clock.now() < due:
            return
        async with desk.turn:
            await make_yearly_report(desk, due)
    await desk.until(rules.ends_at, lambda: desk.is_long, summary="Arrangement ends")


async def make_yearly_report(desk: Desk, until: datetime) -> None:
    """On the time since the report before, or since the call opened; sent to who gets it."""
    before = desk.state.yearly_reports
    order = YearlyReportOrder(
        delegation=desk.slug,
        since=before[-1].until if before else desk.file.call.opens_at,
        until=until,
        made_at=desk.clock.now(),
        records=desk.state.agreements,
    )
    made = await workflow.execute_activity_method(
        YearlyReportActivities.make_yearly_report, order, summary="Yearly report", **RENDER
    )
    desk.keep_documents(made.documents)
    report = YearlyReport(since=order.since, until=until, documents=made.documents)
    desk.set(yearly_reports=(*before, report))
    await _send(desk, order, report)


async def _send(desk: Desk, order: YearlyReportOrder, report: YearlyReport) -> None:
    """The document and the workbook, to the person the file names."""
    recipient = desk.file.cooperation_rules.reported_to
    if recipient is None:
        return
    figures = figures_of(order.records, order.since, order.until, {})
    named = {"evidenced": "agreements", "claimed": "claimed", "first_contacts": "first-contacts"}
    letter = report_letter(
        recipient,
        len(desk.state.yearly_reports),
        order.since,
        order.until,
        {name: figures.told(figure) for name, figure in named.items()},
        (desk.file.cooperation_rules.zone, home_of(desk.file)),
    )
    attached = tuple(one for one in report.documents if not one.key.endswith(".json"))
    await desk.write([letter.model_copy(update={"attachments": attached})], "Yearly report")


async def close_agreements(desk: Desk, news: DelegationClosed) -> None:
    """The last news to every agreement, one after the other; one that has ended need not know."""
    for record in desk.state.agreements:
        handle = workflow.get_external_workflow_handle(agreement_workflow_id(desk.slug, record.id))
        try:
            await handle.signal("delegation_closed", news)
        except ApplicationError:
            workflow.logger.warning("An agreement had ended before")
