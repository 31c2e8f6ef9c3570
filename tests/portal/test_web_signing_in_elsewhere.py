"""Organisers sign in at a provider of OpenID Connect: who has an account comes in, and nobody by a lie."""

import asyncio
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from activities.accounts import Account
from portal.web.desk import Desk
from portal.web.organising.sessions import COOKIE
from tests.portal import stages
from tests.portal.desk_portal import LOGIN, account_at, anybody, desk_of
from tests.portal.provider_portal import (
    ANNA,
    CLIENT,
    NAME,
    EcKey,
    NoKey,
    Provider,
    RsaKey,
    SharedKey,
    client_of,
    provider_running,
)

BEGIN = "/oidc/start"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provider_running() as running:
        yield running


@pytest.fixture
def desk(provider: Provider) -> Desk:
    """Anna has an account, and has never signed in."""
    desk = replace(desk_of(stages.call_open()), provider=client_of(provider))
    account_at(desk)
    return desk


async def there(browser: httpx.AsyncClient, path: str = BEGIN) -> str:
    """Goes to the provider; gives the address at which one comes back."""
    sent = await browser.get(path)
    assert sent.status_code == 303, sent.text
    async with httpx.AsyncClient(trust_env=False) as abroad:
        answer = await abroad.get(sent.headers["location"])
    assert answer.status_code == 303
    return answer.headers["location"]


async def back(browser: httpx.AsyncClient, path: str = BEGIN) -> httpx.Response:
    """There and back."""
    return await browser.get(await there(browser, path))


async def tried(desk: Desk) -> httpx.Response:
    async with anybody(desk) as browser:
        return await back(browser)


def is_in(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and COOKIE in answer.cookies


def kept(desk: Desk) -> dict[str, bytes]:
    return {key: desk.store.read(key) for key in desk.store.keys("")}


async def there_by_a_stranger(desk: Desk) -> None:
    """Somebody goes there and never comes back."""
    async with anybody(desk) as browser:
        await there(browser)


def bound(desk: Desk) -> tuple[str, str]:
    account = account_at(desk)
    return account.issuer, account.subject


# --- in ------------------------------------------------------------------------------------------------


async def test_who_has_an_account_signs_in_at_the_provider_and_comes_back_where_they_were(
    desk: Desk, provider: Provider
):
    async with anybody(desk) as browser:
        page = await browser.get("/sign-in?next=%2Fdesk%2Fusa-2017%3Fa%3Db%26c")
        entered = await back(browser, "/oidc/start?next=%2Fdesk%2Fusa-2017%3Fa%3Db%26c")
        board = await browser.get("/desk")

    assert f"Sign in with {NAME}" in page.text
    assert 'href="/oidc/start?next=%2Fdesk%2Fusa-2017%3Fa%3Db%26c"' in page.text
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk/usa-2017?a=b&c")
    assert (board.status_code, "Anna Weber" in board.text) == (200, True)
    assert bound(desk) == (provider.issuer, ANNA["sub"])


async def test_the_session_is_that_of_a_password_and_what_was_begun_is_forgotten(desk: Desk):
    answer = await tried(desk)
    session, begun = (
        next(one.lower() for one in answer.headers.get_list("set-cookie") if one.startswith(name))
        for name in (COOKIE, "legation-oidc-")
    )

    for part in ("httponly", "secure", "samesite=lax", "path=/;", "max-age=43200"):
        assert part in session
    assert "max-age=0" in begun
    assert "anna" not in session


async def test_what_was_begun_is_for_this_site_and_ten_minutes(desk: Desk):
    async with anybody(desk) as browser:
        sent = (await browser.get(BEGIN)).headers["set-cookie"].lower()

    for part in ("httponly", "secure", "samesite=lax", "path=/oidc/", "max-age=600"):
        assert part in sent


async def test_the_second_time_nothing_is_written_and_little_is_asked(desk: Desk, provider: Provider):
    await tried(desk)
    before = kept(desk)
    provider.asked.clear()

    assert is_in(await tried(desk))
    assert kept(desk) == before
    assert provider.asked == ["/authorize", "/token"]


async def test_two_tabs_both_come_in(desk: Desk):
    async with anybody(desk) as browser:
        first, second = await there(browser), await there(browser)
        assert is_in(await browser.get(second))
        assert is_in(await browser.get(first))


async def test_an_address_is_the_same_in_capitals(desk: Desk, provider: Provider):
    provider.person["email"] = "Anna@Platform.Example"

    assert is_in(await tried(desk))


async def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(desk: Desk, provider: Provider):
    provider.describes["token_endpoint_auth_methods_supported"] = ["client_secret_post"]

    assert is_in(await tried(desk))


async def test_a_token_for_several_counts_if_it_was_made_for_us(desk: Desk, provider: Provider):
    provider.lies = {"aud": [CLIENT, "other"], "azp": CLIENT}

    assert is_in(await tried(desk))


async def test_clocks_may_differ_by_less_than_a_minute(desk: Desk, provider: Provider):
    now = int(time.time())
    provider.lies = {"iat": now + 40, "exp": now + 300}
    assert is_in(await tried(desk))
    provider.lies = {"iat": now - 300, "exp": now - 40}
    assert is_in(await tried(desk))


@pytest.mark.parametrize("key", [RsaKey("second"), EcKey("second")], ids=["RSA", "EC"])
async def test_a_key_that_is_new_is_fetched_once_more(desk: Desk, provider: Provider, key: RsaKey | EcKey):
    await tried(desk)
    provider.asked.clear()
    provider.rotate(key)

    assert is_in(await tried(desk))
    assert provider.asked.count("/keys") == 1


# --- out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "x" * 43},
        {"nonce": None},
        {"nonce": 7},
        {"aud": "another-application"},
        {"aud": [CLIENT, "other"]},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"azp": "other"},
        {"aud": None},
        {"iss": "https://login.evil.example"},
        {"iss": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
    ],
    ids=str,
)
async def test_a_token_that_says_something_else_lets_nobody_in(
    desk: Desk, provider: Provider, lies: dict[str, object]
):
    provider.lies = lies
    answer = await tried(desk)

    assert (answer.status_code, COOKIE in answer.cookies) == (403, False)
    assert "could not be believed" in answer.text
    assert bound(desk) == ("", "")


