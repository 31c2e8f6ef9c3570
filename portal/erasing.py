"""Erasing a participant on request: they leave, their values are destroyed, and a receipt says what was."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from activities.erasing import Eraser, ErasureReceipt, documents_about_many, receipt_of
from activities.ports import DocumentStore
from activities.sealing import SealedStore
from activities.swapping import current
from delegation.document import DocumentKind, DocumentRef, newest
from delegation.journey import Withdrawal
from delegation.papers.asking import MakeDocuments
from delegation.papers.needed import OF_A_PROGRAMME
from portal.document_state import Truth, compared
from portal.errors import NotFound, Refused

if TYPE_CHECKING:
    from portal.client import Legation

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""As of then nothing is over, so documents of days that have passed are compared as well."""


async def foreseen(legation: "Legation", slug: str, participant: str) -> ErasureReceipt:
    """What would be destroyed, as far as it can be said beforehand. Raises NotFound."""
    eraser = _eraser(legation)
    traces = await asyncio.to_thread(eraser.traces, slug, participant)
    objects = await asyncio.to_thread(eraser.counted, slug, participant)
    await _demand_known(legation, eraser, slug, participant, bool(objects))
    mails = await asyncio.to_thread(eraser.mails_of_others, slug, traces)
    others = [key for key in mails if f"/outbox/{participant.lower()}/" not in key]
    received = await asyncio.to_thread(eraser.mails_received, traces)
    return receipt_of(
        slug,
        participant,
        datetime.now(UTC),
        objects,
        mails_of_others=len(others),
        mails_received=len(received) // 2,
    )


async def erase(legation: "Legation", slug: str, participant: str) -> ErasureReceipt:
    """Have them leave, and destroy everything by which they are known. Safe to repeat.

    Raises NotFound for somebody unknown, EngineAway and OSError: give the command again then.
    """
    eraser = _eraser(legation)
    objects = await asyncio.to_thread(eraser.counted, slug, participant)
    await _demand_known(legation, eraser, slug, participant, bool(objects))
    await _leave(legation, slug, participant)
    traces = await asyncio.to_thread(eraser.begin, slug, participant)
    destroyed = await asyncio.to_thread(eraser.destroy, slug, participant)
    await asyncio.to_thread(eraser.forget_address, slug, participant)
    documents, kinds = await _documents(legation, slug)
    digests = await asyncio.to_thread(eraser.destroy_documents, documents)
    mails = await asyncio.to_thread(eraser.mails_of_others, slug, traces, digests)
    received = await asyncio.to_thread(eraser.mails_received, traces)
    for keys in (mails, received, documents):
        await asyncio.to_thread(eraser.delete, keys)
    receipt = receipt_of(
        slug,
        participant,
        datetime.now(UTC),
        destroyed,
        mails_of_others=len(mails),
        mails_received=len(received) // 2,
        documents=len(documents),
        remade=await _remade(legation, slug, kinds),
    )
    await asyncio.to_thread(eraser.finish, receipt)
    return receipt


async def is_erased(legation: "Legation", slug: str, participant: str) -> bool:
    """Whether their erasure was begun at least; nothing can be erased from a vault that is not sealed."""
    if not isinstance(legation.store, SealedStore):
        return False
    return await asyncio.to_thread(_eraser(legation).is_erased, slug, participant)


async def last_receipt(legation: "Legation", slug: str, participant: str) -> ErasureReceipt | None:
    """What was destroyed; None while no erasure of theirs was finished."""
    return await asyncio.to_thread(_last_receipt, legation.store, slug, participant)


def _last_receipt(store: DocumentStore, slug: str, participant: str) -> ErasureReceipt | None:
    folder = f"delegations/{slug}/erasures/{participant.lower()}/"
    kept = sorted(key for key in store.keys(folder) if not key.endswith("/under-way.json"))
    content = current(store, kept[-1]) if kept else None
    return ErasureReceipt.model_validate_json(content) if content else None


def _eraser(legation: "Legation") -> Eraser:
    if not isinstance(legation.store, SealedStore):
        raise Refused("This vault is not sealed; nobody can be erased from it for good.")
    return Eraser(legation.store, legation.register)


async def _demand_known(
    legation: "Legation", eraser: Eraser, slug: str, participant: str, has_objects: bool
) -> None:
    """Somebody without an application may have left a draft behind; an erasure may have been cut off."""
    if has_objects or await asyncio.to_thread(eraser.is_erased, slug, participant):
        return
    await legation.journey(slug, participant)


async def _leave(legation: "Legation", slug: str, participant: str) -> None:
    """Give up the application or the place; nothing to do where the journey is over or never began."""
    withdrawal = Withdrawal(reason="Erased on request.")
    try:
        await legation.withdraw(slug, participant, withdrawal)
    except (NotFound, Refused):
        return


async def _documents(legation: "Legation", slug: str) -> tuple[list[str], tuple[DocumentKind, ...]]:
    """Keys of documents about many that say what is no longer so, and the kinds that have to be made anew.

    Whoever was erased is missing in what they would say now; of older versions nobody knows whom they show.
    """
    try:
        documents = (await legation.ledger(slug)).documents
        programme = await legation.programme(slug)
    except NotFound:
        return [], ()
    shown = await asyncio.to_thread(compared, legation, slug, programme, documents, LONG_AGO)
    true = {key for key, state in shown.states.items() if state is Truth.UP_TO_DATE}
    lying = await asyncio.to_thread(documents_about_many, legation.store, slug, OF_A_PROGRAMME)
    return [key for key in lying if key not in true], _kinds(documents, true)


def _kinds(documents: Sequence[DocumentRef], true: Collection[str]) -> tuple[DocumentKind, ...]:
    stale = {wanted.kind for wanted, ref in newest(documents).items() if ref.key not in true}
    return tuple(sorted(stale & set(OF_A_PROGRAMME)))


async def _remade(legation: "Legation", slug: str, kinds: Collection[DocumentKind]) -> int:
    """How many documents were made anew; none where the delegation has ended."""
    made = 0
    for kind in kinds:
        try:
            made += len((await legation.make_documents(slug, MakeDocuments(kind=kind))).documents)
        except (NotFound, Refused):
            continue
    return made
