"""Accounts as the command line shows them: never a password, not even its hash."""

from collections.abc import Iterable
from typing import Literal

from activities.accounts import Account
from delegation.fact import Fact


class AccountShown(Fact):
    """One account. No delegations: all of them."""

    login: str
    name: str
    delegations: tuple[str, ...]
    state: Literal["open", "invited", "closed"]


class AccountsShown(Fact):
    """All of them, by login."""

    accounts: tuple[AccountShown, ...]


def accounts_shown(accounts: Iterable[Account]) -> AccountsShown:
    return AccountsShown(accounts=tuple(_shown(one) for one in accounts))


def _shown(one: Account) -> AccountShown:
    return AccountShown(
        login=one.login,
        name=one.name,
        delegations=one.delegations,
        state="closed" if one.is_closed else "open" if one.password or one.subject else "invited",
    )
