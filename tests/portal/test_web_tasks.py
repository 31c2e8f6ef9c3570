"""Tasks at the organiser's desk: what only a person can do, and what settles it."""

import pytest

from activities.ledger import HoldReason, SendState
from delegation.status import Task
from portal.web.organising.tasks_page import without_commands
from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import NAMES, SINCE, OrganisersDesk

ONE, TWO, THREE = NAMES


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.offered())


def wait(desk: OrganisersDesk, *tasks: tuple[str, str]) -> None:
    noted = tuple(Task(id=name, text=text, since=SINCE) for name, text in tasks)
    desk.legation.state = desk.legation.state.model_copy(update={"tasks": noted})


async def test_where_nothing_waits_the_page_says_so(desk: OrganisersDesk):
    assert "Nothing waits for you." in (await desk.get("/tasks")).text


async def test_each_task_leads_to_the_page_that_settles_it_and_names_no_command(desk: OrganisersDesk):
    wait(
        desk,
        ("reply-A-01", "A-01 replied with neither yes nor no; see './legation offers replies usa-2017 A-01'"),
        ("answer-wistar-visit-A-02", "A-02 declined the visit; see './legation calendar answers usa-2017'"),
        ("host-confirms-mit-host", "mit-host has not confirmed; call, then './legation hosts answer x'"),
        ("returned-A-03", "A mail to A-03 came back; reach them another way"),
        ("decide", "The panel decides: selection decide"),
        ("stuck-a-04", "The application A-04 was not taken in. './legation applications sweep' settles it."),
    )

    page = (await desk.get("/tasks")).text

    for path in (
        "/people/A-01#offer",
        "/people/A-02#answers",
        "/hosts/mit-host",
        "/people/A-03",
        "/selection",
        "/applications",
    ):
        assert f'href="/desk/{SLUG}{path}"' in page, path
    assert "./legation" not in page
    assert "6 things wait" in page
    assert "mit-host has not confirmed; call." in page
    assert desk.legation._file.host("mit-host").organisation in page.replace("&#39;", "'")


async def test_held_mails_are_released_from_here_after_one_more_look(desk: OrganisersDesk):
    desk.mail(ONE)
    desk.mail(TWO, owner="A-02")
    desk.mail(THREE, SendState.UNKNOWN, None, owner="A-03")

    page = (await desk.get("/tasks")).text

    assert "Release all 2…" in page
    assert f'href="/desk/{SLUG}/outbox?state=unknown"' in page
    assert page.count(f'name="mail" value="{ONE}"') == 1
    assert THREE not in page
    tried = await desk.post("/outbox", mail=[ONE, TWO], verdict="release")
    assert "Release 2 mails?" in tried.text


async def test_mails_held_for_different_reasons_are_not_released_together(desk: OrganisersDesk):
    desk.mail(ONE)
    desk.mail(TWO, reason=HoldReason.PERSON, owner="A-02")

    rows = (await desk.get("/tasks?format=json")).json()["tasks"]

    assert {row["id"]: row["mails"] for row in rows} == {"mail-unattended": [ONE], "mail-person": [TWO]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A-1 did not come; call them, and if they are gone, './legation change x' frees the rest",
         "A-1 did not come; call them."),
        ("3 mails wait because the day is used up. If it is no loop, './legation mail release'. "
         "(delegation usa-2017, since 7 Mar 2017 12:00 UTC)", "3 mails wait because the day is used up."),
        ("Is it true?", "Is it true?"),
        ("Rooms to settle: A-1 A-2", "Rooms to settle: A-1 A-2."),
    ],
)  # fmt: skip
def test_what_a_task_says_of_commands_is_left_out(text: str, said: str):
    assert without_commands(text) == said
