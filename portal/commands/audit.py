"""The audit: every decision about a delegation."""

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Json


async def audit(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List who decided what, when and why, in the order of time.

    Example: `./legation audit usa-2017`
    """
    from portal import show
    from portal.views import Audit

    legation = await connect()
    entries = (await legation.ledger(slug)).audit
    if json:
        show.json_object(Audit(entries=entries))
        return
    zone = (await legation.file(slug)).organiser.zone
    show.rows(
        ("when", "what", "who", "why"),
        [(show.moment(one.at, zone) if one.at else None, one.what, one.who, one.why) for one in entries],
    )
    show.say(f"{show.amount(len(entries), 'decision')}.")
