"""Mails: what waits in the outbox, how it reads, and what a person decides about it."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json

if TYPE_CHECKING:
    from activities.ledger import SendState
    from activities.mail_desk import Verdict
    from portal.client import Legation
    from portal.mail_shown import MailLine

app = App(name="mail", help="Mails: what waits in the outbox and why, how it reads, and what becomes of it.")

STATES = "held, unknown, failed, refused, sent, overtaken, dropped, released, claimed, ambiguous"
State = Annotated[
    str | None, Parameter(help=f"Only mails in this state: {STATES}. Without it, all that wait.")
]
SendId = Annotated[str, Parameter(name="SEND-ID", help="The name of a mail, as 'mail list' shows it.")]
All = Annotated[bool, Parameter(name="--all", negative="", help="Every mail it is possible for.")]
Purpose = Annotated[
    str | None, Parameter(help="With --all, only mails sent for this: a letter's name, or invite-update.")
]


@app.command(name="list")
async def list_mails(
    slug: Delegation, /, *, state: State = None, json: Json = False, connect: Connect
) -> None:
    """Show the mails that wait and why; or, with a state, all that are in it.

    Example: `./legation mail list usa-2017 --state unknown`
    """
    from portal import show
    from portal.mail_shown import MailLines

    legation = await connect()
    mails = await legation.mails(slug, _state(state))
    if json:
        show.json_object(MailLines(mails=mails))
        return
    columns = ("mail", "for", "purpose", "state", "why", "since", "leaves by itself")
    show.rows(columns, [_row(mail) for mail in mails])
    show.say(f"{show.amount(len(mails), 'mail')}. How one reads: './legation mail show {slug} MAIL'.")


@app.command(name="show")
async def show_mail(slug: Delegation, send_id: SendId, /, *, json: Json = False, connect: Connect) -> None:
    """Show a mail as it left or would leave: to whom, subject, text and attachments.

    Example: `./legation mail show usa-2017 4wq7zk2mabcdefghijklmnopqr`
    """
    from portal import show

    preview = await (await connect()).mail(slug, send_id)
    if json:
        show.json_object(preview)
        return
    line = preview.line
    facts = [("mail", line.send_id), ("purpose", line.purpose), ("state", line.state.value)]
    facts += [("why", line.reason.value if line.reason else ""), ("to", preview.recipient)]
    facts += [("subject", preview.subject), ("attached", ", ".join(preview.attachments))]
    show.pairs(facts)
    show.say(preview.text or "It is written anew when it leaves.")


@app.command
async def release(
    slug: Delegation,
    /,
    *send_ids: SendId,
    every: All = False,
    purpose: Purpose = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let held mails leave. One that was overtaken meanwhile does not.

    Example: `./legation mail release usa-2017 --all --purpose offer --dry-run`
    """
    from activities.mail_desk import Verdict

    await _decide(connect, slug, Verdict.RELEASE, send_ids, every=every, purpose=purpose, dry_run=dry_run)