@pytest.mark.parametrize("seconds", [{"exp": -120}, {"iat": 3600, "exp": 7200}], ids=str)
async def test_a_token_of_another_time_lets_nobody_in(
    desk: Desk, provider: Provider, seconds: dict[str, int]
):
    now = int(time.time())
    provider.lies = {claim: now + span for claim, span in seconds.items()}
    answer = await tried(desk)

    assert (answer.status_code, COOKIE in answer.cookies) == (403, False)
    assert "could not be believed" in answer.text


async def test_a_signature_that_proves_nothing_lets_nobody_in(desk: Desk, provider: Provider):
    ours = provider.keys[0]
    assert isinstance(ours, RsaKey)
    weak = RsaKey("weak", 1024)
    for key in (NoKey(), SharedKey(ours), RsaKey("first"), RsaKey("nobody-s"), EcKey("first"), weak):
        provider.signs_with = key
        provider.keys = [ours, weak]
        answer = await tried(desk)

        assert (answer.status_code, COOKIE in answer.cookies) == (403, False), key
        assert "could not be believed" in answer.text
    assert bound(desk) == ("", "")


async def test_what_was_changed_on_its_way_lets_nobody_in(desk: Desk, provider: Provider):
    honest = provider.signed
    provider.signed = lambda nonce: honest(nonce)[:-8] + "AAAAAAAA"  # type: ignore[method-assign]

    assert (await tried(desk)).status_code == 403


@pytest.mark.parametrize("verified", [False, None, "true", 1])
async def test_an_address_that_nobody_checked_lets_nobody_in(
    desk: Desk, provider: Provider, verified: object
):
    provider.person["email_verified"] = verified
    answer = await tried(desk)

    assert answer.status_code == 403
    assert "Confirm the address there" in answer.text
    assert bound(desk) == ("", "")


@pytest.mark.parametrize(
    "email", ["b.nobody@platform.example", "", None, 7, "anna", " anna@platform.example", "a.weber"]
)
async def test_who_was_not_invited_is_told_so_and_may_come_as_somebody_else(
    desk: Desk, provider: Provider, email: object
):
    account_at(desk, login="a.weber")
    provider.person["email"] = email
    answer = await tried(desk)

    assert (answer.status_code, COOKIE in answer.cookies) == (403, False)
    assert "nobody has invited the address" in answer.text
    assert "who=ask" in answer.text


async def test_a_letter_that_only_looks_alike_is_another_address(desk: Desk, provider: Provider):
    account_at(desk, login="kim@platform.example")
    provider.person["email"] = "\N{KELVIN SIGN}im@platform.example"

    assert (await tried(desk)).status_code == 403


async def test_an_account_that_was_closed_stays_closed(desk: Desk):
    await tried(desk)
    assert desk.accounts is not None
    desk.accounts.close(LOGIN)

    assert "nobody has invited" in (await tried(desk)).text


