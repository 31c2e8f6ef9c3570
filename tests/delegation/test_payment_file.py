"""Payment files: what a bank reads adds up, and says the same as what a person reads."""

import csv
import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.exchanging.accounts import Account, read_account
from delegation.exchanging.payment_file import (
    NAMESPACE,
    NOT_SEPA,
    Payment,
    PaymentSheet,
    payments_csv,
    payments_xml,
)

IN = {"": NAMESPACE}
NAMES = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=90)
PAYMENTS = st.lists(st.tuples(st.integers(1, 10**9), NAMES), min_size=1, max_size=8)
PAYER = Account(holder="Water Partnership", iban="BE68539007547034")


def sheet(payments: list[tuple[int, str]], title: str = "Exchanges") -> PaymentSheet:
    return PaymentSheet(
        delegation="clusterxchange-2020",
        title=title,
        run=3,
        ordered_at=datetime(2020, 6, 20, 22, 30, tzinfo=UTC),
        zone="Europe/Brussels",
        currency="EUR",
        payer=PAYER,
        payments=tuple(
            Payment(
                exchange=f"x-aaaaaa{number:02d}",
                participant=f"V-{number}",
                cents=cents,
                account=Account(holder=holder, iban="SE4550000000058398257466"),
            )
            for number, (cents, holder) in enumerate(payments)
        ),
    )


@given(PAYMENTS, NAMES)
@settings(max_examples=60, deadline=None)
def test_sums_counts_and_references_of_the_banks_file_are_those_of_the_sheet(
    payments: list[tuple[int, str]], title: str
):
    made = sheet(payments, title)
    root = ET.fromstring(payments_xml(made))  # noqa: S314 - our own bytes

    total = f"{made.cents // 100}.{made.cents % 100:02d}"
    assert {one.text for one in root.iterfind(".//CtrlSum", IN)} == {total}
    assert {one.text for one in root.iterfind(".//NbOfTxs", IN)} == {str(len(payments))}
    amounts = [str(one.text) for one in root.iterfind(".//InstdAmt", IN)]
    assert sum(int(one.replace(".", "")) for one in amounts) == made.cents
    told = [one.text for one in root.iterfind(".//EndToEndId", IN)]
    assert told == [one.exchange for one in made.payments]
    for one in (*root.iterfind(".//Nm", IN), *root.iterfind(".//Ustrd", IN)):
        assert one.text
        assert NOT_SEPA.search(one.text) is None
        assert len(one.text) <= 140


@given(PAYMENTS)
@settings(max_examples=60, deadline=None)
def test_every_row_of_the_table_is_one_payment_and_no_cell_is_a_formula(payments: list[tuple[int, str]]):
    made = sheet(payments)

    rows = list(csv.reader(io.StringIO(payments_csv(made).decode(), newline="")))
    assert [row[0] for row in rows[1:]] == [one.exchange for one in made.payments]
    assert sum(int(row[5].replace(".", "")) for row in rows[1:]) == made.cents
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_file_is_dated_in_the_zone_of_the_programme():
    root = ET.fromstring(payments_xml(sheet([(39_000, "Łódź & Søn")])))  # noqa: S314 - our own bytes

    assert root.findtext(".//ReqdExctnDt/Dt", namespaces=IN) == "2020-06-21"
    assert root.findtext(".//CreDtTm", namespaces=IN) == "2020-06-21T00:30:00"
    assert root.findtext(".//Cdtr/Nm", namespaces=IN) == "Lodz . Son"
    assert root.findtext(".//MsgId", namespaces=IN) == "clusterxchange-2020-r0003"


@pytest.mark.parametrize("iban", ["BE68 5390 0754 7034", "be68539007547034", "GB29NWBK60161331926819"])
def test_an_account_is_taken_with_blanks_and_small_letters(iban: str):
    assert read_account("Runa", iban).iban == "".join(iban.split()).upper()


@pytest.mark.parametrize(
    "iban", ["", "BE68", "BE68 5390 0754 7035", "1234", "ＢＥ68539007547034", "BE68-5390-0754-7034"]
)
def test_a_number_that_is_no_account_is_refused_without_repeating_it(iban: str):
    with pytest.raises(ValueError, match="IBAN") as refused:
        read_account("Runa", iban)

    assert not iban or iban not in str(refused.value)


@given(st.text("0123456789", min_size=14, max_size=14), st.integers(0, 13), st.integers(1, 9))
@settings(max_examples=60)
def test_one_wrong_digit_is_noticed(digits: str, place: int, by: int):
    check = 98 - int(digits[2:] + "111400") % 97
    iban = f"BE{check:02d}{digits[2:]}"
    wrong = list(iban)
    at = 2 + place
    wrong[at] = str((int(wrong[at]) + by) % 10)

    assert read_account("Runa", iban).iban == iban
    with pytest.raises(ValueError, match="check digits"):
        read_account("Runa", "".join(wrong))