@app.command
async def drop(
    slug: Delegation,
    /,
    *send_ids: SendId,
    every: All = False,
    purpose: Purpose = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Decide that mails which wait never leave. This cannot be taken back.

    Example: `./legation mail drop usa-2017 --all --purpose survey --dry-run`
    """
    from activities.mail_desk import Verdict

    await _decide(connect, slug, Verdict.DROP, send_ids, every=every, purpose=purpose, dry_run=dry_run)


@app.command
async def hold(
    slug: Delegation,
    /,
    *send_ids: SendId,
    every: All = False,
    purpose: Purpose = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Call mails back that can still be called back; they wait until they are released.

    Example: `./legation mail hold usa-2017 4wq7zk2mabcdefghijklmnopqr`
    """
    from activities.mail_desk import Verdict

    await _decide(connect, slug, Verdict.HOLD, send_ids, every=every, purpose=purpose, dry_run=dry_run)


@app.command(name="send-again")
async def send_again(
    slug: Delegation,
    /,
    *send_ids: SendId,
    every: All = False,
    purpose: Purpose = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Send mails again of which nobody can tell whether they arrived: the same bytes, maybe a second copy.

    Example: `./legation mail send-again usa-2017 --all --dry-run`
    """
    from activities.mail_desk import Verdict

    await _decide(connect, slug, Verdict.SEND_AGAIN, send_ids, every=every, purpose=purpose, dry_run=dry_run)


@app.command(name="mark-delivered")
async def mark_delivered(
    slug: Delegation,
    /,
    *send_ids: SendId,
    every: All = False,
    purpose: Purpose = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Note that mails arrived of which nobody could tell; nothing is sent.

    Example: `./legation mail mark-delivered usa-2017 4wq7zk2mabcdefghijklmnopqr`
    """
    from activities.mail_desk import Verdict

    await _decide(
        connect, slug, Verdict.MARK_DELIVERED, send_ids, every=every, purpose=purpose, dry_run=dry_run
    )


async def _decide(
    connect: Connect,
    slug: str,
    verdict: "Verdict",
    send_ids: tuple[str, ...],
    *,
    every: bool,
    purpose: str | None,
    dry_run: bool,
) -> None:
    from portal import show
    from portal.errors import Refused

    legation = await connect()
    chosen = await _chosen(legation, slug, verdict, send_ids, every=every, purpose=purpose)
    if not chosen:
        raise Refused(f"No mail of {slug} is chosen for this; './legation mail list {slug}' shows them.")
    if dry_run:
        show.rows(("mail", "for", "purpose", "state"), [_row(mail)[:4] for mail in chosen])
        show.say(f"{verdict.value}: {show.amount(len(chosen), 'mail')}. Nothing was done.")
        return
    decided = await legation.decide_mails(slug, verdict, tuple(mail.send_id for mail in chosen))
    show.say(f"{verdict.value}: {show.amount(len(decided.done), 'mail')}.")
    if decided.not_possible:
        show.say("Not possible any more for " + ", ".join(decided.not_possible) + ".")


async def _chosen(
    legation: "Legation",
    slug: str,
    verdict: "Verdict",
    send_ids: tuple[str, ...],
    *,
    every: bool,
    purpose: str | None,
) -> "list[MailLine]":
    """Raises NotFound for a name that is none; Refused where what is meant is not said."""
    from portal.errors import NotFound, Refused
    from portal.mail_calls import fits

    if bool(send_ids) is every or (purpose is not None and not every):
        raise Refused("Say which: names of mails, or --all, which may be narrowed down by --purpose.")
    waiting = await legation.mails(slug)
    if every:
        return [mail for mail in waiting if fits(mail, verdict) and purpose in (None, mail.purpose)]
    known = {mail.send_id: mail for mail in waiting}
    for name in send_ids:
        if name not in known:
            raise NotFound(f"No mail {name!r} of {slug} waits; './legation mail list {slug}' shows them.")
        if not fits(known[name], verdict):
            raise Refused(f"The mail {name} is {known[name].state.value}; {verdict.value} is not possible.")
    return [known[name] for name in send_ids]


def _state(given: str | None) -> "SendState | None":
    from activities.ledger import SendState
    from delegation.reading.suggestion import suggestion
    from portal.errors import Refused

    if given is None:
        return None
    states = [state.value for state in SendState]
    if given not in states:
        raise Refused(f"There is no state {given!r}; {suggestion(given, states)}")
    return SendState(given)


def _row(mail: "MailLine") -> tuple[object, ...]:
    why = mail.reason.value if mail.reason else None
    times = (f"{at:%-d %b %Y %H:%M} UTC" if at else None for at in (mail.since, mail.leaves_at))
    return (mail.send_id, mail.owner, mail.purpose, mail.state.value, why, *times)
