"""What an arrangement keeps of its agreements: the last record of each, its tasks, and its reports."""

from collections.abc import Iterable

from pydantic import AwareDatetime

from delegation.agreement import PATH, AgreementRecord, Stage
from delegation.agreement_figures import agreements_by_state
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.zoned import stamp


class YearlyReport(Fact):
    """A report that was made, with its documents."""

    since: AwareDatetime
    until: AwareDatetime
    documents: tuple[DocumentRef, ...] = ()


class YearlyReports(Fact):
    """All that were made, oldest first."""

    reports: tuple[YearlyReport, ...] = ()


def with_record(
    known: Iterable[AgreementRecord], record: AgreementRecord
) -> tuple[AgreementRecord, ...] | None:
    """All records by id, with this one; None if a newer one of it is known."""
    by_id = {one.id: one for one in known}
    before = by_id.get(record.id)
    if before is not None and before.number > record.number:
        return None
    by_id[record.id] = record
    return tuple(one for _, one in sorted(by_id.items()))


def overdue_task_id(agreement: str) -> str:
    return f"agreement-overdue-{agreement}"


def unreached_task_id(agreement: str) -> str:
    return f"agreement-unreached-{agreement}"


def overdue_task(record: AgreementRecord, slug: str, zone: str) -> str:
    planned = record.next
    what = f"{planned.what!r} was due on {stamp(planned.at, zone)}" if planned else "a date passed"
    return (
        f"Agreement {record.id}, {record.title}: {what}; ask {record.owner}, "
        f"then plan anew: agreements next {slug} {record.id}."
    )


def unreached_task(record: AgreementRecord, slug: str) -> str:
    return (
        f"Agreement {record.id}: mail does not reach its owner, {record.owner}; "
        f"hand it to somebody else: agreements hand-over {slug} {record.id}."
    )


def agreements_line(records: Iterable[AgreementRecord]) -> str:
    """For the card: `4 first-contact, 2 negotiation, 1 evidenced`; empty where there are none."""
    counted = agreements_by_state(records)
    order = (*PATH, Stage.PAUSED, Stage.ENDED)
    return ", ".join(f"{counted[stage]} {stage}" for stage in order if counted[stage])
