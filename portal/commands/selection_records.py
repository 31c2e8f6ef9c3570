"""The record of a published selection: who decided what, signed, and checked by solving it again."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Json

if TYPE_CHECKING:
    from delegation.selecting.record import SelectionRecord

Save = Annotated[
    Path | None,
    Parameter(
        validator=PathRule(file_okay=False), help="Folder to write record and inputs to; made if not there."
    ),
]
RecordFile = Annotated[
    Path, Parameter(name="RECORD", help="A record as './legation selection record' saves it.")
]
Inputs = Annotated[
    Path | None, Parameter(help="The inputs saved with it; if not given, the file with their hash beside it.")
]
Key = Annotated[
    str, Parameter(help="The key you were told, in hexadecimal digits; else the key in the record is used.")
]


async def record(slug: Delegation, /, *, save: Save = None, json: Json = False, connect: Connect) -> None:
    """Show who decided what, when and from which inputs, as it was signed when it was published.

    Example: `./legation selection record usa-2017 --save records`
    """
    from portal import show
    from portal.selection_records import kept_records
    from portal.views import Records

    legation = await connect()
    documents = (await legation.ledger(slug)).documents
    kept = await asyncio.to_thread(kept_records, legation.store, documents, slug)
    written = await asyncio.to_thread(kept.save, save) if save is not None else ()
    if json:
        show.json_object(Records(envelopes=kept.envelopes, files=tuple(str(one) for one in written)))
        return
    zone = (await legation.file(slug)).organiser.zone
    for envelope in kept.envelopes:
        _show(envelope.record, envelope.public_key, zone)
    show.say(*(str(one) for one in written))


async def key(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show the key that the delegation's records are signed with; publish it before the call closes.

    Example: `./legation selection key usa-2017`
    """
    from activities.seals import public_key
    from delegation.selecting.record import ALGORITHM
    from portal import show
    from portal.views import SigningKey

    legation = await connect()
    await legation.file(slug)  # there is such a delegation
    secret = await asyncio.to_thread(legation.register.secret, slug)
    found = SigningKey(delegation=slug, algorithm=ALGORITHM, public_key=public_key(slug, secret))
    if json:
        show.json_object(found)
    else:
        show.say(found.public_key)


async def verify(record_: RecordFile, /, *, inputs: Inputs = None, key: Key = "", json: Json = False) -> int:
    """Check a record without a server: signature, inputs, and the same result when it is solved again.

    Exit code 1 when something does not hold.

    Example: `./legation selection verify records/selection-record.json --key 5f0c`
    """
    from portal import show
    from portal.selection_records import verified

    found = await asyncio.to_thread(verified, record_, inputs, key)
    if json:
        show.json_object(found)
    else:
        show.say(*(f"{'ok' if one.holds else 'no'}  {one.what}: {one.detail}" for one in found.checks))
    return 0 if found.holds else 1


def _show(record_: "SelectionRecord", public_key: str, zone: str) -> None:
    from delegation.audit import changes_in
    from portal import show

    show.headline(f"{record_.delegation}{f', cut-off {record_.cut_off}' if record_.cut_off else ''}")
    deeds = (("decided", record_.decided), ("published", record_.published))
    show.pairs(
        (
            ("solved", show.moment(record_.solved_at, zone) if record_.solved_at else None),
            *(
                (name, f"{show.moment(one.at, zone) if one.at else ''} by {one.by} {one.note}".strip())
                for name, one in deeds
            ),
            *(
                ("changed", f"{'; '.join(changes_in(one.adjustment))} by {one.author}: {one.reason}")
                for one in record_.adjustments
            ),
            ("places", record_.rules.places),
            ("total", show.points(record_.result.objective)),
            ("proven best", "yes" if record_.result.is_optimal else "no"),
            ("inputs", f"SHA-256 {record_.inputs_sha256}"),
            ("key", public_key),
        )
    )
