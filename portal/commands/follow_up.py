"""After the trip: what came of it."""

import asyncio

from cyclopts import App

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Directory, Json

app = App(name="follow-up", help="After the trip: outcomes and the report.")


@app.command
async def outcomes(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List the outcomes delegates reported, with what proves them.

    Example: `./legation follow-up outcomes usa-2017`
    """
    from portal import show
    from portal.views import Outcomes

    legation = await connect()
    reported = (await legation.ledger(slug)).outcomes
    if json:
        show.json_object(Outcomes(outcomes=reported))
        return
    names = {one.participant: one.organisation for one in (await legation.roster(slug)).everyone}
    show.rows(
        ("id", "organisation", "#day", "outcome", "with", "state", "evidence"),
        [
            (
                one.participant,
                names.get(one.participant),
                one.day,
                one.outcome.kind,
                one.outcome.partner,
                one.outcome.evidence_state,
                one.outcome.evidence,
            )
            for one in reported
        ],
    )
    evidenced = sum(bool(one.outcome.evidence) for one in reported)
    show.say(f"{len(reported)} outcomes, {evidenced} of them with evidence.")


@app.command
async def report(slug: Delegation, directory: Directory, /, *, json: Json = False, connect: Connect) -> None:
    """Fetch the report to the funder into a directory.

    Example: `./legation follow-up report usa-2017 report`
    """
    from delegation.document import DocumentKind
    from delegation.zoned import stamp
    from portal.document_files import write_documents
    from portal.errors import NotFound
    from portal.files_shown import show_files

    legation = await connect()
    documents = (await legation.ledger(slug)).documents
    made = [one for one in documents if one.kind is DocumentKind.FUNDER_REPORT]
    if not made:
        rules = (await legation.file(slug)).follow_up_rules
        raise NotFound(f"The report is made on {stamp(rules.report_due_at, rules.zone)}.")
    written = await asyncio.to_thread(write_documents, legation.store, made[-1:], directory)
    show_files(directory, written, json=json)
