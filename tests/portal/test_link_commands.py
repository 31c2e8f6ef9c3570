"""Commands for signed addresses: revoke a person's, change what they are signed with."""

from activities.feeds import Feeds
from activities.links import Links
from tests.portal.commands_portal import Terminal
from tests.portal.invites_portal import PORTAL, SLUG


def links_of(terminal: Terminal) -> Links:
    assert terminal.legation is not None
    legation = terminal.legation
    return Links(PORTAL, legation.register, Feeds(legation.store, legation.register))


def offer(terminal: Terminal, participant: str = "A-01") -> str:
    return links_of(terminal).offer_link(SLUG, participant).rsplit("/", 1)[1]


def test_a_persons_addresses_are_revoked_once_somebody_means_it(at_call: Terminal):
    token, neighbours = offer(at_call), offer(at_call, "A-02")

    tried = at_call(f"links revoke {SLUG} a-01 --dry-run")
    assert "All addresses A-01 was given so far would be dead" in tried.out
    assert links_of(at_call).read_offer(token) is not None

    assert at_call(f"links revoke {SLUG} A-01").code == 0
    assert links_of(at_call).read_offer(token) is None
    assert links_of(at_call).read_offer(neighbours) is not None
    assert links_of(at_call).read_offer(offer(at_call)) is not None
    (revoked,) = at_call(f"links show {SLUG} --json").object["revoked"]
    assert (revoked["person"], revoked["times"]) == ("A-01", 1)


def test_an_evaluators_addresses_are_revoked_like_everybodys(at_call: Terminal):
    token = links_of(at_call).evaluator_link(SLUG, "e1").rsplit("/", 1)[1]

    assert at_call(f"links revoke {SLUG} E1").code == 0

    assert links_of(at_call).read_evaluator(token) is None
    (revoked,) = at_call(f"links show {SLUG} --json").object["revoked"]
    assert revoked["person"] == "e1"


def test_secrets_rotate_and_retire_and_are_never_shown(at_call: Terminal):
    token = offer(at_call)

    assert "Nothing was done." in at_call(f"links rotate {SLUG} --dry-run").out
    rotated = at_call(f"links rotate {SLUG}")
    newer = offer(at_call)
    shown = at_call(f"links show {SLUG} --json")
    early = at_call(f"links retire {SLUG} {shown.object['keys'][-1]['id']}")
    retired = at_call(f"links retire {SLUG} first")

    assert [one["use"] for one in shown.object["keys"]] == ["believed", "signs"]
    assert "secret" not in shown.object["keys"][1]
    assert (rotated.code, early.code, retired.code) == (0, 4, 0)
    assert links_of(at_call).read_offer(token) is None
    assert links_of(at_call).read_offer(newer) is not None
    assert "retired" in at_call(f"links show {SLUG}").out


def test_nobody_is_revoked_who_is_not_there(at_call: Terminal):
    assert at_call(f"links revoke {SLUG} A-99").code == 3
    assert at_call("links revoke atlantis-2030 A-01").code == 3
