"""Organisations: taken from other platforms, given to them, compared, made one, suggested to each other."""

from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from portal.commands.connection import Connect
from portal.commands.organisation_parameters import (
    Accepted,
    DecisionsFile,
    MappingFile,
    NewFile,
    OrganisationId,
    ReportFile,
    TableFile,
    change_by,
    decisions_in,
    desk_of,
    write_report,
)
from portal.commands.parameters import Author, Delegation, DryRun, Json, Reason, now

app = App(
    name="organisations",
    help="Organisations: import, export, duplicates, merge, who fits whom.",
)


@app.command(name="import")
async def import_(
    slug: Delegation,
    file: TableFile,
    /,
    *,
    mapping: MappingFile = None,
    accept: Accepted = (),
    decisions: DecisionsFile = None,
    report: ReportFile = None,
    author: str = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> int:
    """Compare a file with what is known, row by row, and take what is accepted: all of it or nothing.

    Without --accept and --decisions nothing is taken: that is the plan. Exit code
    1 when nothing can be made of the file.

    Example: `./legation organisations import usa-2017 clusters.csv --mapping eccp.yaml --report plan.xlsx`
    """
    from composition import open_table_books
    from delegation.organisations.import_plan import Outcome
    from portal.errors import Refused
    from portal.organisation_calls import Intention, format_of
    from portal.organisations_shown import show_report

    desk = await desk_of(await connect(), slug)
    decided = decisions_in(decisions)
    intention = Intention(
        accept=tuple(map(Outcome, accept)), decisions=decided, author=author, is_dry=dry_run
    )
    if not intention.only_plans and not author.strip():
        raise Refused("Say with --author who takes these rows; it stands in the record.")
    if report:
        format_of(report)
    done = await desk.bring_in(file, desk.mapping(mapping), now(), intention, open_table_books().grid)
    if report:
        write_report(done, report)
    show_report(done, only_planned=intention.only_plans)
    return 1 if done.problem else 0


@app.command
async def export(
    slug: Delegation,
    file: NewFile,
    /,
    *,
    mapping: MappingFile = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """Write the organisations into a file, as the mapping's platform wants them.

    Readable by you alone: it may name people. No cell of it is run by a
    spreadsheet program.

    Example: `./legation organisations export usa-2017 organisations.csv`
    """
    from composition import open_spreadsheets
    from delegation.organisations.platform_mapping import TableFormat
    from delegation.organisations.table_writing import as_workbook
    from portal import show
    from portal.document_files import write_private
    from portal.organisation_calls import format_of, text_table
    from portal.organisations_shown import Exported

    written = format_of(file)
    desk = await desk_of(await connect(), slug)
    used = desk.mapping(mapping)
    records, left_out = await desk.records(used)
    if written is TableFormat.XLSX:
        content = open_spreadsheets().xlsx(as_workbook(records, used, desk.file.title), made_at=now())
    else:
        content = text_table(records, used, written)
    write_private(file, content)
    if json:
        show.json_object(Exported(file=str(file), organisations=len(records), left_out=left_out))
        return
    beside = f" {left_out} of other countries are left out." if left_out else ""
    show.say(f"{file}: {show.amount(len(records), 'organisation')}.{beside}")


@app.command(name="list")
async def list_(
    slug: Delegation,
    /,
    *,
    theme: str | None = None,
    country: str | None = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """List the organisations, all or those of a theme or a country.

    Example: `./legation organisations list usa-2017 --theme nano --country DE`
    """
    from portal import show
    from portal.organisations_shown import OrganisationList

    desk = await desk_of(await connect(), slug)
    every = (one.profile for one in (await desk.read()).organisations)
    wanted = tuple(
        one
        for one in every
        if not one.merged_into
        and (theme is None or theme in one.themes)
        and (country is None or one.country == country.upper())
    )
    if json:
        show.json_object(OrganisationList(organisations=wanted))
        return
    show.rows(
        ("id", "name", "country", "themes", "#size", "platforms"),
        [
            (
                one.id,
                one.name,
                one.country,
                ", ".join(one.themes),
                one.size,
                ", ".join(link.platform for link in one.links),
            )
            for one in wanted
        ],
    )
    show.say(f"{show.amount(len(wanted), 'organisation')}.")


@app.command
async def show(
    slug: Delegation, organisation: OrganisationId, /, *, json: Json = False, connect: Connect
) -> None:
    """Show an organisation: what is known, and where each part of it is from.

    Example: `./legation organisations show usa-2017 o-7k4m2qpxab`
    """
    from portal import show as shown
    from portal.organisations_shown import OrganisationShown, show_organisation

    desk = await desk_of(await connect(), slug)
    known = await desk.one(organisation, await desk.read())
    versions = await desk.history(organisation)
    if json:
        shown.json_object(OrganisationShown(profile=known.profile, contact=known.contact, versions=versions))
        return
    show_organisation(known, versions, desk.file)


@app.command
async def duplicates(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List pairs that may be one organisation, with the reason. Nothing is made one unasked.

    Example: `./legation organisations duplicates usa-2017`
    """
    from delegation.organisations.duplicates import duplicates as pairs_of
    from portal import show as shown
    from portal.organisations_shown import PairList

    desk = await desk_of(await connect(), slug)
    found = pairs_of(one.profile for one in (await desk.read()).organisations)
    if json:
        shown.json_object(PairList(pairs=found))
        return
    shown.rows(
        ("one", "other", "#alike", "names", "why"),
        [(one.one, one.other, f"{one.alike} %", " / ".join(one.names), one.why) for one in found],
    )
    shown.say(f"{shown.amount(len(found), 'pair')}.")


@app.command
async def merge(
    slug: Delegation,
    kept: Annotated[str, Parameter(name="KEPT", help="The id of the one that stays.")],
    gone: Annotated[str, Parameter(name="GONE", help="The id of the one that becomes part of it.")],
    /,
    *,
    author: Author,
    reason: Reason,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Make one of two organisations: the first keeps what it has, and gets what it lacks from the second.

    Example: `./legation organisations merge usa-2017 o-7k4m2qpxab o-b2c3d4e5f6 --author Me --reason Twice`
    """
    from portal import show as shown

    desk = await desk_of(await connect(), slug)
    change = change_by(author, f"merge of {gone} into {kept}", reason, 2)
    made = await desk.merge(kept, gone, change, is_dry=dry_run)
    names = f"{made.gone.profile.name} into {made.kept.profile.name}"
    if dry_run:
        shown.say(f"Would merge {names}. Nobody would be told. Nothing was done.")
        return
    shown.say(f"Merged {names}. Version {made.kept.profile.version} of {kept}.")


@app.command(name="erase-contact")
async def erase_contact(
    slug: Delegation,
    organisation: OrganisationId,
    /,
    *,
    author: Author,
    reason: Reason,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Forget who speaks for an organisation, for good. No import brings them back.

    Example: `./legation organisations erase-contact usa-2017 o-7k4m2qpxab --author Me --reason "On request"`
    """
    from portal import show as shown

    desk = await desk_of(await connect(), slug)
    known = await desk.one(organisation, await desk.read())
    if dry_run:
        name = known.profile.name
        shown.say(f"The contact of {name} would be erased. Nobody would be told. Nothing was done.")
        return
    await desk.erase_contact(organisation, change_by(author, f"contact of {organisation} erased", reason, 1))
    shown.say(f"The contact of {known.profile.name} is erased.")


@app.command
async def suggest(
    slug: Delegation,
    organisation: OrganisationId,
    /,
    *,
    without: Annotated[
        tuple[str, ...], Parameter(help="Ids of those that are not to be suggested.", negative="")
    ] = (),
    most: Annotated[int, Parameter(validator=Number(gt=0), show_default=True)] = 10,
    json: Json = False,
    connect: Connect,
) -> None:
    """Suggest partners: shared themes, what one offers and the other seeks, another country, a like size.

    Those it has an agreement with, or is about to have one, are left out.

    Example: `./legation organisations suggest usa-2017 o-7k4m2qpxab --most 5`
    """
    from portal import show as shown
    from portal.organisations_shown import explained

    legation = await connect()
    desk = await desk_of(legation, slug)
    agreements = await legation.agreements(slug) if desk.file.cooperation else ()
    found = explained(await desk.suggest(organisation, agreements, without, most), desk.file)
    if json:
        shown.json_object(found)
        return
    shown.rows(
        ("partner", "#points", "why"), [(one.partner, one.points, one.why) for one in found.suggestions]
    )
    shown.say(f"{shown.amount(len(found.suggestions), 'suggestion')}.")
