"""An organiser signs in at a provider, in a real browser: there, refused, and back as somebody invited."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tests.browser.pages_open import DESKTOP, PHONE, findings, served, too_wide
from tests.portal import stages
from tests.portal.desk_portal import account_at, desk_of
from tests.portal.provider_portal import NAME, client_of, provider_running

WAYS_TO_LOOK = [
    pytest.param(DESKTOP, "light", True, id="desktop-light"),
    pytest.param(PHONE, "dark", False, id="phone-dark-without-script"),
]


@pytest.mark.parametrize(("size", "scheme", "has_script"), WAYS_TO_LOOK)
def test_an_organiser_goes_to_the_provider_and_comes_back_to_the_desk(
    chromium: Browser, size, scheme: str, has_script: bool
):
    legation = stages.call_open()
    with (
        provider_running() as provider,
        served(replace(desk_of(legation), provider=client_of(provider))) as desk,
    ):
        context = chromium.new_context(
            viewport=size,
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=has_script,
        )
        page = context.new_page()
        page.goto(f"{desk.address}/desk/usa-2017")
        looked_at = [findings(page) if has_script else [], too_wide(page) if has_script else 0]
        page.get_by_role("link", name=f"Sign in with {NAME}").click()
        page.wait_for_url("**/oidc/callback?**")
        refused = page.get_by_role("alert").inner_text()
        looked_at += [findings(page) if has_script else [], too_wide(page) if has_script else 0]

        account_at(desk)
        page.get_by_role("link", name=f"Sign in with {NAME}").click()
        page.wait_for_url("**/desk/usa-2017")
        heading = page.get_by_role("heading", level=1).inner_text()
        context.close()

    assert looked_at == [[], 0, [], 0]
    assert "nobody has invited the address" in refused
    assert heading
