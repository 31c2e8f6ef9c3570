"""What is done with agreements: moving, planning, proving, pausing, ending them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Path as PathRule

from delegation.agreement_stages import Stage
from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, DryRun

if TYPE_CHECKING:
    from delegation.agreement_deeds import AnyDeed

AgreementId = Annotated[
    str, Parameter(name="AGREEMENT", help="The id of the agreement, as in nanorhone-mit.")
]
Why = Annotated[str, Parameter(name="--reason", help="Why; it stands in the history.")]
By = Annotated[str, Parameter(name="--by", help="By when, in the organiser's zone: '2016-05-17 12:00'.")]
What = Annotated[str, Parameter(name="--what", help="What is to be done by then.")]
Several = Parameter(consume_multiple=True)


async def move_agreement(
    slug: Delegation,
    agreement: AgreementId,
    /,
    *,
    to: Annotated[Stage, Parameter(help="The stage it reached.")],
    author: Author,
    reason: Why = "",
    signed_on: Annotated[str, Parameter(help="The day it was signed: 2016-05-17.")] = "",
    signatory: Annotated[tuple[str, ...], Several, Parameter(help="For each party: 'MIT: Director'.")] = (),
    by: By = "",
    what: What = "",
    value: Annotated[str, Parameter(help="Where it is known now: 120000.")] = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Move an agreement on to another stage, or back with a reason.

    Example: `./legation agreements move eu-us rhone-mit --to negotiation --author jo`
    """
    from delegation.agreement_deeds import MoveAgreement
    from portal import agreement_typed as typed
    from portal.agreement_doing import carry_out

    legation = await connect()
    file = await legation.file(slug)
    deed = MoveAgreement(
        author=author,
        to=to,
        reason=reason,
        signed=typed.signed(signed_on, signatory),
        next=typed.next_date(by, what, file),
        value_cents=typed.amount(value)[0],
    )
    await carry_out(legation, slug, agreement, deed, dry_run=dry_run)


