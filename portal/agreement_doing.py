"""Carrying out what a command says of an agreement, or saying what would come of it."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import TypeAdapter, ValidationError

from delegation.agreement import Evidence
from delegation.agreement_deeds import AddEvidence, AnyDeed
from delegation.agreement_rules import why_not
from delegation.agreement_state import done
from delegation.document import DocumentRef
from delegation.ids import ItemId
from portal.agreement_typed import evidence_kind
from portal.errors import Refused
from portal.show import say

if TYPE_CHECKING:
    from portal.client import Legation


class Proof(NamedTuple):
    """What was given as evidence: a file or a link, and what it is."""

    file: Path | None
    link: str
    what: str


def new_id(typed: str) -> str:
    """Raises Refused for what cannot name an agreement."""
    try:
        name: str = TypeAdapter(ItemId).validate_python(typed)
    except ValidationError:
        raise Refused(
            f"{typed!r} cannot name an agreement; use lower-case words and hyphens: nanorhone-mit."
        ) from None
    return name


async def carry_out(legation: "Legation", slug: str, agreement: str, deed: AnyDeed, *, dry_run: bool) -> None:
    """Do it, or say what would come of it. Raises Refused with the reason, NotFound."""
    if not dry_run:
        state = await legation.do_with_agreement(slug, agreement, deed)
        say(f"{agreement} is at {state.stage}; {state.owner} looks after it.")
        return
    view, rules = await legation.agreement(slug, agreement), (await legation.file(slug)).cooperation_rules
    reason = why_not(deed, view.state, rules.zone, view.now)
    if reason is not None or view.state is None:
        raise Refused(reason or "This agreement was not opened yet; open it first.")
    state = done(deed, view.state, rules, view.now)
    say(f"{agreement} would be at {state.stage}; {state.owner} would look after it. Nothing was done.")


async def evidence_given(
    legation: "Legation", slug: str, agreement: str, author: str, proof: Proof, *, dry_run: bool
) -> AddEvidence:
    """The deed, with the document in the vault unless it is a dry run.

    Raises Refused for a file of no known kind, or without a word on what it is.
    """
    if not 3 <= len(proof.what.strip()) <= 200:
        raise Refused("Say what it is with --what, in 3 to 200 characters: 'signed memorandum'.")
    view = await legation.agreement(slug, agreement)
    name = f"e{len(view.state.evidence) + 1 if view.state else 1}"
    if proof.file is None:
        if not proof.link.startswith(("http://", "https://")) or " " in proof.link:
            raise Refused(f"{proof.link!r} is no address; it begins with https:// and has no blanks.")
        given = Evidence(id=name, what=proof.what, link=proof.link)
        return AddEvidence(author=author, evidence=given)
    document = await _document(legation, slug, agreement, proof.file, dry_run=dry_run)
    return AddEvidence(author=author, evidence=Evidence(id=name, what=proof.what, document=document))


async def _document(
    legation: "Legation", slug: str, agreement: str, file: Path, *, dry_run: bool
) -> DocumentRef:
    content = await asyncio.to_thread(file.read_bytes)
    kind = evidence_kind(content)
    if dry_run:
        return DocumentRef(key="", sha256="", size=len(content), media_type=kind.value)
    return await legation.keep_evidence(slug, agreement, content, kind)