async def test_who_is_given_the_address_of_somebody_later_does_not_get_their_account(
    desk: Desk, provider: Provider
):
    await tried(desk)
    provider.person["sub"] = "9a2d-another-anna"
    refused = await tried(desk)
    assert desk.accounts is not None
    desk.accounts.invite(LOGIN, "Anna Weber", (), account_at(desk).since)

    assert refused.status_code == 403
    assert "belongs to somebody else" in refused.text
    assert is_in(await tried(desk))
    assert bound(desk) == (provider.issuer, "9a2d-another-anna")


# --- coming back ---------------------------------------------------------------------------------------


async def test_coming_back_twice_with_the_same_address_lets_nobody_in(desk: Desk, provider: Provider):
    async with anybody(desk) as browser:
        address = await there(browser)
        cookies = dict(browser.cookies)
        assert is_in(await browser.get(address))
        again = await browser.get(address)
    provider.asked.clear()
    async with anybody(desk) as thief:
        elsewhere = await thief.get(address)
        assert provider.asked == []
        thief.cookies.update(cookies)
        with_all = await thief.get(address)

    assert [one.status_code for one in (again, elsewhere, with_all)] == [403, 403, 403]
    assert "begun in another browser" in again.text
    assert "could not be believed" in with_all.text


async def test_what_somebody_else_began_does_not_sign_anybody_in(desk: Desk):
    async with anybody(desk) as attacker, anybody(desk) as victim:
        address = await there(attacker)
        await there(victim)
        answer = await victim.get(address)

    assert (answer.status_code, COOKIE in answer.cookies) == (403, False)


async def test_a_cookie_that_was_changed_counts_for_nothing(desk: Desk):
    async with anybody(desk) as browser:
        address = await there(browser)
        (name,) = browser.cookies
        for value in ("", "x", browser.cookies[name][:-2], "a" * 5000):
            browser.cookies.clear()
            browser.cookies.set(name, value)
            assert (await browser.get(address)).status_code == 403


async def test_a_state_without_a_beginning_asks_nobody(desk: Desk, provider: Provider):
    async with anybody(desk) as browser:
        for query in ("", "?state=", "?state=x&code=y", "?code=y", "?error=access_denied"):
            assert (await browser.get(f"/oidc/callback{query}")).status_code == 403
    assert provider.asked == []


async def test_coming_back_changes_whose_the_account_is_and_nothing_else(desk: Desk, provider: Provider):
    """The one GET that changes something, because the protocol has it so: once, and for who began."""
    await there_by_a_stranger(desk)
    before = kept(desk)
    async with anybody(desk) as browser:
        address = await there(browser)
        assert (await browser.head(address)).status_code == 200
        assert kept(desk) == before
        assert is_in(await browser.get(address))
    after = kept(desk)

    assert after.keys() == before.keys()
    assert len([key for key in after if after[key] != before[key]]) == 1
    assert account_at(desk).model_copy(update={"issuer": "", "subject": ""}) == Account.model_validate_json(
        next(before[key] for key in after if after[key] != before[key])
    )


async def test_what_another_provider_answers_is_not_believed(desk: Desk, provider: Provider):
    provider.returns = {"iss": "https://login.evil.example"}
    refused = await tried(desk)
    provider.returns = {"iss": provider.issuer}

    assert refused.status_code == 403
    assert is_in(await tried(desk))


async def test_who_breaks_off_is_told_that_nobody_signed_in(desk: Desk, provider: Provider):
    provider.declines = True
    answer = await tried(desk)

    assert answer.status_code == 403
    assert "was broken off" in answer.text


@pytest.mark.parametrize(
    "next_",
    ["https://evil.example/", "//evil.example/desk", "/desk.evil.example", "/o/x", "/desk/\\evil.example",
     "/desk\r\nSet-Cookie: a=b", "/desk/" + "x" * 4000],
)  # fmt: skip
async def test_signing_in_elsewhere_leads_nowhere_but_to_the_desk(desk: Desk, next_: str):
    async with anybody(desk) as browser:
        path = str(httpx.URL(BEGIN, params={"next": next_}))
        assert (await back(browser, path)).headers["location"] == "/desk"


# --- away, and off -------------------------------------------------------------------------------------


