"""Selection records: kept once, signed with the delegation's own key, and solved again to the last bit."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.records import RecordActivities, RecordOrder
from activities.register import Register
from activities.seals import is_genuine, public_key, sealed
from delegation.application import Facts
from delegation.document import DocumentKind, DocumentSet
from delegation.panel import Adjust, Adjustment, Ruling
from delegation.selecting.canonical import canonical
from delegation.selecting.record import (
    Deed,
    Envelope,
    SelectionRecord,
    UnreadableRecord,
    envelope_in,
    signed_in,
)
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import select
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules
from portal.selection_records import kept_records, verified
from tests.fakes import MemoryStore

NOW = datetime(2017, 3, 14, 12, tzinfo=UTC)
RULES = SelectionRules(
    places=2,
    reserve=1,
    rules=(
        BalanceRule(
            id="per-country",
            text="At most 1 per country.",
            kind=RuleKind.AT_MOST_PER_VALUE,
            field="country",
            limit=1,
        ),
    ),
)
EVALUATED = tuple(
    Evaluated(
        participant=f"A-{number:02}",
        facts=Facts(organisation=f"Organisation {number}", country=country),
        score=score,
        mean=score // 20,
        received_at=NOW - timedelta(days=30),
        passes_threshold=score > 5000,
        score_sheets=2,
    )
    for number, country, score in ((1, "DE", 9000), (2, "DE", 8900), (3, "FR", 7000), (4, "ES", 4000))
)


def order(*rulings: Ruling, holding: tuple[str, ...] = (), is_solved: bool = True) -> RecordOrder:
    adjust = Adjust(adjustment=Adjustment(places=2), author="Panel", reason="Two beds.", at=NOW)
    return RecordOrder(
        delegation="usa-2017",
        made_at=NOW,
        solved_at=NOW - timedelta(days=8),
        decided=Deed(by="Panel", at=NOW - timedelta(days=7), note="Unanimous."),
        published=Deed(by="Office", at=NOW),
        evaluated=EVALUATED,
        rules=RULES,
        rulings=rulings,
        adjustments=(adjust,),
        holding=holding,
        selection=select(EVALUATED, RULES, rulings=rulings) if is_solved else None,
    )


class Vault:
    """A delegation's vault, and what was put on record in it."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.register = Register(self.store)
        self.activities = RecordActivities(self.store, self.register)

    def keep(self, order: RecordOrder) -> DocumentSet:
        return self.activities.keep_selection_record(order)

    def saved(self, made: DocumentSet, folder: Path) -> Path:
        """The path of the record."""
        kept_records(self.store, made.documents, "usa-2017").save(folder)
        return folder / "selection-record.json"


@pytest.fixture
def vault() -> Vault:
    return Vault()


def outcomes(path: Path, inputs: Path | None = None, key: str = "") -> dict[str, bool]:
    return {one.what: one.holds for one in verified(path, inputs, key).checks}


def test_a_published_selection_is_kept_with_what_it_was_solved_from(vault: Vault, tmp_path: Path) -> None:
    made = vault.keep(order())

    assert [one.kind for one in made.documents] == [
        DocumentKind.SELECTION_INPUTS,
        DocumentKind.SELECTION_RECORD,
    ]
    record = envelope_in(vault.store.read(made.documents[1].key)).record
    assert record.inputs_sha256 == made.documents[0].sha256
    assert (record.decided.by, record.decided.note, record.published.by) == ("Panel", "Unanimous.", "Office")
    assert record.adjustments[0].reason == "Two beds."
    assert outcomes(vault.saved(made, tmp_path)) == {"signature": True, "inputs": True, "result": True}


def test_keeping_a_record_again_changes_nothing(vault: Vault) -> None:
    first, again = vault.keep(order()), vault.keep(order())

    assert first == again
    assert len(list(vault.store.keys("delegations/usa-2017/documents/"))) == 2


