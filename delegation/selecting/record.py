"""The record of a published selection: who decided what, when, from which inputs, and what came out."""

import json
from collections.abc import Mapping

from pydantic import AwareDatetime, Field, ValidationError

from delegation.fact import Fact
from delegation.ids import Slug
from delegation.panel import Adjust, Ruling
from delegation.selecting.canonical import canonical
from delegation.selecting.selection import Selection
from delegation.selection_rules import SelectionRules

FORMAT = 1
ALGORITHM = "Ed25519"


class Deed(Fact):
    """Something done by someone at some time."""

    by: str
    at: AwareDatetime | None = None
    note: str = ""


class SelectionRecord(Fact):
    """What is signed."""

    format: int = FORMAT
    delegation: Slug
    cut_off: str = ""
    """Empty for the first."""
    solved_at: AwareDatetime | None = None
    decided: Deed
    published: Deed
    adjustments: tuple[Adjust, ...] = ()
    """What the panel changed, oldest first, each with author and reason."""
    rulings: tuple[Ruling, ...] = ()
    """What of it still stood about single applications."""
    rules: SelectionRules
    """As solved, after all adjustments."""
    lot_seed: str
    inputs_sha256: str
    """Of the selection file it was solved from."""
    result: Selection
    engine: dict[str, str] = Field(default_factory=dict)
    """Versions of what solved it, for information: the result depends on none of them."""


class Envelope(Fact):
    """A record with its signature over `canonical(record)`; key and signature in hexadecimal digits."""

    record: SelectionRecord
    algorithm: str = ALGORITHM
    public_key: str = Field(pattern="^[0-9a-f]{64}$")
    signature: str = Field(pattern="^[0-9a-f]{128}$")


class UnreadableRecord(ValueError):
    """These bytes are no record; the sentence says why and what to do."""


def envelope_in(content: bytes) -> Envelope:
    """The envelope kept as `content`, in canonical form to the last blank. Raises UnreadableRecord.

    Fields that another version added or did not know yet are no mistake; `signed_in` has them all.
    """
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableRecord("This is no selection record: it is not JSON. Save it again.") from None
    return _envelope(plain, content)


def signed_in(content: bytes) -> bytes:
    """What the signature is over: the record as it was written, whatever version wrote it."""
    return canonical(json.loads(content)["record"])


def _envelope(plain: object, content: bytes) -> Envelope:
    if not isinstance(plain, Mapping) or "record" not in plain:
        raise UnreadableRecord(
            "This is no selection record; 'selection record SLUG --save FOLDER' writes one."
        )
    try:
        envelope = Envelope.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableRecord(f"This is no selection record: {where}: {first['msg']}.") from None
    if canonical(plain) != content or set(plain) != set(Envelope.model_fields):
        raise UnreadableRecord(
            "The record was changed or written anew after it was signed: its bytes are not those it was "
            "kept in. Save it again with 'selection record SLUG --save FOLDER'."
        )
    return envelope
