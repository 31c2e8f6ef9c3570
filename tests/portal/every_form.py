"""Every form of the portal, found on the pages of delegations in memory at every stage: none is listed."""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx
from fastapi import FastAPI
from starlette.routing import Match, Route

from delegation.access import ROUTES, Role
from delegation.panel import Decide
from portal.web.app import create_app
from portal.web.desk import Desk
from portal.web.organising.sessions import COOKIE
from portal.web.organising.wizard_begin import starter
from portal.web.organising.wizard_draft import Drafts
from tests.portal import stages
from tests.portal.desk_portal import account_at, cookie_of
from tests.portal.forms_found import PageForm, forms_in
from tests.portal.front_world import MADE_AT, SLUG, STAGES, FrontWorld
from tests.portal.invites_portal import PORTAL
from tests.portal.panel_portal import PanelInMemory, panel_meets
from tests.portal.test_access_front_door import STREAMED, filled
from tests.portal.test_web_meetings import Meeting
from tests.portal.test_web_uploads import as_csv, cells_of
from tests.portal.todo_portal import Prepared

AT = f"/desk/{SLUG}"
EACH = 2
"""So many pages of one kind are opened of those that other pages lead to."""
KINDS = (dict, list, set)
ASKED = ("writes", "answers_left", "asked")
"""What counts how often something was asked for."""
WHEN = re.compile(r"received_at=datetime\.datetime\([^()]*(?:\([^()]*\)[^()]*)*\)")


class Place:
    """The portal at one stage, with the pages one begins from; it can be put back to how it was."""

    def __init__(self, desk: Desk, begins: Sequence[str], *kept: object, **more: Any) -> None:
        within, self.presses = more.get("within", "none"), more.get("presses", ())
        self.desk = desk
        self.begins = [one for one in begins if within == "none" or re.match(within, one)]
        self.within = within
        self._kept = (desk.store, desk.legation, desk.hosts, desk.journeys, desk.calendars, *kept)
        self._kept = tuple({id(one): one for one in self._kept if one is not None}.values())
        self._before = self.state()

    def state(self) -> dict[str, Any]:  # Any: whatever is kept in memory
        """All that a request could have changed. How often one asked for it is no change."""
        return {
            f"{at} {name}": type(value)(value) if isinstance(value, KINDS) else value
            for at, one in enumerate(self._kept)
            for name, value in vars(one).items()
            if name not in ASKED and not callable(value)
        }

    def changed(self, before: dict[str, Any]) -> list[str]:  # Any: as above
        """What is not as it was, by name; of the vault the keys."""
        now = self.state()
        names = [name for name in now if is_other(now[name], before.get(name))]
        return [one for name in names for one in _parts_of(name, now[name], before.get(name))]

    def new_since(self, before: dict[str, Any]) -> list[object]:  # Any: as above
        """What is not as it was, itself; of a mapping what stands under other or changed keys."""
        now, new = self.state(), list[object]()
        for name in (name for name in now if now[name] != before.get(name)):
            value, old = now[name], before.get(name)
            if isinstance(value, dict) and isinstance(old, dict):
                new += [one for key, one in value.items() if one != old.get(key)]
            else:
                new.append(value)
        return new

    def put_back(self, to: dict[str, Any] | None = None) -> "Place":  # Any: as above
        """As it was at first, or at a moment whose state was kept."""
        wanted = self._before if to is None else to
        for at, one in enumerate(self._kept):
            for name in [name for name in vars(one) if f"{at} {name}" not in wanted]:
                if name not in ASKED and not callable(getattr(one, name)):
                    delattr(one, name)
        for place_and_name, value in wanted.items():
            at, name = place_and_name.split(" ", 1)
            one = self._kept[int(at)]
            now = getattr(one, name)
            if isinstance(value, dict | set):
                now.clear()
                now.update(value)
            elif isinstance(value, list):
                now[:] = value
            else:
                setattr(one, name, value)
        return self

    def engines(self) -> tuple[object, ...]:
        """What stands for the workflows."""
        desk = self.desk
        every = (desk.legation, desk.hosts, desk.journeys, desk.calendars, desk.parties)
        return tuple({id(one): one for one in every if one is not None}.values())

    def browser(self) -> httpx.AsyncClient:
        """Of an account for all delegations; a new application, which has cached nothing."""
        browser = httpx.AsyncClient(transport=httpx.ASGITransport(create_app(self.desk)), base_url=PORTAL)
        if self.desk.sessions is not None:
            account = account_at(self.desk, login="all@platform.example")
            browser.cookies.set(COOKIE, cookie_of(self.desk, account))
        return browser


