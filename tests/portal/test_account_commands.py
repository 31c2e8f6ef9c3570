"""Commands for the accounts of organisers: invite, list, close."""

import re

import pytest

from activities.accounts import Accounts
from activities.identity import Identity
from portal.web.organising.sessions import Sessions
from tests.portal.commands_portal import Terminal
from tests.portal.invites_portal import SLUG

LOGIN = "anna@platform.example"
ANNA = Identity(issuer="https://login.platform.example", subject="8f1c", email=LOGIN, is_email_checked=True)


def accounts_of(terminal: Terminal) -> Accounts:
    assert terminal.legation is not None
    return Accounts(terminal.legation.store)


def test_somebody_is_invited_once_it_is_meant_and_gets_an_address_that_works(at_call: Terminal):
    command = f"accounts invite {LOGIN} --name 'Anna Weber' --delegation {SLUG}"
    tried = at_call(f"{command} --dry-run")
    assert "Nothing was done." in tried.out
    assert accounts_of(at_call).all() == ()

    said = at_call(command)
    token = re.search(r"/sign-in/(\S+)", said.out)
    assert token is not None
    account = Sessions(accounts_of(at_call), "http://localhost").invited(token[1])
    assert account is not None
    assert (account.login, account.name, account.delegations) == (LOGIN, "Anna Weber", (SLUG,))
    (row,) = at_call("accounts list --json").object["accounts"]
    assert row == {"login": LOGIN, "name": "Anna Weber", "delegations": [SLUG], "state": "invited"}
    assert LOGIN in at_call("accounts list").out


def test_a_closed_account_is_shown_as_closed(at_call: Terminal):
    at_call(f"accounts invite {LOGIN}")

    assert "Nothing was done." in at_call(f"accounts close {LOGIN} --dry-run").out
    assert at_call(f"accounts close {LOGIN}").code == 0
    assert accounts_of(at_call).find(LOGIN) is None
    (row,) = at_call("accounts list --json").object["accounts"]
    assert row["state"] == "closed"


def test_what_is_no_login_no_delegation_or_nobody_is_told(at_call: Terminal):
    assert "is no login" in at_call("accounts invite 'Anna Weber'").err
    assert at_call(f"accounts invite {LOGIN} --delegation atlantis-2030").code == 3
    assert at_call("accounts close b.nobody").code == 3
    assert accounts_of(at_call).all() == ()


def test_with_a_provider_it_is_said_where_one_signs_in_too(
    at_call: Terminal, monkeypatch: pytest.MonkeyPatch
):
    set_provider(monkeypatch)
    said = at_call(f"accounts invite {LOGIN}").out
    accounts_of(at_call).recognised(ANNA)

    assert re.search(r"/sign-in/\S+", said)
    assert "signs in with Platform Directory here" in said
    (row,) = at_call("accounts list --json").object["accounts"]
    assert row["state"] == "open"


def test_where_passwords_are_off_nobody_is_sent_to_choose_one(
    at_call: Terminal, monkeypatch: pytest.MonkeyPatch
):
    set_provider(monkeypatch, passwords="false")

    assert "nobody could sign in with it" in at_call("accounts invite a.weber").err
    assert accounts_of(at_call).all() == ()
    assert re.search(r"/sign-in$", at_call(f"accounts invite {LOGIN}").out.strip())


def set_provider(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    told = {
        "issuer": "https://login.platform.example",
        "client_id": "legation-desk",
        "client_secret": "secret-word",
        "name": "Platform Directory",
        **more,
    }
    for name, value in told.items():
        monkeypatch.setenv(f"LEGATION_OIDC__{name.upper()}", value)
