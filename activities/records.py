"""Selection records: what a published selection was solved from, and a signed record of it, kept for good."""

import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version

from pydantic import AwareDatetime
from temporalio import activity

from activities.lifesign import lifesign
from activities.ports import DocumentStore, KeyTaken
from activities.register import JSON, Register
from activities.seals import sealed
from delegation.document import DocumentKind, DocumentRef, DocumentSet
from delegation.fact import Fact
from delegation.ids import ParticipantId, Slug
from delegation.panel import Adjust, Ruling
from delegation.selecting.canonical import canonical
from delegation.selecting.record import Deed, SelectionRecord
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Selection
from delegation.selecting.solve_file.writing import solve_file_of
from delegation.selection_rules import SelectionRules

RULES, HOLDING = "The rules", "Holds a place of an earlier cut-off."
ENGINE = ("scipy", "numpy", "pydantic")


class RecordOrder(Fact):
    """A published selection to put on record, with everything it was solved from."""

    delegation: Slug
    cut_off: str = ""
    """Empty for the first."""
    made_at: AwareDatetime
    """Trip time."""
    solved_at: AwareDatetime | None = None
    decided: Deed
    published: Deed
    evaluated: tuple[Evaluated, ...]
    rules: SelectionRules
    """As solved, after all adjustments."""
    rulings: tuple[Ruling, ...] = ()
    """As solved (`panel.settled`)."""
    adjustments: tuple[Adjust, ...] = ()
    holding: tuple[ParticipantId, ...] = ()
    """Who of those evaluated held a place of an earlier cut-off, and therefore kept it."""
    selection: Selection | None = None
    """As solved. None: solved here again, as for a later cut-off, where what is published also shows those
    who waited before."""


def record_key(order: RecordOrder, kind: DocumentKind) -> str:
    """The same for the same order, however often it is tried."""
    digest = hashlib.sha256(canonical(order)).hexdigest()[:12]
    name = f"{order.cut_off or 'first'}-{digest}.json"
    return f"delegations/{order.delegation}/documents/{kind.value}/{name}"


class RecordActivities:
    """Keeps selection records in the vault, signed with the delegation's own key."""

    def __init__(self, store: DocumentStore, register: Register) -> None:
        self._store = store
        self._register = register

    @activity.defn(name="keep_selection_record")
    def keep_selection_record(self, order: RecordOrder) -> DocumentSet:
        """Keep the inputs and the signed record. Under a second, unless it has to be solved again.

        Safe to retry: both have keys derived from the order and are created once. What an earlier try
        kept stays, and the record names the inputs as they are kept.

        Raises:
            OSError: the store is away; Temporal retries.
        """
        written = solve_file_of(order.evaluated, order.rules, _rulings(order))
        inputs = self._kept(order, DocumentKind.SELECTION_INPUTS, written)
        with lifesign():
            record_of_it = _record(order, inputs.sha256)
        envelope = sealed(record_of_it, self._register.secret(order.delegation))
        record = self._kept(order, DocumentKind.SELECTION_RECORD, canonical(envelope))
        return DocumentSet(documents=(inputs, record))

    def _kept(self, order: RecordOrder, kind: DocumentKind, content: bytes) -> DocumentRef:
        key = record_key(order, kind)
        try:
            ref = self._store.create(key, content, JSON)
        except KeyTaken:
            kept = self._store.read(key)
            digest = hashlib.sha256(kept).hexdigest()
            ref = DocumentRef(key=key, sha256=digest, size=len(kept), media_type=JSON)
        return ref.model_copy(update={"kind": kind, "made_at": order.made_at})


def _record(order: RecordOrder, inputs_sha256: str) -> SelectionRecord:
    return SelectionRecord(
        delegation=order.delegation,
        cut_off=order.cut_off,
        solved_at=order.solved_at,
        decided=order.decided,
        published=order.published,
        adjustments=order.adjustments,
        rulings=_rulings(order),
        rules=order.rules,
        lot_seed=order.rules.lot_seed,
        inputs_sha256=inputs_sha256,
        result=order.selection or _solved(order),
        engine=_engine(),
    )


def _rulings(order: RecordOrder) -> tuple[Ruling, ...]:
    """Places held are kept as if the panel had placed those who hold them."""
    ruled = {one.participant for one in order.rulings}
    held = sorted(set(order.holding) - ruled)
    kept = (Ruling(participant=one, taken=True, author=RULES, reason=HOLDING) for one in held)
    return tuple(sorted((*order.rulings, *kept), key=lambda one: one.participant))


def _solved(order: RecordOrder) -> Selection:
    from delegation.selecting.selection import select

    return select(order.evaluated, order.rules, rulings=_rulings(order))


def _engine() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in ENGINE:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
