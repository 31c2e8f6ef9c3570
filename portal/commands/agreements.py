"""Agreements between organisations: how far they have come, what is due, and what proves them."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from delegation.agreement_stages import Stage
from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, Directory, DryRun, Json

if TYPE_CHECKING:
    from delegation.agreement_figures import YearlyFigures
    from portal.client import Legation

app = App(name="agreements", help="Agreements: from first contact to signature and evidence.")
app.command("portal.commands.agreements_opening:open_agreement", name="open")
app["open"]  # found now, so that the list of commands shows what it does
for _name in ("move", "note", "next", "hand-over", "evidence", "pause", "resume", "end"):
    app.command(f"portal.commands.agreements_doing:{_name.replace('-', '_')}_agreement", name=_name)
    app[_name]

AgreementId = Annotated[
    str, Parameter(name="AGREEMENT", help="The id of the agreement, as in nanorhone-mit.")
]


@app.command(name="list")
async def list_agreements(
    slug: Delegation,
    /,
    *,
    stage: Annotated[Stage | None, Parameter(help="Only those at this stage.")] = None,
    owner: Annotated[str, Parameter(help="Only those this person looks after.")] = "",
    due: Annotated[str, Parameter(help="Only those whose next date comes by then: 2016-05-17.")] = "",
    json: Json = False,
    connect: Connect,
) -> None:
    """List agreements by their next date.

    Example: `./legation agreements list cooperation-arrangement --stage negotiation`
    """
    from datetime import datetime

    from portal import agreement_shown as shown
    from portal import show
    from portal.agreement_typed import day

    legation = await connect()
    file = await legation.file(slug)
    by = file.at(datetime.combine(day(due), datetime.max.time()).replace(microsecond=0)) if due else None
    found = shown.chosen(await legation.agreements(slug), stage, owner, by)
    if json:
        show.json_object(shown.AgreementsShown(agreements=tuple(found)))
        return
    show.rows(shown.LIST_COLUMNS, [shown.list_row(one, file.organiser.zone) for one in found])
    show.say(f"{show.amount(len(found), 'agreement')}, {sum(one.is_overdue for one in found)} overdue.")


@app.command(name="show")
async def show_agreement(
    slug: Delegation, agreement: AgreementId, /, *, json: Json = False, connect: Connect
) -> None:
    """Show one agreement with its evidence and its history.

    Example: `./legation agreements show cooperation-arrangement nanorhone-mit`
    """
    from portal import agreement_shown as shown
    from portal import show
    from portal.errors import NotFound

    legation = await connect()
    view = await legation.agreement(slug, agreement)
    if json:
        show.json_object(view)
        return
    if view.state is None:
        raise NotFound(f"The agreement {agreement!r} of {slug} was not opened yet.")
    zone = (await legation.file(slug)).organiser.zone
    show.headline(view.state.title)
    show.pairs(shown.state_pairs(view.state, zone))
    if view.state.evidence:
        columns = ("evidence", "what", "where", "received", "")
        show.rows(columns, shown.evidence_rows(view.state.evidence, zone))
    show.rows(shown.STEP_COLUMNS, shown.step_rows(view.state, zone))


@app.command
async def adopt(
    slug: Delegation,
    other: Annotated[str, Parameter(name="OTHER", help="The delegation its outcomes come from: usa-2017.")],
    /,
    *,
    owner: Annotated[str, Parameter(help="Who looks after them, by id of the file's people.")],
    author: Author,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Take cooperation and agreements that delegates of another delegation reported over as first contacts.

    Each pair of organisations is taken over once, however often this is run.

    Example: `./legation agreements adopt eu-us usa-2017 --owner jo --author jo`
    """
    from delegation.agreement_adopting import Adopting
    from portal.show import amount, rows, say

    legation = await connect()
    found = await legation.proposed_agreements(slug, Adopting(other, author, owner))
    await legation.demand_known(await legation.file(slug), owner=owner)
    parties = [(one.id, " – ".join(party.organisation for party in one.parties)) for one in found.proposed]
    rows(("id", "parties"), parties)
    if not dry_run:
        for opening in found.proposed:
            await legation.open_agreement(slug, opening)
    done = "would be opened" if dry_run else "opened"
    say(f"{amount(len(found.proposed), 'agreement')} {done}; {len(found.known)} taken over before.")


@app.command
async def report(
    slug: Delegation,
    directory: Directory,
    /,
    *,
    year: Annotated[str, Parameter(help="The year or day its period ends: 2016. None: the last one.")] = "",
    json: Json = False,
    connect: Connect,
) -> None:
    """Fetch a yearly report into a directory: a PDF, a workbook, and its figures as JSON.

    Example: `./legation agreements report cooperation-arrangement report --year 2016`
    """
    from portal import show
    from portal.agreement_calls import report_named
    from portal.agreement_shown import ReportShown
    from portal.document_files import write_documents
    from portal.files_shown import show_files

    legation = await connect()
    found = report_named(await legation.yearly_reports(slug), year)
    written = await asyncio.to_thread(write_documents, legation.store, found.documents, directory)
    if json:
        names = tuple(str(path) for path in sorted(directory.iterdir()))
        show.json_object(ReportShown(since=found.since, until=found.until, files=names))
        return
    show_files(directory, written, json=False)


@app.command
async def trace(
    slug: Delegation,
    figure: Annotated[str, Parameter(name="FIGURE", help="As in agreements, or theme-photonics.")],
    /,
    *,
    year: Annotated[str, Parameter(help="Of the report whose period ends then; none: as of now.")] = "",
    json: Json = False,
    connect: Connect,
) -> None:
    """Show what a figure rests on: its agreements, their evidence, and whether the vault still holds it.

    Example: `./legation agreements trace cooperation-arrangement agreements`
    """
    from delegation.reading.suggestion import suggestion
    from portal import agreement_shown as shown
    from portal import show
    from portal.errors import NotFound

    legation = await connect()
    figures = await _figures(legation, slug, year)
    found = figures.figure(figure)
    if found is None:
        known = [one.id for one in figures.figures]
        raise NotFound(f"There is no figure {figure!r}; {suggestion(figure, known)}")
    traced = shown.FigureTraced(figure=found, vault=await legation.evidence_as_kept(found))
    if json:
        show.json_object(traced)
        return
    show.headline(shown.figure_line(found))
    show.rows(shown.BASIS_COLUMNS, shown.basis_rows(traced))


async def _figures(legation: "Legation", slug: str, year: str) -> "YearlyFigures":
    """Of a report as it was made, or of today."""
    from delegation.agreement_figures import YearlyFigures, figures_of
    from portal.agreement_calls import period_of, report_named

    reports = await legation.yearly_reports(slug)
    if year:
        made = report_named(reports, year).documents
        key = next(one.key for one in made if one.key.endswith(".json"))
        return YearlyFigures.model_validate_json(await asyncio.to_thread(legation.store.read, key))
    file, status = await legation.file(slug), await legation.status(slug)
    since, until = period_of(reports, file.call.opens_at, status.now)
    themes = {one.id: one.title for one in file.themes}
    return figures_of(await legation.agreements(slug), since, until, themes)
