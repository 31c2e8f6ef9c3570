"""Calendars on a screen: figures of everybody, one calendar item by item, and what a check found.

`home` is the organiser's zone, in which it is said when something was told or answered; when an item
happens is said in the time of the place.
"""

from delegation.calendars.verifying import CalendarCheck
from portal.calendar_views import CalendarShown, InviteShown, answer_words
from portal.recipients import Recipient
from portal.show import amount, headline, moment, rows, say

WORDS = ("accepted", "tentative", "declined", "open")


def show_everybody(everybody: tuple[CalendarShown, ...]) -> None:
    """One line each."""
    rows(
        ("id", "organisation", "#version", "#invites", *(f"#{word}" for word in WORDS)),
        [_figures(one) for one in everybody],
    )
    total = ", ".join(f"{sum(one.answers[word] for one in everybody)} {word}" for word in WORDS)
    say(f"{amount(len(everybody), 'calendar')}: {total}.")


def show_one(shown: CalendarShown, home: str) -> None:
    """One line for each item."""
    headline(f"{shown.recipient}  {shown.name}")
    if not shown.invites:
        say("This calendar was told nothing yet; invites leave with the final programme.")
        return
    columns = ("when", "what", "#SEQUENCE", "METHOD", "told", "by", "answer")
    rows(columns, [_line(one, home) for one in shown.invites])
    if shown.due is not None:
        say(f"Changes are being gathered; they leave {moment(shown.due, home)}.")


def show_check(recipient: Recipient, check: CalendarCheck, home: str) -> None:
    """One line, and below it what is wrong."""
    seen = f"{amount(check.events, 'event')} from {amount(check.invites, 'mail')} and the feed"
    verdict = "true" if check.is_true else "WRONG" if check.problems else "waits"
    say(f"{recipient.id}  {recipient.name}: {verdict}, {seen}")
    say(*(f"  - {problem}" for problem in check.problems))
    if check.waiting and check.pending_until:
        leave = moment(check.pending_until, home)
        say(*(f"  - until {leave}: {difference}" for difference in check.waiting))


def _figures(one: CalendarShown) -> tuple[object, ...]:
    mailed = sum(invite.mailed for invite in one.invites)
    counts = (one.answers[word] or None for word in WORDS)
    return one.recipient, one.name, one.version or None, mailed, *counts


def _line(one: InviteShown, home: str) -> tuple[object, ...]:
    answer = answer_words(one)
    given = f", {moment(one.answered_at, home)} by {one.source}" if one.answered_at and one.source else ""
    return (
        moment(one.starts_at, one.zone),
        one.title,
        one.sequence,
        one.method,
        moment(one.told_at, home),
        "mail" if one.mailed else "feed only",
        f"{answer}{given}" if answer else None,
    )