async def test_while_the_provider_is_away_one_still_signs_in_here(desk: Desk, provider: Provider):
    provider.status = 500
    async with anybody(desk) as browser:
        page = await browser.get("/sign-in")
        begun = await browser.get(f"{BEGIN}?next=/desk/usa-2017")
        provider.status = 200
        address = await there(browser)
    nowhere = replace(desk, provider=client_of(Provider("http://127.0.0.1:9")))
    async with anybody(nowhere) as browser:
        gone = await browser.get(BEGIN)

    assert page.status_code == 200
    for answer in (begun, gone):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert f"{NAME} does not answer right now" in answer.text
        assert 'type="password"' in answer.text
    assert 'value="/desk/usa-2017"' in begun.text
    assert "/oidc/callback" in address


async def test_a_provider_that_never_answers_is_given_up(desk: Desk, provider: Provider):
    provider.answers.clear()
    async with anybody(replace(desk, provider=client_of(provider, seconds=0.2))) as browser:
        assert (await browser.get(BEGIN)).status_code == 503


async def test_who_waits_for_a_slow_provider_holds_up_nobody_who_types_a_password(
    desk: Desk, provider: Provider
):
    provider.answers.clear()
    async with anybody(desk) as browser, anybody(desk) as other:
        waiting = [asyncio.ensure_future(browser.get(BEGIN)) for _ in range(40)]
        await asyncio.sleep(0.1)
        typed = await other.post("/sign-in", data={"login": LOGIN, "password": "something else"})
        still = [one.done() for one in waiting]
        provider.answers.set()
        answers = await asyncio.gather(*waiting)

    assert typed.status_code == 422
    assert not any(still)
    assert {one.status_code for one in answers} == {303}


async def test_a_provider_that_goes_away_in_between_is_told_as_such(desk: Desk, provider: Provider):
    async with anybody(desk) as browser:
        address = await there(browser)
        provider.status = 503

        answer = await browser.get(address)

    assert (answer.status_code, COOKIE in answer.cookies) == (503, False)
    assert "does not answer right now" in answer.text


@pytest.mark.parametrize(
    "describes",
    [
        {"issuer": "https://login.evil.example"},
        {"authorization_endpoint": "http://login.evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"filling": "x" * 300_000},
    ],
    ids=lambda one: next(iter(one)),
)
async def test_a_provider_that_describes_itself_wrongly_is_not_followed(
    desk: Desk, provider: Provider, describes: dict[str, object]
):
    provider.describes = describes
    async with anybody(desk) as browser:
        answer = await browser.get(BEGIN)

    assert answer.status_code == 503


async def test_without_a_provider_there_is_no_such_page(desk: Desk):
    async with anybody(replace(desk, provider=None)) as browser:
        page = await browser.get("/sign-in")
        for path in (BEGIN, "/oidc/callback?state=x&code=y"):
            assert (await browser.get(path)).status_code == 404

    assert "Sign in with" not in page.text
    assert "oidc" not in page.text


async def test_where_passwords_are_off_only_the_provider_lets_anybody_in(desk: Desk):
    assert desk.accounts is not None
    assert desk.sessions is not None
    chosen = desk.accounts.choose_password(account_at(desk), "nineteen clusters go west")
    assert chosen is not None
    invitation = urlsplit(desk.sessions.invitation(chosen)).path
    typed = {"login": LOGIN, "password": "nineteen clusters go west", "again": "nineteen clusters go west"}
    async with anybody(replace(desk, has_passwords=False)) as browser:
        page = await browser.get("/sign-in")
        invited = await browser.get(invitation)
        posted = [(await browser.post(path, data=typed)).status_code for path in ("/sign-in", invitation)]
        entered = await back(browser)

    assert 'type="password"' not in page.text
    assert (invited.status_code, invited.headers["location"]) == (303, "/sign-in")
    assert posted == [404, 404]
    assert is_in(entered)


async def test_the_log_tells_which_check_failed_and_of_whom_nothing(
    desk: Desk, provider: Provider, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    for lies in ({}, {"nonce": "x"}, {"email_verified": False}, {"email": "b@x.example"}, {"sub": "other"}):
        provider.lies = lies
        answer = await tried(desk)
    said = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("portal"))

    assert answer.status_code == 403
    assert "it was made for another sign-in" in said
    assert not [word for word in ("anna", "b@x", "8f1c", "other\n", "eyJ") if word in said]


async def test_the_provider_is_asked_who_it_is_only_after_a_refusal(desk: Desk):
    async with anybody(desk) as browser:
        asked = [parse_qs(urlsplit((await browser.get(path)).headers["location"]).query)
                 for path in (BEGIN, f"{BEGIN}?who=ask")]  # fmt: skip

    assert "prompt" not in asked[0]
    assert asked[1]["prompt"] == ["select_account"]
    assert asked[0]["tenant"] == ["one"]
    assert asked[0]["redirect_uri"] == [f"{desk.address}/oidc/callback"]
