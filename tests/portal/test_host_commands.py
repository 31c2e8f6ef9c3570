"""Hosts by commands: who waits for what, and answering for a host that phoned."""

from datetime import timedelta

import pytest

from delegation.host_letters import news_of_asking, news_of_requests
from delegation.hosting import HostSource
from delegation.meeting import Wish
from portal.host_shown import HostShown, HostsShown
from tests.portal import stages
from tests.portal.commands_portal import Terminal
from tests.portal.hosts_portal import HostsInMemory

HOST = "gulf-energy"


@pytest.fixture
def hosts(at_itinerary: Terminal, monkeypatch: pytest.MonkeyPatch) -> HostsInMemory:
    """One host of the published programme, asked to confirm and for meetings, has not answered."""
    legation, (file, _) = at_itinerary.legation, stages.example()
    assert legation is not None
    assert file.hosting is not None
    kept = HostsInMemory(file.hosting.asked_at + timedelta(hours=1))
    for name in ("host", "answer_host", "withdraw_host"):
        monkeypatch.setattr(legation, name, getattr(kept, name))
    monkeypatch.setattr(legation, "plan", lambda _slug: _later(legation.state.plan))
    host, rules = file.host(HOST), file.meetings
    assert host is not None
    assert rules is not None
    names = {"A-05": "Bioenergia dla Regionu", "A-15": "Norte Energía"}
    wishes = {name: legation.state.wishes[name] for name in names}
    news = (
        news_of_asking(host, file, file.hosting.asked_at),
        news_of_requests(host, file, wishes, names, rules.wishes_close_at),
    )
    kept.ask(HOST, *(one for one in news if one))
    return kept


async def _later(value: object) -> object:
    return value


def test_the_list_says_who_has_not_answered_and_what_comes_next(at_itinerary: Terminal, hosts: HostsInMemory):
    said = at_itinerary("hosts list usa-2017")
    seen = HostsShown.model_validate(at_itinerary("hosts list usa-2017 --json").object)

    assert "1 host still to answer." in said.out
    states = {one.host: (one.state, one.is_waiting, one.open_requests) for one in seen.hosts}
    assert states[HOST] == ("asked", True, 2)
    assert states["mit-host"] == ("not asked", False, 0)
    assert hosts.heard == []


def test_one_host_is_shown_with_its_rows_limits_and_open_requests(
    at_itinerary: Terminal, hosts: HostsInMemory
):
    hosts.now += timedelta(days=60)
    said = at_itinerary(f"hosts show usa-2017 {HOST}")
    seen = HostShown.model_validate(at_itinerary(f"hosts show usa-2017 {HOST} --json").object)

    assert seen.state == "overdue"
    for text in ("One-to-one meetings", "Bioenergia dla Regionu", "open", "most meetings"):
        assert text in said.out


def test_an_answer_by_phone_is_recorded_as_the_organisers(at_itinerary: Terminal, hosts: HostsInMemory):
    said = at_itinerary(
        f"hosts answer usa-2017 {HOST} --confirmed --at-most 6 --unavailable s1 s2 --no A-05 --must A-15"
    )

    assert said.code == 0, said.err
    answer = hosts.states[HOST].answer
    assert answer is not None
    assert (answer.confirmed, answer.at_most, answer.unavailable) == (True, 6, ("s1", "s2"))
    assert {one.participant: one.wish for one in answer.wishes} == {"A-05": Wish.NO, "A-15": Wish.MUST}
    assert answer.source is HostSource.ORGANISER


def test_what_is_left_out_stays_and_every_slot_can_be_given_back(
    at_itinerary: Terminal, hosts: HostsInMemory
):
    at_itinerary(f"hosts answer usa-2017 {HOST} --at-most 6 --unavailable s1")
    at_itinerary(f"hosts answer usa-2017 {HOST} --available")

    answer = hosts.states[HOST].answer
    assert answer is not None
    assert (answer.confirmed, answer.at_most, answer.unavailable) == (None, 6, ())


def test_a_dry_run_says_who_would_be_told_and_records_nothing(at_itinerary: Terminal, hosts: HostsInMemory):
    fewer = at_itinerary(f"hosts answer usa-2017 {HOST} --at-most 2 --dry-run")
    gone = at_itinerary(f"hosts withdraw usa-2017 {HOST} --reason 'A storm.' --dry-run")

    assert fewer.code == gone.code == 0, fewer.err + gone.err
    assert "host-changed" in fewer.out
    assert "itinerary-changed" in fewer.out
    assert "host-withdrawn" in gone.out
    assert "Nothing was done." in fewer.out
    assert hosts.heard == []


def test_a_withdrawal_by_phone_carries_its_reason(at_itinerary: Terminal, hosts: HostsInMemory):
    said = at_itinerary(f"hosts withdraw usa-2017 {HOST} --reason 'A storm.'")
    again = at_itinerary(f"hosts answer usa-2017 {HOST} --confirmed")

    assert said.code == 0
    assert hosts.states[HOST].withdrawal is not None
    assert "This host has withdrawn" in again.err
    assert "withdrawn" in at_itinerary("hosts list usa-2017").out


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("hosts show usa-2017 gulf-energi", 3, "did you mean 'gulf-energy'?"),
        ("hosts answer usa-2017 gulf-energy", 4, "Say what the host answered"),
        ("hosts answer usa-2017 gulf-energy --no A-05 --must a-05", 4, "A-05 is named twice"),
        ("hosts answer usa-2017 gulf-energy --no A-01", 4, "A-01 asked this host for no meeting"),
        ("hosts answer usa-2017 gulf-energy --unavailable s9", 4, "There is no slot s9"),
        ("hosts answer usa-2017 gulf-energy --unavailable s9 --dry-run", 4, "There is no slot s9"),
        ("hosts answer usa-2017 gulf-energy --at-most -1", 2, "0"),
        ("hosts answer usa-2017 mit-host --confirmed", 3, "There is no host"),
        ("hosts withdraw usa-2017 gulf-energy --reason x", 2, "few words"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    line: str, code: int, words: str, at_itinerary: Terminal, hosts: HostsInMemory
):
    said = at_itinerary(line)

    assert (said.code, words in " ".join(said.err.split())) == (code, True), said.err
    assert hosts.heard == []


def test_the_link_is_the_one_that_stands_in_the_letters(at_itinerary: Terminal, hosts: HostsInMemory):
    said = at_itinerary(f"hosts link usa-2017 {HOST}")

    assert "/h/" in said.out
    assert at_itinerary(f"hosts link usa-2017 {HOST} --json").object["page"] == said.out.strip()