def test_another_engine_at_the_second_try_does_not_make_a_second_record(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = vault.keep(order())
    monkeypatch.setattr("activities.records.ENGINE", ("pytest",))

    assert vault.keep(order()) == first


def test_rulings_and_places_held_are_part_of_what_is_solved_again(vault: Vault, tmp_path: Path) -> None:
    placed = Ruling(participant="A-03", taken=True, author="Panel", reason="Speaks at the summit.")
    made = vault.keep(order(placed, holding=("A-02",), is_solved=False))

    record = envelope_in(vault.store.read(made.documents[1].key)).record
    assert [one.participant for one in record.rulings] == ["A-02", "A-03"]
    assert outcomes(vault.saved(made, tmp_path))["result"]


def test_the_key_is_the_delegations_own_and_never_changes(vault: Vault, tmp_path: Path) -> None:
    path = vault.saved(vault.keep(order()), tmp_path)
    told = public_key("usa-2017", vault.register.secret("usa-2017"))
    other = public_key("usa-2018", vault.register.secret("usa-2017"))

    assert public_key("usa-2017", Register(vault.store).secret("usa-2017")) == told
    assert outcomes(path, key=told.upper())["signature"]
    assert not outcomes(path, key=other)["signature"]


def test_inputs_that_are_missing_or_changed_are_noticed(vault: Vault, tmp_path: Path) -> None:
    path = vault.saved(vault.keep(order()), tmp_path)
    inputs = tmp_path / "selection-inputs.json"
    changed = tmp_path / "changed.json"
    changed.write_bytes(inputs.read_bytes().replace(b"70.00", b"95.00"))

    assert outcomes(path, changed) == {"signature": True, "inputs": False}
    inputs.unlink()
    assert outcomes(path) == {"signature": True, "inputs": False}


def test_a_result_that_does_not_follow_from_the_inputs_is_noticed_although_it_is_signed(
    vault: Vault, tmp_path: Path
) -> None:
    path = vault.saved(vault.keep(order()), tmp_path)
    record = envelope_in(path.read_bytes()).record
    better = record.result.model_copy(update={"objective": record.result.objective + 1})
    forged = sealed(record.model_copy(update={"result": better}), vault.register.secret("usa-2017"))
    path.write_bytes(canonical(forged))

    assert outcomes(path) == {"signature": True, "inputs": True, "result": False}


def test_a_record_signed_anew_by_someone_else_is_noticed_by_the_key_one_was_told(
    vault: Vault, tmp_path: Path
) -> None:
    path = vault.saved(vault.keep(order()), tmp_path)
    told = public_key("usa-2017", vault.register.secret("usa-2017"))
    path.write_bytes(canonical(sealed(envelope_in(path.read_bytes()).record, bytes(32))))

    assert outcomes(path)["signature"]
    assert not outcomes(path, key=told)["signature"]


ENVELOPE = canonical(
    sealed(
        SelectionRecord(
            delegation="usa-2017",
            decided=Deed(by="Panel", at=NOW),
            published=Deed(by="Office", at=NOW),
            rules=RULES,
            lot_seed="legation",
            inputs_sha256="0" * 64,
            result=select(EVALUATED, RULES),
        ),
        bytes(range(32)),
    )
)


def genuine(content: bytes) -> bool:
    try:
        return is_genuine(envelope_in(content), signed_in(content))
    except UnreadableRecord:
        return False


@settings(max_examples=50, deadline=None)
@given(st.integers(0, len(ENVELOPE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    changed = bytearray(ENVELOPE)
    changed[place] ^= change

    assert genuine(ENVELOPE)
    assert not genuine(bytes(changed))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(ENVELOPE)), st.binary(min_size=1, max_size=3))
def test_anything_put_in_or_left_out_is_noticed(place: int, put_in: bytes) -> None:
    assert not genuine(ENVELOPE[:place] + put_in + ENVELOPE[place:])
    assert not genuine(ENVELOPE[:place] + ENVELOPE[place + 1 :]) or place == len(ENVELOPE)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_other_bytes_are_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableRecord, match=r"\.$"):
        envelope_in(content)


def test_a_record_survives_its_own_reading() -> None:
    envelope = envelope_in(ENVELOPE)

    assert canonical(envelope) == ENVELOPE
    assert Envelope.model_validate_json(envelope.model_dump_json()) == envelope


def test_the_order_of_a_record_survives_the_payload() -> None:
    kept = order(holding=("A-02",))

    assert RecordOrder.model_validate_json(kept.model_dump_json()) == kept


class LaterRecord(SelectionRecord):
    """A record as a later version might write it."""

    witnesses: tuple[str, ...] = ()


def test_a_record_that_another_version_wrote_is_still_read_and_genuine() -> None:
    record = envelope_in(ENVELOPE).record
    later = LaterRecord(**dict(record), witnesses=("The notary",))
    seal = sealed(later, bytes(range(32))).model_dump(mode="json")
    content = canonical({**seal, "record": later.model_dump(mode="json")})

    assert b"The notary" in content
    assert genuine(content)
    assert not genuine(content.replace(b"The notary", b"Nobody"))
    assert envelope_in(content).record == record


@pytest.mark.parametrize("name", ["public_key", "signature"])
def test_keys_and_signatures_are_written_in_one_way_only(name: str) -> None:
    plain = json.loads(ENVELOPE)

    with pytest.raises(UnreadableRecord):
        envelope_in(canonical({**plain, name: plain[name].upper()}))
    with pytest.raises(UnreadableRecord):
        envelope_in(canonical({**plain, "beside": "the record"}))
