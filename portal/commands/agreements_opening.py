"""Opening an agreement: who with whom, who looks after it, and where they met."""

from typing import Annotated

from cyclopts import Parameter

from delegation.agreement_stages import AgreementKind
from portal.commands.agreements_doing import AgreementId, By, Several, What
from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, DryRun


async def open_agreement(
    slug: Delegation,
    agreement: AgreementId,
    /,
    *,
    party: Annotated[tuple[str, ...], Several, Parameter(help="Two or more: 'NanoRhone (FR)' 'MIT (US)'.")],
    owner: Annotated[str, Parameter(help="Who looks after it, by id of the file's people.")],
    author: Author,
    theme: Annotated[tuple[str, ...], Several, Parameter(help="Themes of the file it is about.")] = (),
    kind: Annotated[AgreementKind, Parameter(show_default=True)] = AgreementKind.OTHER,
    met_in: Annotated[
        tuple[str, ...], Several, Parameter(help="Where they met: 'usa-2017: outcome of day 90'.")
    ] = (),
    first_contact: Annotated[str, Parameter(help="The day, as in 2017-05-16; none: today.")] = "",
    by: By = "",
    what: What = "",
    value: Annotated[str, Parameter(help="Where known: 120000 or '120000.50 USD'.")] = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Begin to follow an agreement: organisations are in contact, and somebody looks after it.

    Example: `./legation agreements open eu-us rhone-mit --party "Rhone (FR)" MIT --owner jo --author jo`
    """
    from delegation.agreement_deeds import OpenAgreement
    from delegation.agreement_rules import why_not_open
    from portal import agreement_typed as typed
    from portal.agreement_doing import new_id
    from portal.errors import Refused
    from portal.show import say

    legation = await connect()
    file = await legation.file(slug)
    cents, currency = typed.amount(value)
    opening = OpenAgreement(
        id=new_id(agreement),
        author=author,
        parties=tuple(typed.party(one) for one in party),
        owner=owner,
        themes=theme,
        kind=kind,
        met_in=tuple(typed.met_in(one) for one in met_in),
        first_contact_on=typed.day(first_contact) if first_contact else None,
        next=typed.next_date(by, what, file),
        value_cents=cents,
        currency=currency,
    )
    await legation.demand_known(file, owner=owner, themes=theme)
    if dry_run:
        there = any(one.id == opening.id for one in await legation.agreements(slug))
        now = (await legation.status(slug)).now
        reason = why_not_open(opening, None, file.organiser.zone, now)
        if there or reason:
            raise Refused(reason or f"The agreement {opening.id!r} was opened before.")
        say(f"{opening.id} would be opened; {owner} would look after it.")
        return
    state = await legation.open_agreement(slug, opening)
    say(f"Opened: {state.title}. {state.owner} looks after it.")
