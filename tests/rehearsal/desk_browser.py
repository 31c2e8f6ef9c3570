"""An organiser in front of the portal of a running stack: reads its pages, fills in and sends their forms."""

import re
from html import unescape
from typing import Self

import httpx

from activities.accounts import Accounts
from composition import open_legation
from embedded.settings import EmbeddedSettings
from portal.web.organising.sessions import Sessions
from settings import Settings
from tests.portal.forms_found import PageForm, forms_in

LOGIN, PASSWORD = "anna@platform.example", "a long walk by the lake"
SECONDS = 60


class DeskBrowser:
    """One browser at one desk; `path`s are those of the portal. Nothing is followed but redirects."""

    def __init__(self, settings: EmbeddedSettings, slug: str) -> None:
        self.home = f"/desk/{slug}"
        self._settings = Settings(embedded=settings)
        origin = {"Origin": settings.portal_address, "Sec-Fetch-Site": "same-origin"}
        self._client = httpx.AsyncClient(
            base_url=settings.portal_address, headers=origin, timeout=SECONDS, follow_redirects=True
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def sign_in(self, slug: str) -> None:
        """As somebody invited: by the address of the invitation, with a password of their own."""
        legation = await open_legation(self._settings)
        accounts = Accounts(legation.store)
        account = accounts.invite(LOGIN, "Anna Weber", (slug,), (await legation.status(slug)).now)
        address = Sessions(accounts, self._settings.portal_address).invitation(account)
        path = address.removeprefix(self._settings.portal_address)
        await self.send(path, password=PASSWORD, again=PASSWORD)

    async def page(self, path: str) -> str:
        """The page as its reader has it. Asserts that there is one."""
        answer = await self._client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    async def words(self, path: str) -> str:
        """What stands on a page, in one line."""
        return words_of(await self.page(path))

    async def status(self, path: str) -> int:
        return (await self._client.get(path)).status_code

    async def send(self, path: str, at: str = "", **typed: str) -> str:
        """Fill in the form of a page and send it; `at`: how the address it goes to ends. The next page."""
        form = form_of(await self.page(path), path, at, typed)
        return await self.post(form, typed)

    async def confirm(self, page: str, path: str, at: str = "", **typed: str) -> str:
        """The same with a page that is an answer to a form."""
        return await self.post(form_of(page, path, at, typed), typed)

    async def post(self, form: PageForm, typed: dict[str, str]) -> str:
        content, kind = form.sent(tuple({**dict(form.untouched()), **typed}.items()))
        answer = await self._client.post(form.action, content=content, headers={"Content-Type": kind})
        assert answer.status_code == 200, (
            f"{form.action}: {answer.status_code} {words_of(answer.text)[:1500]}"
        )
        return answer.text


def form_of(page: str, path: str, at: str, typed: dict[str, str]) -> PageForm:
    """The first form that has all these fields."""
    wanted = {name for name in typed if name != "do"}
    for form in forms_in(page, path):
        if form.path.endswith(at) and wanted <= {field.name for field in form.fields}:
            return form
    raise AssertionError(f"No form with {sorted(wanted)} on {path}: {words_of(page)[:1500]}")


def words_of(page: str) -> str:
    main = page.partition("<main")[2] or page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
