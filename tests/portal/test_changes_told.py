"""Which mails a change led to, counted from what was delivered."""

from datetime import UTC, datetime, timedelta
from typing import get_args

from delegation.calendars.rendering import CalendarParty, render_invite
from delegation.change import (
    CancelItem,
    Change,
    ChangeKind,
    ChangeRecord,
    Difference,
    DropOut,
    Effect,
    MoveItem,
)
from delegation.invite import Method, Revision
from delegation.itinerary import ItineraryItem
from delegation.person import Person
from delegation.status import Departure, Ledger
from embedded.mail_journal import DeliveredMail
from portal.rehearsals.changes_told import KINDS, changes_told, kind_of
from portal.rehearsals.delivered_calendars import Owner, delivered_calendars, delivered_to
from tests.portal.stages import mail_with

START = datetime(2017, 5, 16, 12, 0, tzinfo=UTC)
ORGANISER = CalendarParty(name="Cluster Platform", email="usa-2017@legation.example")
KNOWN = {
    f"{item}.{recipient}@legation.example": Owner(recipient, item)
    for item in ("visit", "lunch")
    for recipient in ("A-1", "A-2", "mit", "penn")
}
ADDRESSES = {"A-1": "one@cluster.example", "A-2": "two@cluster.example", "mit": "desk@campus.example"}
ADDRESSES["penn"] = ADDRESSES["mit"]


def delivered(
    recipient: str, item: str, sequence: int, minutes: int, method: Method = Method.REQUEST
) -> DeliveredMail:
    """One revision, made so many minutes after the start and delivered at once."""
    at = START + timedelta(minutes=minutes)
    place = {"leg": "boston", "zone": "America/New_York", "kind": "visit", "title": item.title()}
    times = {"starts": "2017-05-18 14:00", "ends": "2017-05-18 15:00"}
    revision = Revision(
        item=ItineraryItem.model_validate({"id": item, **place, **times}),
        method=method,
        sequence=sequence,
        dtstamp=at,
    )
    calendar = render_invite(
        revision,
        uid=f"{item}.{recipient}@legation.example",
        organiser=ORGANISER,
        attendee=Person(id=recipient, name="Somebody", email=ADDRESSES[recipient]),
    )
    mail = mail_with(calendar, method, ADDRESSES[recipient])
    return DeliveredMail(ADDRESSES[recipient], ORGANISER.email, mail, at)


def change(
    minutes: int, what: object, *told: tuple[str, str], old: str = "Thu 18 May 2017, 14:00", new: str = ""
) -> ChangeRecord:
    """A change that told these recipients of these items."""
    at = START + timedelta(minutes=minutes)
    effects = tuple(
        Effect(recipient=recipient, differences=(Difference(item=item, old=old, new=new),))
        for recipient, item in told
    )
    made = {"id": f"change-{minutes}", "change": what, "author": "Office", "reason": "So it is."}
    return ChangeRecord(change=Change.model_validate(made), applied_at=at, version=2, effects=effects)


def move() -> MoveItem:
    return MoveItem.model_validate(
        {"item": "visit", "starts": "2017-05-18 15:00", "ends": "2017-05-18 16:00"}
    )


def test_each_mail_is_counted_with_the_change_that_made_it() -> None:
    moved = change(60, move(), ("A-1", "visit"), ("A-2", "visit"), new="Thu 18 May 2017, 15:00")
    cancelled = change(120, CancelItem(item="visit"), ("A-1", "visit"))
    mails = [
        delivered("A-1", "visit", 0, 0),
        delivered("A-2", "visit", 0, 0),
        delivered("A-1", "visit", 1, 70),
        delivered("A-2", "visit", 1, 70),
        delivered("A-1", "visit", 2, 120, Method.CANCEL),
    ]

    told = changes_told(Ledger(changes=(moved, cancelled)), delivered_calendars(mails), KNOWN)

    assert told == {"cancelled": {"cancellations": 1}, "moved": {"updates": 2}}


def test_what_was_gathered_into_one_mail_is_counted_once_with_the_last_change() -> None:
    moved = change(60, move(), ("A-1", "visit"), new="Thu 18 May 2017, 15:00")
    cancelled = change(65, CancelItem(item="visit"), ("A-1", "visit"))
    mails = [delivered("A-1", "visit", 0, 0), delivered("A-1", "visit", 1, 70, Method.CANCEL)]

    told = changes_told(Ledger(changes=(moved, cancelled)), delivered_calendars(mails), KNOWN)

    assert told == {"cancelled": {"cancellations": 1}}


def test_who_drops_out_is_told_of_everything_that_is_cancelled_for_them() -> None:
    left = Departure(participant="A-1", left_at=START + timedelta(hours=1), reason="Ill.")
    others = change(60, DropOut(participant="A-1"), ("mit", "visit"))
    mails = [
        delivered("A-1", "visit", 0, 0),
        delivered("A-1", "lunch", 0, 0),
        delivered("mit", "visit", 0, 0),
        delivered("A-1", "visit", 1, 60, Method.CANCEL),
        delivered("A-1", "lunch", 1, 60, Method.CANCEL),
        delivered("mit", "visit", 1, 61),
    ]

    ledger = Ledger(changes=(others,), departures=(left,))
    told = changes_told(ledger, delivered_calendars(mails), KNOWN)

    assert told == {"dropped-out": {"cancellations": 2, "updates": 1}}


def test_a_move_to_another_date_is_one_to_another_day() -> None:
    same = change(0, move(), ("A-1", "visit"), new="Thu 18 May 2017, 15:00 (EDT, UTC-4)")
    other = change(0, move(), ("A-1", "visit"), new="Fri 19 May 2017, 14:00 (EDT, UTC-4)")

    assert (kind_of(same), kind_of(other)) == ("moved", "city-day")


def test_a_copy_delivered_right_away_is_the_same_mail() -> None:
    first, second = delivered("A-1", "visit", 0, 0), delivered("A-1", "visit", 1, 5)

    found = delivered_calendars([first, first, second, second])

    assert [one.sequence for one in found] == [0, 1]
    assert [one.sequence for one in delivered_calendars([first, second, first])] == [0, 1, 0]


def test_hosts_who_share_a_mailbox_get_each_their_own() -> None:
    mails = [
        delivered("mit", "visit", 0, 0),
        delivered("penn", "lunch", 0, 0),
        delivered("A-1", "lunch", 0, 0),
    ]
    found = delivered_calendars(mails)
    known = {uid: owner for uid, owner in KNOWN.items() if owner.recipient != "A-2"}

    mine = list(delivered_to("mit", ADDRESSES["mit"], found, known))
    strays = list(delivered_to("mit", ADDRESSES["mit"], found, {}))

    assert mine == [found[0].content]
    assert strays == [found[0].content, found[1].content]


def test_every_kind_of_change_has_a_name():
    kinds = set(get_args(get_args(ChangeKind)[0]))

    assert set(KINDS) == kinds
