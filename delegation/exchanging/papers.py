"""Which papers an exchange needs at a step, and with which letters they go out."""

from collections.abc import Iterable, Sequence

from pydantic import AwareDatetime

from delegation.document import DocumentKind, DocumentRef
from delegation.exchange import ExchangeStep, Paper, Stay, Taker
from delegation.exchange_rules import ExchangeRules
from delegation.exchange_state import ExchangeStart, ExchangeState
from delegation.exchanging.telling import Notice
from delegation.fact import Fact
from delegation.ids import ItemId, Slug
from delegation.letter import FactValue, LetterName

KIND_OF = {
    Paper.COMMITMENT: DocumentKind.COMMITMENT_TO_QUALITY,
    Paper.AGREEMENT: DocumentKind.FINANCIAL_AGREEMENT,
}
COMES_WITH: dict[LetterName, tuple[DocumentKind, ...]] = {
    LetterName.EXCHANGE_TO_SIGN: (DocumentKind.COMMITMENT_TO_QUALITY, DocumentKind.FINANCIAL_AGREEMENT),
    LetterName.EXCHANGE_CONFIRMED: (DocumentKind.STAY_PROGRAMME,),
    LetterName.EXCHANGE_PAID: (DocumentKind.EXCHANGE_CERTIFICATE,),
}
"""Every letter that brings papers; who is asked to sign gets those that need that person's signature."""
FOR_BOTH = (DocumentKind.STAY_PROGRAMME,)
"""Kinds of which visitor and host each get one of their own."""
FOR_VISITOR = (DocumentKind.EXCHANGE_CERTIFICATE,)
SIGNED_WITH = {
    DocumentKind.COMMITMENT_TO_QUALITY: "signs_commitment",
    DocumentKind.FINANCIAL_AGREEMENT: "signs_agreement",
}
"""The fact of the letter that says whether its reader signs a paper."""


class ExchangePaperOrder(Fact):
    """Papers to make for an exchange. Names are looked up in the vault; the same order, the same keys."""

    delegation: Slug
    exchange: ItemId
    kinds: tuple[DocumentKind, ...]
    visitor: Taker
    host: Taker
    counts_for: ItemId
    signatory: ItemId
    rules: ExchangeRules
    """Those the exchange goes by, whatever the file says since."""
    stay: Stay
    days: int
    """What the stay is agreed for, or was found to have lasted."""
    km: int
    version: int = 0
    """Of the programme: how often the calendars were told, with this time."""
    made_at: AwareDatetime
    """Trip time: the date the papers bear."""


def kinds_due(
    notices: Iterable[Notice], state: ExchangeState, *, has_new_stay: bool
) -> tuple[DocumentKind, ...]:
    """What must be made before these letters leave: what they bring and is not there yet, and the programme
    anew whenever the stay that was signed for changed."""
    there = {one.kind for one in state.documents}
    brought = {kind for one in notices for kind in _brought(one) if kind not in there}
    if has_new_stay and state.ending is None and state.step is ExchangeStep.SIGNED:
        brought.add(DocumentKind.STAY_PROGRAMME)
    return tuple(kind for kind in DocumentKind if kind in brought)


def paper_order(
    kinds: tuple[DocumentKind, ...], state: ExchangeState, start: ExchangeStart, made_at: AwareDatetime
) -> ExchangePaperOrder | None:
    """None where nothing was proposed yet."""
    stay, checked = state.stay, state.checked
    if stay is None:
        return None
    return ExchangePaperOrder(
        delegation=start.delegation,
        exchange=start.exchange,
        kinds=kinds,
        visitor=start.visitor,
        host=start.host,
        counts_for=start.counts_for,
        signatory=start.signatory,
        rules=start.rules,
        stay=stay,
        days=checked.days if checked else stay.days,
        km=checked.km if checked else stay.km,
        version=state.appointments + 1,
        made_at=made_at,
    )


def with_papers(notice: Notice, documents: Sequence[DocumentRef]) -> Notice:
    """The letter with the papers it brings, of what was made."""
    kinds = _brought(notice)
    mine = tuple(
        one for one in documents if one.kind in kinds and one.participant in (None, notice.recipient)
    )
    return notice.model_copy(update={"attachments": mine}) if mine else notice


def newest_papers(known: Iterable[DocumentRef], made: Iterable[DocumentRef]) -> tuple[DocumentRef, ...]:
    """Of each paper the one made last."""
    by_owner = {(one.kind, one.participant): one for one in (*known, *made)}
    return tuple(by_owner.values())


def _brought(notice: Notice) -> tuple[DocumentKind, ...]:
    kinds = COMES_WITH.get(notice.letter, ())
    return tuple(kind for kind in kinds if _is_for_reader(kind, notice.facts))


def _is_for_reader(kind: DocumentKind, facts: dict[str, FactValue]) -> bool:
    return kind not in SIGNED_WITH or bool(facts.get(SIGNED_WITH[kind]))
