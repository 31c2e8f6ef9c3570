"""Changes typed as an organiser types them two hours before departure: one line, no file."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from activities.keys import ledger_key
from activities.outbox import LedgerEntry, SendState
from delegation.calendar_book import CalendarView
from delegation.change import (
    AddSlots,
    CancelItem,
    ChangeRecord,
    Difference,
    DropOut,
    Effect,
    Join,
    ReinstateItem,
    SwapMeetings,
)
from delegation.change_naming import change_id
from delegation.ids import send_id
from delegation.invite import Method, SentInvite
from delegation.letter import LetterName
from portal.change_calls import ChangeCalls
from portal.change_shown import ChangeShown, revisions_since
from tests.fakes import MemoryStore
from tests.portal import stages
from tests.portal.commands_portal import Terminal

WHY = "--author guide --reason 'As it happened'"


def ids(terminal: Terminal) -> list[str]:
    return [one["change"]["id"] for one in terminal("change list usa-2017 --json").object["changes"]]


def last(terminal: Terminal) -> ChangeRecord:
    records = terminal("change list usa-2017 --json").object["changes"]
    return ChangeRecord.model_validate(records[-1])


def test_a_late_train_is_one_line_and_lasts_as_long_as_before(at_itinerary: Terminal) -> None:
    line = f'change move usa-2017 train-washington --starts "2017-05-15 18:45" {WHY} --urgent'

    tried = at_itinerary(f"{line} --dry-run")
    assert at_itinerary.legation is not None
    assert at_itinerary.legation.writes == []
    done = at_itinerary(line)

    assert "19 letters would be sent (19 itinerary-changed). Nothing was done." in tried.out
    assert done.out.startswith(
        "Change move-item-train-washington-1 is made: itinerary version 2; told: 19 delegates"
    )
    record = last(at_itinerary)
    assert record.change.urgency == "urgent"
    assert (record.change.author, record.change.reason) == ("guide", "As it happened")
    moved = at_itinerary.legation.state.plan.itinerary.item("train-washington")
    before = next(one for one in (await_file(at_itinerary)).itinerary if one.id == "train-washington")
    assert f"{moved.starts:%H:%M}" == "18:45"
    assert moved.ends - moved.starts == before.ends - before.starts


def await_file(terminal: Terminal):
    return terminal.legation._file


LINES = [
    ("cancel usa-2017 visit-singh", "cancel-item-visit-singh-1"),
    ('room usa-2017 seminar "Chesapeake 7"', "change-room-seminar-1"),
    ("drop-out usa-2017 a-01", "drop-out-a-01-1"),
    ("stay-away usa-2017 A-01 reception seminar", "stay-away-a-01-1"),
    ("host-withdraws usa-2017 penn-state", "host-withdraws-penn-state-1"),
    ("limit-host usa-2017 penn-state --at-most 1", "limit-host-penn-state-1"),
]


@pytest.mark.parametrize(("line", "name"), LINES, ids=[name for _, name in LINES])
def test_every_way_is_looked_at_first_and_then_made(line: str, name: str, at_itinerary: Terminal) -> None:
    tried = at_itinerary(f"change {line} {WHY} --dry-run")
    assert (tried.code, ids(at_itinerary)) == (0, [])
    assert tried.out.startswith(f"Change {name}:\n")
    assert "Nothing was done." in tried.out

    done = at_itinerary(f"change {line} {WHY}")

    assert (done.code, ids(at_itinerary)) == (0, [name])
    told = re.search(r"Would be told: ([^;]+);", tried.out)
    assert told is not None
    assert f"told: {told[1]}." in done.out
    assert len(last(at_itinerary).effects) == sum(map(int, re.findall(r"\d+", told[1])))


def test_what_was_cancelled_is_reinstated_and_cancelled_again_under_its_own_name(
    at_itinerary: Terminal,
) -> None:
    for verb in ("cancel", "reinstate", "cancel"):
        assert at_itinerary(f"change {verb} usa-2017 reception {WHY}").code == 0

    assert ids(at_itinerary) == [
        "cancel-item-reception-1", "reinstate-item-reception-1", "cancel-item-reception-2",
    ]  # fmt: skip


def test_who_stayed_away_comes_back(at_itinerary: Terminal) -> None:
    at_itinerary(f"change stay-away usa-2017 A-01 reception {WHY}")

    done = at_itinerary(f"change come-back usa-2017 A-01 reception {WHY}")

    assert done.out == "Change come-back-a-01-1 is made: itinerary version 3; told: 1 delegate.\n"


REFUSED = [
    ("cancel usa-2017 visit-moon", "There is no item 'visit-moon'"),
    ('move usa-2017 reception --starts "tomorrow"', "'tomorrow' is no date and time"),
    ('move usa-2017 reception --starts "2017-06-01 18:00"', "when the delegation is not in"),
    ("stay-away usa-2017 A-99 reception", "A-99 is not among the delegates."),
    ("come-back usa-2017 A-01 reception", "A-01 does not stay away from 'reception', but from nothing."),
    ("host-withdraws usa-2017 moon", "There is no host 'moon'."),
    ("limit-host usa-2017 penn-state", "Say how many meetings or guests it takes at most"),
    ("limit-host usa-2017 penn-state --at-most 99", "99 is no lower limit"),
    ('add-slots usa-2017 penn-state --at-most 99 --new-slots "late=2017-05-16 25:00/20"', "--new-slots 1"),
    ("reinstate usa-2017 reception", "takes place; there is nothing to reinstate."),
    ("swap usa-2017 A-01 s99 A-02 s1", "A-01 has no meeting in slot 's99'."),
    (
        "cancel usa-2017 reception --id 'Late Train'",
        "'Late Train' cannot be the id of a change",
    ),
]


@pytest.mark.parametrize(("line", "sentence"), REFUSED, ids=[line for line, _ in REFUSED])
def test_what_cannot_be_is_refused_with_what_to_do(line: str, sentence: str, at_itinerary: Terminal) -> None:
    for switch in ("--dry-run", ""):
        said = at_itinerary(f"change {line} {WHY} {switch}")

        assert said.code == 4
        assert sentence in said.err
    assert ids(at_itinerary) == []


def test_a_host_that_withdraws_is_previewed_with_both_proposals(at_itinerary: Terminal) -> None:
    tried = at_itinerary(f"change host-withdraws usa-2017 penn-state {WHY} --dry-run")

    assert "nobody else is moved" in tried.out
    assert "proposal" in tried.out


def test_the_list_says_what_became_of_meetings(at_itinerary: Terminal) -> None:
    at_itinerary(f"change host-withdraws usa-2017 penn-state {WHY}")

    listed = at_itinerary("change list usa-2017").out.splitlines()

    assert listed[0].split() == [
        "when", "id", "what", "by", "reason", "version", "dropped", "regained", "moved", "told",
    ]  # fmt: skip
    record = last(at_itinerary).disturbance
    assert record.dropped > 0
    assert listed[2].split()[-4:-1] == [str(record.dropped), str(record.regained), str(record.moved)]


def test_a_change_is_shown_with_who_was_told_what_and_what_is_open(in_calendars: Terminal) -> None:
    in_calendars(f'change move usa-2017 reception --starts "2017-05-16 19:00" {WHY}')

    shown = ChangeShown.model_validate(
        in_calendars("change show usa-2017 move-item-reception-1 --json").object
    )
    said = in_calendars("change show usa-2017 move-item-reception-1")

    assert {one.recipient for one in shown.told} == {one.recipient for one in shown.record.effects}
    told = next(one for one in shown.told if one.recipient == "A-01")
    assert [one.item for one in told.invites] == ["reception"]
    assert told.invites[0].sent_at is not None
    assert "A-01" in said.out
    assert "As it happened" in said.out


def test_a_change_that_was_never_made_is_not_shown(at_itinerary: Terminal) -> None:
    at_itinerary(f"change cancel usa-2017 reception {WHY}")

    said = at_itinerary("change show usa-2017 cancel-item-receptoin-1")

    assert said.code == 3
    assert "did you mean 'cancel-item-reception-1'?" in said.err


def test_a_change_is_named_after_what_it_is_about_with_a_counter() -> None:
    assert change_id(CancelItem(item="train"), ()) == "cancel-item-train-1"
    assert change_id(CancelItem(item="train"), ("cancel-item-train-1",)) == "cancel-item-train-2"
    assert change_id(ReinstateItem(item="train"), ("cancel-item-train-1",)) == "reinstate-item-train-1"
    assert change_id(DropOut(participant="A-17"), ()) == "drop-out-a-17-1"
    assert change_id(Join(participant="A-17"), ()) == "join-a-17-1"
    assert change_id(AddSlots(host="mit", at_most=3), ()) == "add-slots-mit-1"
    swap = SwapMeetings(one="A-1", one_slot="s1", other="A-2", other_slot="s2")
    assert change_id(swap, ()) == "swap-meetings-a-1-1"
    long = change_id(CancelItem(item="a" * 60), ())
    assert len(long) <= 60
    assert CancelItem(item=long).item == long


def test_an_invite_from_before_the_change_is_not_how_it_was_told() -> None:
    made_at = datetime(2017, 5, 15, 12, 0, 0, 400_000, tzinfo=UTC)
    item = next(one for one in stages.example()[0].itinerary if one.id == "visit-singh")
    effect = Effect(recipient="A-01", differences=(Difference(item=item.id, old="14:00", new="15:00"),))

    def sent(at: datetime) -> CalendarView:
        invite = SentInvite(item=item, sequence=0, method=Method.REQUEST, dtstamp=at)
        return CalendarView(recipient="A-01", version=1, invites=(invite,), now=made_at)

    assert revisions_since(made_at, effect, None) == ()
    assert revisions_since(made_at, effect, sent(made_at - timedelta(days=3))) == ()
    assert len(revisions_since(made_at, effect, sent(made_at.replace(microsecond=0)))) == 1


def test_who_left_is_told_by_the_letter_that_says_so() -> None:
    store, version = MemoryStore(), 12
    name = send_id("usa-2017", "A-22", LetterName.DELEGATE_LEFT.value, version - 1)
    at = datetime(2017, 5, 16, 11, tzinfo=UTC)
    sent = LedgerEntry(state=SendState.SENT, nonce="one", deadline=at, sent_at=at)
    store.create(ledger_key("usa-2017", "A-22", name), sent.content(), "application/json")
    calls = ChangeCalls.__new__(ChangeCalls)
    calls.store = store

    assert calls._letter_sent("usa-2017", "A-22", range(version, version + 1)) == sent.sent_at
    assert calls._letter_sent("usa-2017", "A-07", range(version, version + 1)) is None


def test_a_change_that_was_not_made_is_not_shown(at_itinerary: Terminal) -> None:
    said = at_itinerary("change show usa-2017 late-train")

    assert said.code == 3
    assert said.err == "There is no change 'late-train' of usa-2017; none was made yet.\n"