async def note_agreement(
    slug: Delegation,
    agreement: AgreementId,
    text: Annotated[str, Parameter(name="TEXT", help="The news in a few words, without anybody's name.")],
    /,
    *,
    author: Author,
    full: Annotated[
        Path | None,
        Parameter(validator=PathRule(exists=True, dir_okay=False), help="A text that goes to the vault."),
    ] = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Note news of an agreement. What is long or personal goes into the vault with --full.

    Example: `./legation agreements note eu-us rhone-mit "The draft was sent." --author jo`
    """
    from delegation.agreement_deeds import NoteOnAgreement
    from portal.agreement_doing import carry_out
    from portal.story_files import text_of

    legation = await connect()
    note = None
    if full is not None and not dry_run:
        note = await legation.keep_agreement_note(slug, agreement, text_of(full))
    deed = NoteOnAgreement(author=author, text=text, note=note)
    await carry_out(legation, slug, agreement, deed, dry_run=dry_run)


async def next_agreement(
    slug: Delegation,
    agreement: AgreementId,
    /,
    *,
    by: By,
    what: What,
    author: Author,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Plan what is to be done next, by when. Its owner is reminded.

    Example: `./legation agreements next eu-us rhone-mit --by "2018-03-01 12:00" --what "Send it" --author jo`
    """
    from delegation.agreement_deeds import PlanNext
    from portal import agreement_typed as typed
    from portal.agreement_doing import carry_out
    from portal.errors import Refused

    legation = await connect()
    planned = typed.next_date(by, what, await legation.file(slug))
    if planned is None:
        raise Refused("Say by when (--by) and what is to be done (--what).")
    await carry_out(legation, slug, agreement, PlanNext(author=author, next=planned), dry_run=dry_run)


async def hand_over_agreement(
    slug: Delegation,
    agreement: AgreementId,
    /,
    *,
    to: Annotated[str, Parameter(help="Who looks after it from now on, by id of the file's people.")],
    author: Author,
    reason: Why = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Hand an agreement over to another owner, who is told.

    Example: `./legation agreements hand-over eu-us rhone-mit --to ann --author jo`
    """
    from delegation.agreement_deeds import HandOver
    from portal.agreement_doing import carry_out

    legation = await connect()
    await legation.demand_known(await legation.file(slug), owner=to)
    await carry_out(legation, slug, agreement, HandOver(author=author, to=to, reason=reason), dry_run=dry_run)


async def evidence_agreement(
    slug: Delegation,
    agreement: AgreementId,
    /,
    *,
    author: Author,
    add: Annotated[
        Path | None,
        Parameter(validator=PathRule(exists=True, dir_okay=False), help="A document that proves it."),
    ] = None,
    link: Annotated[str, Parameter(help="Or an address where the proof stands.")] = "",
    what: Annotated[str, Parameter(help="What it is: 'signed memorandum'.")] = "",
    withdraw: Annotated[str, Parameter(help="The id of evidence that proves nothing after all.")] = "",
    reason: Why = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Add evidence, a document or a link, or withdraw it with a reason.

    Example: `./legation agreements evidence eu-us rhone-mit --link https://a.example --what New --author jo`
    """
    from delegation.agreement_deeds import WithdrawEvidence
    from portal.agreement_doing import Proof, carry_out, evidence_given
    from portal.errors import Refused

    legation = await connect()
    if sum(map(bool, (add, link, withdraw))) != 1:
        raise Refused("Give one of --add FILE, --link ADDRESS and --withdraw ID.")
    deed: AnyDeed
    if withdraw:
        deed = WithdrawEvidence(author=author, evidence=withdraw, reason=reason)
    else:
        proof = Proof(add, link, what)
        deed = await evidence_given(legation, slug, agreement, author, proof, dry_run=dry_run)
    await carry_out(legation, slug, agreement, deed, dry_run=dry_run)


async def pause_agreement(
    slug: Delegation,
    agreement: AgreementId,
    /,
    *,
    reason: Why,
    author: Author,
    until: Annotated[str, Parameter(help="When its owner looks at it again: '2018-09-03 09:00'.")] = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let an agreement rest, perhaps until a date.

    Example: `./legation agreements pause eu-us rhone-mit --reason "No funds" --author jo`
    """
    from delegation.agreement_deeds import PauseAgreement
    from portal.agreement_doing import carry_out
    from portal.typed_times import local_time

    legation = await connect()
    at = (await legation.file(slug)).at(local_time(until)) if until else None
    deed = PauseAgreement(author=author, reason=reason, until=at)
    await carry_out(legation, slug, agreement, deed, dry_run=dry_run)


async def resume_agreement(
    slug: Delegation,
    agreement: AgreementId,
    /,
    *,
    author: Author,
    reason: Why = "",
    by: By = "",
    what: What = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Go on with an agreement that was paused or had ended, at the stage it had.

    Example: `./legation agreements resume eu-us rhone-mit --author jo`
    """
    from delegation.agreement_deeds import ResumeAgreement
    from portal import agreement_typed as typed
    from portal.agreement_doing import carry_out

    legation = await connect()
    planned = typed.next_date(by, what, await legation.file(slug))
    deed = ResumeAgreement(author=author, reason=reason, next=planned)
    await carry_out(legation, slug, agreement, deed, dry_run=dry_run)


async def end_agreement(
    slug: Delegation,
    agreement: AgreementId,
    /,
    *,
    reason: Why,
    author: Author,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """End an agreement that comes to nothing, with the reason.

    Example: `./legation agreements end eu-us rhone-mit --reason "No funds" --author jo`
    """
    from delegation.agreement_deeds import EndAgreement
    from portal.agreement_doing import carry_out

    await carry_out(
        await connect(), slug, agreement, EndAgreement(author=author, reason=reason), dry_run=dry_run
    )
