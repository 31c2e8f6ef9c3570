"""Payments: the file of a run, made once. Accounts are read here and never leave the vault otherwise."""

from pydantic import AwareDatetime
from temporalio import activity

from activities.keys import account_key, payments_key, programme_account_key
from activities.ports import DocumentStore, KeyTaken, Missing
from activities.register import JSON
from activities.swapping import current
from delegation.document import DocumentRef
from delegation.exchange_state import PaymentLine
from delegation.exchanging.accounts import Account
from delegation.exchanging.payment_file import Payment, PaymentSheet, payments_csv, payments_xml
from delegation.fact import Fact
from delegation.ids import ItemId, Slug
from delegation.person import Line
from delegation.zoned import ZoneName

CSV, XML = "text/csv", "application/xml"


class PaymentOrder(Fact):
    """A run to make the file of."""

    delegation: Slug
    title: Line
    run: int
    ordered_at: AwareDatetime
    zone: ZoneName
    currency: str
    lines: tuple[PaymentLine, ...]


class PaymentFile(Fact):
    """The file of a run: none where no account was known."""

    documents: tuple[DocumentRef, ...] = ()
    left_out: tuple[ItemId, ...] = ()
    """Whose account, or that of the programme, is not in the vault."""


class PaymentActivities:
    """Makes payment files from the accounts in the vault."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    @activity.defn(name="make_payment_file")
    def make_payment_file(self, order: PaymentOrder) -> PaymentFile:
        """Keep the sheet of the run, then the two files made from it. Well under a second.

        Safe to retry: the number of the run is the key, created once. What an earlier try kept stays, with
        the accounts as they were then, so that a second try pays nobody else and nobody twice.

        Raises OSError: the store is away; Temporal retries.
        """
        sheet = self._kept_sheet(order)
        if sheet is None:
            return PaymentFile(left_out=tuple(one.exchange for one in order.lines))
        paid = {one.exchange for one in sheet.payments}
        return PaymentFile(
            documents=(
                self._store.create(_key(order, "csv"), payments_csv(sheet), CSV),
                self._store.create(_key(order, "xml"), payments_xml(sheet), XML),
            ),
            left_out=tuple(one.exchange for one in order.lines if one.exchange not in paid),
        )

    def _kept_sheet(self, order: PaymentOrder) -> PaymentSheet | None:
        """As it was kept first; None, for good, where nothing could be paid."""
        key = _key(order, "json")
        sheet = self._sheet(order)
        content = sheet.model_dump_json().encode() if sheet else b"null"
        try:
            self._store.create(key, content, JSON)
        except KeyTaken:
            content = self._store.read(key)
        return None if content == b"null" else PaymentSheet.model_validate_json(content)

    def _sheet(self, order: PaymentOrder) -> PaymentSheet | None:
        payer = self._account(programme_account_key(order.delegation))
        payments = [
            Payment(exchange=one.exchange, participant=one.visitor, cents=one.cents, account=account)
            for one in order.lines
            if (account := self._account(account_key(order.delegation, one.visitor))) is not None
        ]
        if payer is None or not payments:
            return None
        return PaymentSheet(
            delegation=order.delegation,
            title=order.title,
            run=order.run,
            ordered_at=order.ordered_at,
            zone=order.zone,
            currency=order.currency,
            payer=payer,
            payments=tuple(payments),
        )

    def _account(self, key: str) -> Account | None:
        try:
            content = current(self._store, key)
        except Missing:
            return None
        return None if content is None else Account.model_validate_json(content)


def _key(order: PaymentOrder, form: str) -> str:
    return payments_key(order.delegation, order.run, form)
