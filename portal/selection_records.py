"""Selection records: found in the vault, saved to disk, and checked without any server."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from activities.ports import DocumentStore
from activities.seals import is_genuine
from delegation.document import DocumentKind, DocumentRef
from delegation.reading.problem import FileError
from delegation.selecting.canonical import canonical
from delegation.selecting.record import Envelope, SelectionRecord, UnreadableRecord, envelope_in, signed_in
from delegation.selecting.solve_file.reading import read_selection
from delegation.selecting.solve_file.tree import LARGEST_SOLVE_FILE
from portal.document_files import make_private, write_private
from portal.errors import NotFound
from portal.solving import solve_again
from portal.story_files import UnreadableFile
from portal.views import RecordCheck, Verified


@dataclass(frozen=True)
class KeptRecords:
    """The records of a delegation with the inputs they name, oldest first."""

    envelopes: tuple[Envelope, ...]
    records: tuple[bytes, ...]
    inputs: tuple[bytes, ...]

    def save(self, folder: Path) -> tuple[Path, ...]:
        """`selection-record.json` and `selection-inputs.json`, numbered if there are several."""
        make_private(folder)
        written = []
        for number, pair in enumerate(zip(self.records, self.inputs, strict=True), start=1):
            for kind, content in zip(("record", "inputs"), pair, strict=True):
                path = folder / f"selection-{kind}{f'-{number}' if number > 1 else ''}.json"
                write_private(path, content)
                written.append(path)
        return tuple(written)


def kept_records(store: DocumentStore, documents: Sequence[DocumentRef], slug: str) -> KeptRecords:
    """What was put on record. Raises NotFound while nothing is published."""
    found = [one for one in documents if one.kind is DocumentKind.SELECTION_RECORD]
    if not found:
        raise NotFound(f"No selection of {slug} is on record yet; it is kept when it is published.")
    records = tuple(store.read(one.key) for one in found)
    envelopes = tuple(envelope_in(content) for content in records)
    keys = {one.sha256: one.key for one in documents if one.kind is DocumentKind.SELECTION_INPUTS}
    inputs = tuple(store.read(keys[one.record.inputs_sha256]) for one in envelopes)
    return KeptRecords(envelopes, records, inputs)


def verified(path: Path, inputs: Path | None, key: str) -> Verified:
    """Every promise of a record, checked one after the other; later ones only if the earlier ones hold."""
    return Verified(checks=tuple(_checks(path, inputs, key)))


def _checks(path: Path, inputs: Path | None, key: str) -> Iterator[RecordCheck]:
    try:
        kept = _content(path)
        envelope = envelope_in(kept)
    except UnreadableRecord as error:
        yield RecordCheck(what="record", holds=False, detail=str(error))
        return
    signature = _signature(envelope, signed_in(kept), key)
    yield signature
    content = _inputs(path, inputs, envelope.record.inputs_sha256)
    hashed = _inputs_check(content, envelope.record)
    yield hashed
    if signature.holds and hashed.holds and content is not None:
        yield _result(envelope.record, content)


def _signature(envelope: Envelope, signed: bytes, key: str) -> RecordCheck:
    told = key.strip().lower()
    if not is_genuine(envelope, signed):
        return RecordCheck(
            what="signature", holds=False, detail="it is not that of this record; something was changed."
        )
    if told and told != envelope.public_key:
        detail = f"it is of another key, {envelope.public_key}; ask the organiser which one is right."
        return RecordCheck(what="signature", holds=False, detail=detail)
    whose = "of the key you were told" if told else f"of the key {envelope.public_key}"
    return RecordCheck(what="signature", holds=True, detail=f"{whose}, over exactly this record.")


def _inputs_check(content: bytes | None, record: SelectionRecord) -> RecordCheck:
    wanted = record.inputs_sha256
    if content is None:
        detail = f"no file beside the record has the SHA-256 {wanted}; name it with --inputs."
        return RecordCheck(what="inputs", holds=False, detail=detail)
    found = hashlib.sha256(content).hexdigest()
    if found != wanted:
        detail = f"their SHA-256 is {found}, the record says {wanted}."
        return RecordCheck(what="inputs", holds=False, detail=detail)
    return RecordCheck(what="inputs", holds=True, detail=f"SHA-256 {wanted}, as recorded.")


def _result(record: SelectionRecord, content: bytes) -> RecordCheck:
    try:
        solvable = read_selection(content.decode(), "the inputs", _nothing_beside)
    except (FileError, UnicodeDecodeError, UnreadableFile) as error:
        return RecordCheck(what="result", holds=False, detail=f"the inputs cannot be read: {error}")
    again = solve_again(solvable)
    if canonical(again) != canonical(record.result):
        differs = sum(record.result.of(one.participant) != one for one in again.decisions)
        detail = f"solved again it differs, in {differs} of {len(again.decisions)} decisions."
        return RecordCheck(what="result", holds=False, detail=detail)
    detail = f"solved again, it is the same to the last bit: {len(again.decisions)} decisions."
    return RecordCheck(what="result", holds=True, detail=detail)


def _nothing_beside(name: str) -> str:
    raise UnreadableFile(f"recorded inputs hold everything themselves, and these name {name!r}.")


def _inputs(path: Path, inputs: Path | None, sha256: str) -> bytes | None:
    if inputs is not None:
        return _content(inputs)
    beside = sorted(one for one in path.parent.glob("*.json") if one.is_file() and one != path)
    contents = (_content(one) for one in beside if one.stat().st_size <= LARGEST_SOLVE_FILE)
    return next((one for one in contents if hashlib.sha256(one).hexdigest() == sha256), None)


def _content(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(LARGEST_SOLVE_FILE + 1)
