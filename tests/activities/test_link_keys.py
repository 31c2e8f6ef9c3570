"""Addresses can be revoked for one person and signed with new secrets; those of before open until then."""

from datetime import UTC, datetime

import pytest
from itsdangerous import URLSafeSerializer

from activities.feeds import Feeds
from activities.link_keys import FIRST, CannotRetire, LinkRing
from activities.links import Links
from activities.register import Register
from tests.fakes import MemoryStore

PORTAL = "https://portal.legation.example"
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
SLUG, OTHER = "usa-2017", "japan-2018"
ENDS = datetime(2017, 5, 15, 19, 30, tzinfo=UTC)


class Desk:
    """Addresses of two delegations, in a process that remembers nothing."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.register = Register(self.store)
        for slug in (SLUG, OTHER):
            self.register.secret(slug)
        self.feeds = Feeds(self.store, self.register)
        self.ring: LinkRing = self.feeds.ring
        self.links = Links(PORTAL, self.register, self.feeds)

    def tokens(self, slug: str = SLUG, person: str = "A-17") -> dict[str, str]:
        """One of every kind, by kind."""
        host = "mit-host" if person == "A-17" else person.lower()
        invite = self.links.calendar_links(slug, person, [("visit", 2, ENDS)])
        return {
            "a": _token(invite.answers["visit"]),
            "o": _token(self.links.offer_link(slug, person)),
            "m": _token(self.links.meetings_link(slug, person)),
            "h": _token(self.links.host_link(slug, host)),
            "c": self.feeds.token(slug, person),
        }

    def opened(self, tokens: dict[str, str]) -> set[str]:
        """The kinds that still open, asked of another process."""
        desk = Desk(self.store)
        read = {
            "a": desk.links.read,
            "o": desk.links.read_offer,
            "m": desk.links.read_meetings,
            "h": desk.links.read_host,
            "c": desk.feeds.find,
        }
        return {kind for kind, token in tokens.items() if read[kind](token) is not None}


def _token(address: str) -> str:
    return address.rsplit("/", 1)[1]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_addresses_in_mails_of_before_there_were_epochs_and_secrets_still_open(desk: Desk):
    import hashlib

    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    signer = URLSafeSerializer(desk.register.secret(SLUG), salt="offer-answer", signer_kwargs=hashed)
    before = signer.dumps({"d": SLUG, "p": "A-17"})

    assert before == desk.tokens()["o"]
    desk.ring.rotate(SLUG, NOW)
    assert desk.opened({"o": before}) == {"o"}


def test_revoking_a_persons_addresses_kills_all_of_theirs_and_nobody_elses(desk: Desk):
    theirs, neighbours, elsewhere = desk.tokens(), desk.tokens(person="A-1"), desk.tokens(OTHER)

    desk.ring.bump(SLUG, "A-17", NOW)
    desk.feeds.revoke(SLUG, "A-17")

    assert desk.opened(theirs) == {"h"}  # of a host, who is somebody else
    assert desk.opened(neighbours) == set("aomhc")
    assert desk.opened(elsewhere) == set("aomhc")
    assert desk.opened(desk.tokens()) == set("aomhc")


def test_a_host_is_revoked_by_its_own_id(desk: Desk):
    tokens = desk.tokens()

    desk.ring.bump(SLUG, "mit-host", NOW)

    assert desk.opened(tokens) == set("aomc")


def test_an_address_of_a_later_epoch_than_that_of_now_opens_nothing(desk: Desk):
    desk.ring.bump(SLUG, "A-17", NOW)
    later = desk.tokens()
    desk.store.delete(f"delegations/{SLUG}/link-epochs/a-17.json")

    assert desk.opened(later) == {"h", "c"}


def test_after_rotating_the_new_secret_signs_and_the_old_addresses_open_until_it_is_retired(desk: Desk):
    old = desk.tokens()
    key = desk.ring.rotate(SLUG, NOW)
    new = desk.tokens()

    assert all(old[kind] != new[kind] for kind in old)
    assert desk.opened(old) == desk.opened(new) == set("aomhc")
    desk.ring.retire(SLUG, FIRST)
    assert (desk.opened(old), desk.opened(new)) == (set(), set("aomhc"))
    assert desk.ring.keys(SLUG).newest.id == key.id


def test_every_earlier_secret_is_believed_until_it_is_retired(desk: Desk):
    generations = [desk.tokens()]
    for _ in range(3):
        desk.ring.rotate(SLUG, NOW)
        generations.append(desk.tokens())
    second = desk.ring.keys(SLUG).keys[1].id

    desk.ring.retire(SLUG, second)

    assert [len(desk.opened(one)) for one in generations] == [5, 0, 5, 5]


def test_revoking_reaches_the_addresses_of_earlier_secrets_too(desk: Desk):
    old = desk.tokens()
    desk.ring.rotate(SLUG, NOW)

    desk.ring.bump(SLUG, "A-17", NOW)
    desk.feeds.revoke(SLUG, "A-17")

    assert desk.opened(old) == {"h"}


def test_the_secret_of_one_delegation_signs_nothing_of_another(desk: Desk):
    desk.ring.rotate(SLUG, NOW)
    desk.ring.retire(SLUG, FIRST)

    assert desk.opened(desk.tokens(OTHER)) == set("aomhc")


def test_the_secret_that_signs_cannot_be_retired_nor_one_that_is_not_there(desk: Desk):
    with pytest.raises(CannotRetire, match="signs the addresses of new mails"):
        desk.ring.retire(SLUG, FIRST)
    with pytest.raises(CannotRetire, match="There is no secret 'x'"):
        desk.ring.retire(SLUG, "x")


def test_whoever_asks_about_a_delegation_that_does_not_exist_leaves_no_trace(desk: Desk):
    before = dict(desk.store.content)

    assert desk.ring.believed("atlantis-2030") == {}
    assert desk.store.content == before
