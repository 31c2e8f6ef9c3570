"""The yearly report on agreements: set on paper, as a workbook, and as the figures themselves."""

import hashlib
from typing import TYPE_CHECKING

from pydantic import AwareDatetime
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.lifesign import lifesign
from activities.ports import CannotBeSet, DocumentStore
from activities.refreshing import stored
from delegation.agreement import AgreementRecord
from delegation.agreement_figures import YearlyFigures, figures_of
from delegation.document import PDF, XLSX, DocumentKind, DocumentRef, DocumentSet
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import Slug
from delegation.zoned import zone_named

if TYPE_CHECKING:  # needed by who makes the report, not by workflows that order it
    from activities.ports import SpreadsheetWriter, Typesetter
    from activities.register import Register

JSON = "json"
"""The figures with their evidence, for `agreements trace`."""
MEDIA_TYPES = {
    PDF: "application/pdf",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    JSON: "application/json",
}


class YearlyReportOrder(Fact):
    """A report to make on the agreements as they stand."""

    delegation: Slug
    since: AwareDatetime
    until: AwareDatetime
    """The period: what was recorded before `until`."""
    made_at: AwareDatetime
    records: tuple[AgreementRecord, ...] = ()


class YearlyReportActivities:
    """Makes yearly reports and keeps them in the vault."""

    def __init__(
        self,
        store: DocumentStore,
        register: "Register",
        *,
        typesetter: "Typesetter",
        spreadsheets: "SpreadsheetWriter",
    ) -> None:
        self._store = store
        self._register = register
        self._typesetter = typesetter
        self._spreadsheets = spreadsheets

    @activity.defn(name="make_yearly_report")
    def make_yearly_report(self, order: YearlyReportOrder) -> DocumentSet:
        """Make the report in its three forms. A second or two.

        Safe to retry: the keys are derived from the order, and each is created once.

        Raises:
            ApplicationError: type "DocumentCannotBeMade", not retried: the template does not fit.
            OSError: the store is away; Temporal retries.
        """
        file = self._register.delegation_file(order.delegation)
        figures = figures_in(order, file)
        with lifesign():
            try:
                contents = self._made(order, file, figures)
            except CannotBeSet as reason:
                raise ApplicationError(
                    str(reason), type="DocumentCannotBeMade", non_retryable=True
                ) from reason
        return DocumentSet(documents=tuple(self._kept(order, file, one, contents[one]) for one in contents))

    def _made(
        self, order: YearlyReportOrder, file: DelegationFile, figures: YearlyFigures
    ) -> dict[str, bytes]:
        from delegation.languages.tongue import file_in
        from delegation.papers.spoken import paper_in, paper_tongue
        from delegation.papers.yearly_report import yearly_report_book, yearly_report_paper

        at = order.made_at
        tongue = paper_tongue(file.organiser.language, file)
        told = file_in(tongue, file)
        paper = paper_in(tongue, yearly_report_paper(told, figures, order.records, at))
        book = paper_in(tongue, yearly_report_book(told, figures, order.records))
        return {
            PDF: self._typesetter.pdf("yearly-report", paper, made_at=at).content,
            XLSX: self._spreadsheets.xlsx(book, made_at=at),
            JSON: figures.model_dump_json(indent=2).encode(),
        }

    def _kept(self, order: YearlyReportOrder, file: DelegationFile, form: str, content: bytes) -> DocumentRef:
        ref = stored(self._store, report_key(order, file, form), content, MEDIA_TYPES[form])
        about = {
            "kind": DocumentKind.YEARLY_REPORT,
            "made_at": order.made_at,
            "about": _day(order, file),
        }
        return ref.model_copy(update=about)


def figures_in(order: YearlyReportOrder, file: DelegationFile) -> YearlyFigures:
    """What the report says; the same for the same order and themes."""
    themes = {one.id: one.title for one in file.themes}
    return figures_of(order.records, order.since, order.until, themes)


def report_key(order: YearlyReportOrder, file: DelegationFile, form: str) -> str:
    """The same for the same order, however often it is tried."""
    digest = hashlib.sha256(order.model_dump_json().encode()).hexdigest()[:12]
    name = f"{_day(order, file)}-{digest}.{form}"
    return f"delegations/{order.delegation}/documents/{DocumentKind.YEARLY_REPORT.value}/{name}"


def _day(order: YearlyReportOrder, file: DelegationFile) -> str:
    """The day the period ends on, as 2016-12-15: what tells one report from another."""
    return order.until.astimezone(zone_named(file.organiser.zone)).date().isoformat()