class Found(NamedTuple):
    """A form, the route it is posted to, and where to find it again."""

    stage: str
    route: str
    form: PageForm

    @property
    def kind(self) -> tuple[str, str, frozenset[str]]:
        """Forms that are posted to the same route to do the same, with fields of the same names."""
        deed = self.form.path.rpartition("/")[2] if self.route.endswith("_deed}") else ""
        return self.route, deed, frozenset(re.sub(r"\d+", "#", one.name) for one in self.form.fields)


def is_other(now: object, before: object) -> bool:
    """Whether it says anything else, leaving aside when it was received: tests take their time."""
    return now != before and WHEN.sub("", repr(now)) != WHEN.sub("", repr(before))


def _parts_of(name: str, now: object, before: object) -> list[str]:
    """Of a mapping the keys that are not as they were. Each answer to an invite is kept, the same too."""
    if not isinstance(now, dict) or not isinstance(before, dict):
        return [name]
    others = [key for key in now.keys() | before.keys() if is_other(now.get(key), before.get(key))]
    return [f"{name}: {key}" for key in sorted(others) if "/answers/" not in str(key)]


def _front(build: Callable[[], Any], within: str, *more: str) -> Place:
    world = FrontWorld(build())
    pages = (*_first_pages(world), *more)
    return Place(world.desk, pages, world.legation.receptions, world.legation, within=within)


def _first_pages(world: FrontWorld) -> Iterator[str]:
    """Each page of the table, for each role that has a token for it."""
    for method, path in ROUTES:
        if method == "GET" and path not in STREAMED:
            if "{token}" not in path:
                yield filled(world, path)
                continue
            for token in sorted({world.token(role, path[1]) for role in Role} - {""}):
                yield filled(world, path, token=token)


def _written() -> Place:
    """Somebody wrote a whole delegation in the wizard, and need only open it."""
    world = FrontWorld(stages.call_open())
    content = starter("usa-2017", "rivers-2027", "Clusters to the Rivers", MADE_AT.date())
    drafts = Drafts(world.legation.store, "all@platform.example")
    drafts.begin("1" * 16, content, MADE_AT)
    return Place(world.desk, [f"/desk/new/{'1' * 16}/open?step=sure"], world.legation)


def _uploaded() -> Place:
    """Tables were looked at row by row, and are not taken yet."""
    world = FrontWorld(stages.call_open())
    rows = [cells_of(world.legation.register.application(SLUG, "A-01")) | {"id": "A-90"}]
    tables = {"applications": as_csv(rows), "organisations": b"name;country\nFyn Cleantech;DK\n"}
    presses = [(f"{AT}/uploads/{kind}", table) for kind, table in tables.items()]
    return Place(world.desk, (), world.legation, presses=presses)


def _invited() -> Place:
    """Somebody is asked to meetings by other delegates and has invites to answer."""
    meeting = Meeting()
    pages = (meeting.meetings_page(), meeting.page("wistar-visit"), meeting.page("flight-home"))
    return Place(meeting.desk(), pages, meeting.parties, meeting.books, meeting.store)


def _decided() -> PanelInMemory:
    """The panel has decided, and nobody has been told."""
    legation = panel_meets()
    decided = Decide(author="Anna Weber", at=legation.now)
    legation.state = legation.state.model_copy(update={"decision": decided, "tasks": ()})
    return legation


