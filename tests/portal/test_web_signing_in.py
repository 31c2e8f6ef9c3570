"""Organisers sign in with a password they chose by an invitation; nobody else comes to the desk."""

from datetime import UTC, datetime

import httpx
import pytest

from activities.accounts import Account, Accounts, NoAccount
from portal.web.desk import Desk
from portal.web.organising.sessions import COOKIE
from tests.fakes import MemoryStore
from tests.portal import stages
from tests.portal.desk_portal import LOGIN, account_at, anybody, desk_of, signed_in
from tests.portal.invites_portal import PORTAL

NOW = datetime(2017, 1, 1, tzinfo=UTC)
PASSWORD = "nineteen clusters go west"


@pytest.fixture
def desk() -> Desk:
    return desk_of(stages.call_open())


def invitation(desk: Desk, account: Account | None = None) -> str:
    assert desk.sessions is not None
    return desk.sessions.invitation(account or account_at(desk)).removeprefix(PORTAL)


async def chosen(browser: httpx.AsyncClient, path: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post(path, data={"password": password, "again": password})


async def sign_in(browser: httpx.AsyncClient, **typed: str) -> httpx.Response:
    return await browser.post("/sign-in", data={"login": LOGIN, "password": PASSWORD, **typed})


async def test_an_invitation_is_used_once_and_leads_to_the_desk(desk: Desk):
    path = invitation(desk)
    async with anybody(desk) as browser:
        page = await browser.get(path)
        entered = await chosen(browser, path)
        again = await browser.get(path)
    async with anybody(desk) as other:
        back = await sign_in(other)

    assert "Welcome, Anna Weber" in page.text
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk")
    assert COOKIE in entered.headers["set-cookie"]
    assert again.status_code == 404
    assert (back.status_code, back.headers["location"]) == (303, "/desk")


async def test_the_cookie_is_for_this_site_and_its_server_alone(desk: Desk):
    async with anybody(desk) as browser:
        said = (await chosen(browser, invitation(desk))).headers["set-cookie"].lower()

    for part in ("httponly", "secure", "samesite=lax", "path=/", "max-age=43200"):
        assert part in said
    assert "anna" not in said


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "at least 12 characters"),
        ("x" * 201, "x" * 201, "at most 200"),
        (LOGIN, LOGIN, "guessed at once"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "guessed at once"),
        (PASSWORD, PASSWORD + "!", "not the same"),
    ],
)
async def test_a_password_that_will_not_do_is_told_why(desk: Desk, password: str, again: str, said: str):
    path = invitation(desk)
    async with anybody(desk) as browser:
        answer = await browser.post(path, data={"password": password, "again": again})
        entered = await chosen(browser, path)

    assert answer.status_code == 422
    assert said in answer.text
    assert answer.text.count(f'value="{password}"') == (password == LOGIN)  # the login, and no password
    assert entered.status_code == 303


async def test_a_wrong_password_and_an_unknown_login_are_told_alike(desk: Desk):
    async with anybody(desk) as browser:
        await chosen(browser, invitation(desk))
        browser.cookies.clear()
        wrong = await sign_in(browser, password="something else entirely")
        unknown = await sign_in(browser, login="nobody@platform.example")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.text.replace(LOGIN, "") == unknown.text.replace("nobody@platform.example", "")
    assert COOKIE not in wrong.headers.get("set-cookie", "")


async def test_an_account_without_a_password_cannot_sign_in(desk: Desk):
    account_at(desk)
    async with anybody(desk) as browser:
        assert (await sign_in(browser, password="")).status_code == 422


async def test_who_is_not_signed_in_is_asked_to_and_comes_back_where_they_were(desk: Desk):
    async with anybody(desk) as browser:
        await chosen(browser, invitation(desk))
        browser.cookies.clear()
        page = await browser.get("/sign-in?next=%2Fdesk%2Fusa-2017%2Fselection%3Fseats%3D12")
        entered = await sign_in(browser, next="/desk/usa-2017/selection?seats=12")

    assert 'value="/desk/usa-2017/selection?seats=12"' in page.text
    assert entered.headers["location"] == "/desk/usa-2017/selection?seats=12"


@pytest.mark.parametrize(
    "next_",
    ["https://evil.example/", "//evil.example/desk", "/desk.evil.example", "/o/x", "javascript:alert(1)",
     "/desk\r\nSet-Cookie: a=b", "/desk/\\evil.example", "\\\\evil.example", "/desker"],
)  # fmt: skip
async def test_signing_in_leads_nowhere_but_to_the_desk(desk: Desk, next_: str):
    async with anybody(desk) as browser:
        await chosen(browser, invitation(desk))
        browser.cookies.clear()
        entered = await sign_in(browser, next=next_)

    assert entered.headers["location"] == "/desk"


async def test_another_site_can_neither_sign_anybody_in_nor_out(desk: Desk):
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    async with signed_in(desk) as browser:
        for path in ("/sign-in", "/sign-out", invitation(desk)):
            assert (await browser.post(path, data={"login": LOGIN}, headers=headers)).status_code == 403


async def test_signing_out_takes_the_cookie_away(desk: Desk):
    async with signed_in(desk) as browser:
        answer = await browser.post("/sign-out")

    assert answer.headers["location"] == "/sign-in"
    assert "max-age=0" in answer.headers["set-cookie"].lower()


def test_a_new_invitation_or_a_closed_account_ends_what_was_handed_out():
    accounts = Accounts(MemoryStore())
    first = accounts.invite(" Anna@Platform.example ", "Anna Weber", (), NOW)
    chosen = accounts.choose_password(first, PASSWORD)
    assert chosen is not None
    assert accounts.signed_in(LOGIN.upper(), PASSWORD) == chosen

    second = accounts.invite(LOGIN, "Anna Weber", ("usa-2017",), NOW)
    assert second.epoch > chosen.epoch
    assert accounts.signed_in(LOGIN, PASSWORD) is None
    assert accounts.choose_password(first, PASSWORD) is None
    assert (second.may_see("usa-2017"), second.may_see("japan-2018"), second.may_open) == (True, False, False)

    accounts.close(LOGIN)
    assert accounts.find(LOGIN) is None
    assert accounts.choose_password(second, PASSWORD) is None
    with pytest.raises(NoAccount, match="Nobody has the login"):
        accounts.close("b.nobody")
    with pytest.raises(NoAccount, match="is no login"):
        accounts.invite("Anna Weber <script>", "Anna", (), NOW)


def test_the_vault_keeps_a_password_only_as_its_hash():
    store = MemoryStore()
    accounts = Accounts(store)
    accounts.choose_password(accounts.invite(LOGIN, "Anna Weber", (), NOW), PASSWORD)

    kept = b"".join(store.content.values())
    assert b"argon2id" in kept
    assert PASSWORD.encode() not in kept
    assert not any("anna" in key for key in store.content)
