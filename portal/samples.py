"""Writes the samples: mails as they leave, the calendars they carry, and what readers must find in them."""

import json
from collections.abc import Iterator
from pathlib import Path

from activities.addresses import mail_address
from activities.letters import LetterWriter
from activities.links import CalendarLinks
from activities.mail import invite_purpose, invite_send_id
from activities.message import envelope, invite_message
from delegation.calendars import sample_trip as trip
from delegation.calendars.rendering import CalendarParty, render_calendar, render_invite
from delegation.calendars.samples import (
    Expected,
    Sample,
    expected_in_feed,
    expected_of,
    sample_feed,
    sample_uid,
    samples,
)
from delegation.file import DelegationFile
from delegation.invite import Method
from delegation.person import Person

FEED = "feed.ics"
README = """Sample invites of Legation

Every mail (.eml) is written as it would leave, and beside it lies the calendar it carries (.ics), byte for
byte as it stands twice in the mail. {feed} is a feed. expected.json says what any reader must find in each:
UID, SEQUENCE, METHOD, start and end in UTC (of whole days their dates, the end being the day after the last),
summary, location, description, organiser and attendee. It is worked out from the items themselves, not from
these files. The same command writes the same bytes. All people and places are made up.

Receive the mails of one item (the same UID) in the order of their numbers.

{rows}
{feed:<34} {feed_shows}
"""


def write_samples(directory: Path, templates: Path, *, to: str = "", sender: str = "") -> tuple[Path, ...]:
    """Write all samples into `directory`, which is made if need be; the files written, in order.

    `to` and `sender` replace the address of every attendee and of the organiser, so that real mail and
    calendar programs recognise themselves. `templates` is the folder of letters.

    Raises:
        AddressRefused: `to` or `sender` is no address that every mail server takes.
        ValueError: `to` and `sender` are the same, and an organiser cannot invite itself.
    """
    file = _sent_by(trip.sample_file(), sender)
    letters = LetterWriter(templates, portal=trip.PORTAL)
    content: dict[str, bytes] = {}
    expected: list[Expected] = []
    for sample in samples():
        mine = trip.hostile(file) if sample.is_hostile else file
        addressed = sample.model_copy(update={"person": _reached_at(sample.person, to)})
        calendar = _calendar(addressed, mine)
        content[f"{sample.name}.eml"] = _mail(addressed, mine, calendar, letters)
        content[f"{sample.name}.ics"] = calendar
        expected.append(expected_of(addressed, mine))
    content[FEED] = _feed(file, trip.JOERG)
    expected.extend(expected_in_feed(FEED, sample_feed(file, trip.JOERG), file))
    content["expected.json"] = _json(expected)
    content["README.txt"] = _readme(expected)
    return tuple(_written(directory, content))


def _calendar(sample: Sample, file: DelegationFile) -> bytes:
    item = sample.revision.item
    return render_invite(
        sample.revision,
        uid=sample_uid(file, item.id, sample.recipient),
        organiser=_organiser(file),
        attendee=sample.person,
        place=file.place(item.place),
    )


def _mail(sample: Sample, file: DelegationFile, calendar: bytes, letters: LetterWriter) -> bytes:
    revision, item = sample.revision, sample.revision.item.id
    name = invite_send_id(file.slug, sample.recipient, item, revision.method, revision.sequence)
    first = invite_send_id(file.slug, sample.recipient, item, Method.REQUEST, 0)
    links = _links(sample.recipient, item)
    written = letters.write_invite(
        revision, sample.person, file, revision.dtstamp, links, host=sample.host is not None
    )
    outside = envelope(
        file,
        sample.person,
        name,
        revision.dtstamp,
        purpose=invite_purpose(revision),
        follows=first if revision.sequence else "",
    )
    return invite_message(outside, written, calendar, revision.method)


def _feed(file: DelegationFile, person: Person) -> bytes:
    source = _links(person.id).feed
    entries = sample_feed(file, person)
    return render_calendar(entries, name=file.title, organiser=_organiser(file), source=source)


def _links(recipient: str, *items: str) -> CalendarLinks:
    """Addresses of the shape ours have; nobody answers there."""
    address = f"{trip.PORTAL}/c/{recipient.lower().replace('-', ''):a<26}.ics"
    return CalendarLinks(
        feed=address,
        webcal=address.replace("https:", "webcal:", 1),
        answers={item: f"{trip.PORTAL}/a/sample-{item}" for item in items},
    )


def _organiser(file: DelegationFile) -> CalendarParty:
    return CalendarParty(name=file.organiser.name, email=file.organiser.mailbox)


def _sent_by(file: DelegationFile, sender: str) -> DelegationFile:
    if not sender:
        return file
    organiser = file.organiser.model_copy(update={"mailbox": mail_address(sender)})
    return file.model_copy(update={"organiser": organiser})


def _reached_at(person: Person, to: str) -> Person:
    return person.model_copy(update={"email": mail_address(to)}) if to else person


def _json(expected: list[Expected]) -> bytes:
    shown = [one.model_dump(mode="json") for one in expected]
    return (json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode()


def _readme(expected: list[Expected]) -> bytes:
    mails = [one for one in expected if one.mail]
    rows = "\n".join(f"{one.mail.removesuffix('.eml'):<34} {one.shows}" for one in mails)
    shows = next(one.shows for one in expected if not one.mail)
    return README.format(rows=rows, feed=FEED, feed_shows=shows).encode()


def _written(directory: Path, content: dict[str, bytes]) -> Iterator[Path]:
    directory.mkdir(parents=True, exist_ok=True)
    for name, one in content.items():
        path = directory / name
        path.write_bytes(one)
        yield path
