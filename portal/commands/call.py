"""The call: its cut-offs, moving one, and admitting an application that a rule keeps out."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, DryRun, Json, Participant, Reason

if TYPE_CHECKING:
    from delegation.file import DelegationFile
    from delegation.status import LaterCutOff

app = App(name="call", help="The call: its cut-offs, moving one, admitting an application after all.")

CutOffId = Annotated[str, Parameter(name="CUT_OFF", help="The cut-off, as in first.")]
Closes = Annotated[
    str, Parameter(name="CLOSES", help="The new date in the zone of the call, as in '2017-02-20 17:00'.")
]
Rule = Annotated[str, Parameter(name="RULE", help="The rule of eligibility, as in eccp-profile.")]


@app.command
async def show(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show the cut-offs: when each closes, whether it only counts if places are left, what came of it.

    Example: `./legation call show usa-2017`
    """
    from portal import show as shown
    from portal.views import CallShown

    legation = await connect()
    file, ledger = await legation.file(slug), await legation.ledger(slug)
    if json:
        shown.json_object(CallShown(cut_offs=file.call.cut_offs, later=ledger.later_cut_offs))
        return
    ended = {one.cut_off: one for one in ledger.later_cut_offs}
    shown.rows(
        ("cut-off", "closes", "late until", "panel", "if places left", "what came of it"),
        [_row(file, name, ended.get(name)) for name in (one.id for one in file.call.cut_offs)],
    )


@app.command
async def move(
    slug: Delegation,
    cut_off: CutOffId,
    closes: Closes,
    /,
    *,
    author: Author,
    reason: Reason,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Move a cut-off that lies ahead. Everyone who applied for it is told.

    Example: `./legation call move usa-2017 first "2017-02-18 17:00" --author Office --reason "Portal away"`
    """
    from delegation.amending import why_not_move
    from delegation.status import MoveCutOff
    from portal import show as shown
    from portal.errors import Refused
    from portal.typed_times import local_time

    order = MoveCutOff(cut_off=cut_off, closes=local_time(closes), author=author, reason=reason)
    legation = await connect()
    if not dry_run:
        done = await legation.move_cut_off(slug, order)
        shown.say(done.text)
        return
    refusal = why_not_move(order, await legation.file(slug), (await legation.status(slug)).now)
    if refusal:
        raise Refused(refusal)
    told = [one for one in (await legation.roster(slug)).entries if one.status == "submitted"]
    shown.say(
        f"The letter cut-off-moved would go to {shown.amount(len(told), 'applicant')}.", "Nothing was done."
    )


@app.command
async def admit(
    slug: Delegation,
    participant: Participant,
    rule: Rule,
    /,
    *,
    author: Author,
    reason: Reason,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Set an unmet rule of eligibility aside for one application; if nothing else is unmet, it is evaluated.

    Example: `./legation call admit usa-2017 A-33 eccp-profile --author Office --reason "Sent by mail"`
    """
    from delegation.status import OverrideEligibility
    from portal import show as shown
    from portal.errors import Refused

    order = OverrideEligibility(participant=participant, rule=rule, author=author, reason=reason)
    legation = await connect()
    if not dry_run:
        done = await legation.override_eligibility(slug, order)
        shown.say(done.text)
        return
    refusal = await legation.refusal_of_override(slug, order)
    if refusal:
        raise Refused(refusal)
    shown.say(f"The rule {rule!r} would no longer count for {participant}.", "Nothing was done.")


def _row(file: "DelegationFile", name: str, ended: "LaterCutOff | None") -> tuple[object, ...]:
    from delegation.cut_offs import cut_off_named, panel_at
    from delegation.zoned import instant
    from portal import show as shown

    cut_off, zone = cut_off_named(file, name) or file.call.cut_offs[0], file.call.zone
    late = cut_off.late_until and shown.moment(instant(cut_off.late_until, zone), zone)
    return (
        name,
        shown.moment(file.call.closes_at(cut_off), zone),
        late,
        shown.moment(panel_at(file, cut_off), zone),
        "yes" if cut_off.only_if_places_left else None,
        ended.note if ended else None,
    )