def _back_home() -> Place:
    """The trip is over: the survey is there, and what came of it is asked."""
    trip = Prepared()
    trip.now_is("2017-06-20 10:00")
    return Place(
        trip.desk(), (trip.page("todo"), trip.page("survey"), trip.page("outcomes/30")), trip.legation
    )


PLACES: dict[str, Callable[[], Place]] = {
    "call": partial(
        _front, stages.call_open, f"/(d|draft|o|s|sign-in|desk$|desk/new)|{AT}/(appl|call|uploads)"
    ),
    "scoring": partial(_front, stages.scoring, f"/e/|{AT}/evaluation"),
    "solved": partial(_front, panel_meets, f"{AT}/selection", f"{AT}/selection/adjust?reserve=4"),
    "decided": partial(_front, _decided, f"{AT}/selection", f"{AT}/selection/publish"),
    "offers": partial(_front, STAGES["/desk/{slug}/offers"], f"/o/|{AT}/(offers|people)"),
    "running": partial(_front, STAGES["/desk/{slug}/outbox"], f"/(o|a|h|instead)/|{AT}"),
    "choosing": partial(_front, STAGES["/o/{token}/sessions"], "/o/[^/]+/sessions"),
    "listed": partial(_front, stages.listed, f"/h/|{AT}/hosts"),
    "written": _written,
    "uploaded": _uploaded,
    "invited": _invited,
    "home": _back_home,
}
"""Every stage, and the pages that are looked at there."""


@cache
def place(stage: str) -> Place:
    return PLACES[stage]()


def route_of(app: FastAPI, method: str, path: str) -> str:
    """The route such a request comes to; empty: none."""
    scope = {"type": "http", "path": path, "method": method, "headers": []}
    for route in app.routes:
        if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL:
            return route.path
    return ""


@cache
def forms_at(stage: str) -> tuple[Found, ...]:
    """One of each kind: posted to the same route with fields of the same names."""
    return tuple(asyncio.run(_walk(stage)))


async def _walk(stage: str) -> list[Found]:
    at, found = place(stage).put_back(), dict[object, Found]()
    app, opened = create_app(at.desk), dict[str, int]()
    queue = list(at.begins)
    seen = set(queue)
    async with at.browser() as browser:
        for page, table in at.presses:
            answer = await browser.post(page, files={"file": ("table", table)})
            for form in forms_in(answer.text, page):
                found[form.path] = Found(stage, route_of(app, "POST", form.path), form)
        while queue:
            page = queue.pop(0)
            answer = await browser.get(page)
            assert answer.status_code < 500, (stage, page, answer.status_code)
            if answer.status_code != 200 or "text/html" not in answer.headers.get("content-type", ""):
                continue
            for form in forms_in(answer.text, page):
                route = route_of(app, "POST", form.path)
                one = Found(stage, route, form)
                found.setdefault(one.kind, one)
            for link in _links_in(answer.text, page):
                kind = route_of(app, "GET", urlsplit(link).path)
                kind += re.sub(r"=[^&]*[^a-z&-][^&]*", "", urlsplit(link).query)
                is_wanted = bool(re.match(at.within, link))
                if is_wanted and link not in seen and "live" not in kind and opened.get(kind, 0) < EACH:
                    opened[kind] = opened.get(kind, 0) + 1
                    seen.add(link)
                    queue.append(link)
    at.put_back()
    return list(found.values())


def _links_in(text: str, page: str) -> Iterator[str]:
    for link in re.findall(r'<a [^>]*href="([^"#]+)', text):
        target = urlsplit(urljoin(PORTAL + page, link.replace("&amp;", "&")))
        if f"{target.scheme}://{target.netloc}" == PORTAL:
            yield target.path + (f"?{target.query}" if target.query else "")


def every_form() -> list[Found]:
    """Of all stages; a form that is the same at several is asked once."""
    kinds: dict[object, Found] = {}
    for stage in PLACES:
        for found in forms_at(stage):
            kinds.setdefault(found.kind, found)
    return list(kinds.values())
