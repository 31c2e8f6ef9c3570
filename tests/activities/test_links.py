import zlib
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from activities.feeds import FeedOwner, Feeds
from activities.links import Asked, CalendarLinks, InviteLink, Links
from activities.register import Register
from tests.fakes import MemoryStore

PORTAL = "https://portal.legation.example"
ENDS_AT = datetime(2017, 5, 15, 19, 30, tzinfo=UTC)


class Desk:
    """Links of two delegations that have sent invites before."""

    def __init__(self, portal: str = PORTAL) -> None:
        self.store = MemoryStore()
        self.register = Register(self.store)
        self.feeds = Feeds(self.store, self.register)
        self.links = Links(portal, self.register, self.feeds)
        for delegation in ("usa-2017", "japan-2018"):
            self.register.secret(delegation)

    def answer_token(self, delegation: str = "usa-2017", recipient: str = "A-17") -> str:
        asked = [Asked("visit", 2, ENDS_AT)]
        links = self.links.calendar_links(delegation, recipient, asked)
        return links.answers["visit"].removeprefix(f"{PORTAL}/a/")


DESK = Desk()


def test_an_answer_link_reads_back_as_it_was_written():
    assert DESK.links.read(DESK.answer_token()) == InviteLink(
        delegation="usa-2017", recipient="A-17", item="visit", sequence=2, until=ENDS_AT
    )


def test_the_same_invite_always_has_the_same_links():
    asked = [Asked("visit", 2, ENDS_AT)]

    assert DESK.links.calendar_links("usa-2017", "A-17", asked) == DESK.links.calendar_links(
        "usa-2017", "A-17", asked
    )


def test_the_feed_of_the_links_is_the_recipients_own():
    links = DESK.links.calendar_links("usa-2017", "mit-media-lab")

    token = links.feed.removeprefix(f"{PORTAL}/c/").removesuffix(".ics")
    assert DESK.feeds.find(token) == FeedOwner(delegation="usa-2017", recipient="mit-media-lab")
    assert links.webcal == f"webcal://portal.legation.example/c/{token}.ics"
    assert links.answers == {}


def test_without_a_portal_there_are_no_links_and_no_addresses_of_feeds():
    desk = Desk(portal="")

    assert desk.links.calendar_links("usa-2017", "A-17", [Asked("visit", 0, ENDS_AT)]) == CalendarLinks()
    assert [key for key in desk.store.content if key.startswith("feeds/")] == []


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 400), st.characters(codec="ascii"))
def test_a_link_that_was_changed_anywhere_says_nothing(position: int, character: str):
    token = DESK.answer_token()
    changed = token[: position % len(token)] + character + token[position % len(token) + 1 :]

    read = DESK.links.read(changed)

    assert read is None or changed == token


def test_a_link_signed_for_another_delegation_says_nothing():
    secret = DESK.register.secret("japan-2018")
    said = {"d": "usa-2017", "r": "A-17", "i": "visit", "s": 2, "u": 1494876600}

    assert DESK.links.read(URLSafeSerializer(secret, salt="invite-answer").dumps(said)) is None


def bomb(payload: bytes) -> str:
    return f".{urlsafe_b64encode(zlib.compress(payload, 9)).decode().rstrip('=')}.signature"


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "no-link",
        "Zm9v.YmFy",
        "\N{SNOWMAN}",
        "\x00",
        "x" * 1_000_000,
        bomb(b"[" * 100_000),
        bomb(b'{"d":"usa-2017"}'),
        bomb(b'{"d":["usa-2017"]}'),
        bomb(b'{"d":"../../secret"}'),
        bomb(b'[1, "usa-2017"]'),
    ],
    ids=range(13),
)
def test_what_a_stranger_makes_up_says_nothing(token: str):
    assert DESK.links.read(token) is None


def test_a_link_of_a_delegation_that_does_not_exist_leaves_no_trace():
    desk = Desk()
    before = dict(desk.store.content)

    assert desk.links.read(bomb(b'{"d":"atlantis-2030"}')) is None
    assert desk.store.content == before
