"""Somebody's link went to others: revoked at the desk and sent anew, in a real browser."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from activities.outbox import Outbox
from portal.web.organising.links_mail import LinksPost
from tests import fakes
from tests.browser.pages_open import DESKTOP, PHONE, Watched, findings, served, sign_in, too_wide
from tests.portal import stages
from tests.portal.organiser_portal import OrganisersDesk
from tests.portal.trips_portal import KATRIN, SLUG

HERE = f"/desk/{SLUG}/people/{KATRIN}"


@pytest.mark.parametrize(
    ("size", "scripts", "scheme"),
    [(DESKTOP, True, "light"), (PHONE, True, "dark"), (PHONE, False, "light")],
    ids=["desktop", "phone", "phone-without-javascript"],
)
def test_a_link_that_went_to_others_is_revoked_after_a_look_at_what_that_stops(
    chromium: Browser, size: dict[str, int], *, scripts: bool, scheme: str
):
    office, mailer = OrganisersDesk(stages.published()), fakes.Outbox()
    made = replace(office.desk, links_post=LinksPost(Outbox(office.store, mailer)))
    old = made.links.offer_link(SLUG, KATRIN)
    way = {"viewport": size, "java_script_enabled": scripts, "color_scheme": scheme}
    with served(made) as desk, chromium.new_context(**way) as context:
        context.set_default_timeout(60_000)
        sign_in(context, desk)
        page = context.new_page()
        watched = Watched(page, desk.address)
        page.goto(desk.address + HERE)
        page.locator(f'main a[href$="{HERE}/links"]').click()
        page.get_by_role("heading", name="Links of Katrin Lohmann", level=1).wait_for()
        assert (findings(page) if scripts else [], too_wide(page)) == ([], 0)
        page.get_by_role("button", name="Send their link again").click()
        page.get_by_role("status").get_by_text("on its way").wait_for()
        page.locator("#sure").check()
        page.get_by_role("button", name="Revoke the links").click()
        page.get_by_role("status").get_by_text("opens any more").wait_for()
        assert (findings(page) if scripts else [], too_wide(page)) == ([], 0)
        assert watched.troubles == []

    assert len(mailer.sent) == 2
    assert made.links.read_offer(old.rpartition("/")[2]) is None
