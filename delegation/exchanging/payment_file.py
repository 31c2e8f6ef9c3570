"""The file of a payment run: what a person reads (CSV), and what a bank reads (ISO 20022 pain.001.001.09)."""

import csv
import io
import re
import unicodedata
import xml.etree.ElementTree as ET
from datetime import datetime

from pydantic import AwareDatetime, Field

from delegation.exchanging.accounts import Account
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.organisations.cell_text import harmless, one_line
from delegation.person import Line
from delegation.zoned import ZoneName, zone_named

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NOT_SEPA = re.compile(r"[^A-Za-z0-9/?:().,'+ -]")
LONGEST_NAME, LONGEST_ID, LONGEST_REMITTANCE = 70, 35, 140
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
COLUMNS = ("exchange", "participant", "holder", "iban", "bic", "amount", "currency")


class Payment(Fact):
    """One transfer."""

    exchange: ItemId
    """Its end-to-end id."""
    participant: ParticipantId
    cents: int = Field(gt=0)
    account: Account


class PaymentSheet(Fact):
    """All transfers of a run with their accounts. Kept in the vault only, and made once."""

    delegation: Slug
    title: Line
    run: int = Field(gt=0)
    ordered_at: AwareDatetime
    zone: ZoneName
    currency: str
    payer: Account
    payments: tuple[Payment, ...] = Field(min_length=1)

    @property
    def cents(self) -> int:
        return sum(one.cents for one in self.payments)


def payments_csv(sheet: PaymentSheet) -> bytes:
    """One row per transfer, for a person; text that a spreadsheet would run is quoted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sheet.payments:
        account = one.account
        row = (one.exchange, one.participant, account.holder, account.iban, account.bic)
        writer.writerow([*(harmless(one_line(cell)) for cell in row), amount(one.cents), sheet.currency])
    return text.getvalue().encode()


def payments_xml(sheet: PaymentSheet) -> bytes:
    """A customer credit transfer initiation: one payment information block, one transaction per exchange."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_name("Document"))
    transfer = _in(root, "CstmrCdtTrfInitn")
    _group_header(transfer, sheet)
    _payment_block(transfer, sheet)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f"{DECLARATION}\n{text}\n".encode()


def _group_header(transfer: ET.Element, sheet: PaymentSheet) -> None:
    header = _in(transfer, "GrpHdr")
    _in(header, "MsgId", message_id(sheet))
    local = _local(sheet).replace(tzinfo=None)
    _in(header, "CreDtTm", local.isoformat(timespec="seconds"))
    _totals(header, sheet)
    _in(_in(header, "InitgPty"), "Nm", latin(sheet.payer.holder, LONGEST_NAME))


def _payment_block(transfer: ET.Element, sheet: PaymentSheet) -> None:
    block = _in(transfer, "PmtInf")
    _in(block, "PmtInfId", message_id(sheet))
    _in(block, "PmtMtd", "TRF")
    _totals(block, sheet)
    if sheet.currency == "EUR":
        _in(_in(_in(block, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _in(_in(block, "ReqdExctnDt"), "Dt", _local(sheet).date().isoformat())
    _in(_in(block, "Dbtr"), "Nm", latin(sheet.payer.holder, LONGEST_NAME))
    _account(block, "DbtrAcct", sheet.payer)
    _agent(block, "DbtrAgt", sheet.payer)
    _in(block, "ChrgBr", "SLEV")
    for one in sheet.payments:
        _transaction(block, one, sheet)


def _transaction(block: ET.Element, one: Payment, sheet: PaymentSheet) -> None:
    told = _in(block, "CdtTrfTxInf")
    _in(_in(told, "PmtId"), "EndToEndId", one.exchange[:LONGEST_ID])
    _in(_in(told, "Amt"), "InstdAmt", amount(one.cents), Ccy=sheet.currency)
    if one.account.bic:
        _agent(told, "CdtrAgt", one.account)
    _in(_in(told, "Cdtr"), "Nm", latin(one.account.holder, LONGEST_NAME))
    _account(told, "CdtrAcct", one.account)
    _in(_in(told, "RmtInf"), "Ustrd", latin(f"{one.exchange} {sheet.title}", LONGEST_REMITTANCE))


def _totals(where: ET.Element, sheet: PaymentSheet) -> None:
    _in(where, "NbOfTxs", str(len(sheet.payments)))
    _in(where, "CtrlSum", amount(sheet.cents))


def _account(where: ET.Element, name: str, account: Account) -> None:
    _in(_in(_in(where, name), "Id"), "IBAN", account.iban)


def _agent(where: ET.Element, name: str, account: Account) -> None:
    bank = _in(_in(where, name), "FinInstnId")
    if account.bic:
        _in(bank, "BICFI", account.bic)
    else:
        _in(_in(bank, "Othr"), "Id", "NOTPROVIDED")


def _in(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, _name(name), attributes)
    element.text = text
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _local(sheet: PaymentSheet) -> datetime:
    return sheet.ordered_at.astimezone(zone_named(sheet.zone))


# --- texts ------------------------------------------------------------------------------------------


def message_id(sheet: PaymentSheet) -> str:
    """`clusterxchange-2020-r0003`: the same for the same run, at most 35 characters."""
    return f"{sheet.delegation[: LONGEST_ID - 8].rstrip('-')}-r{sheet.run:04d}"


def amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def latin(text: str, longest: int) -> str:
    """In the letters banks of the single payments area take: `Łódź` is `Lodz`; others become a point."""
    plain = unicodedata.normalize("NFKD", "".join(SPELLED.get(sign, sign) for sign in text))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(NOT_SEPA.sub(".", kept).split())[:longest].strip() or "."


SPELLED = {"ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
"""Letters that do not come apart into a plain one and its mark."""
