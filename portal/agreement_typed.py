"""What people type about agreements: parties, signatories, dates, amounts."""

import re
from collections.abc import Sequence
from datetime import date

from pydantic import TypeAdapter, ValidationError

from delegation.agreement import MetIn, NextDate, Party, Signatory, Signed
from delegation.file import DelegationFile
from delegation.form import MediaType
from delegation.ids import Slug
from delegation.reading.upload_content import recognised
from delegation.zoned import Day
from portal.errors import Refused
from portal.typed_times import local_time

COUNTRY = re.compile(r"(?P<name>.*\S)\s*\((?P<country>[A-Za-z]{2})\)")
AMOUNT = re.compile(r"(?P<whole>\d{1,12})(\.(?P<cents>\d{2}))?( ?(?P<currency>[A-Za-z]{3}))?")


def party(typed: str) -> Party:
    """`NanoRhone (FR)`; without a country it is not known."""
    found = COUNTRY.fullmatch(typed.strip())
    if not typed.strip():
        raise Refused("A party needs a name, as in 'NanoRhone (FR)'.")
    if found is None:
        return Party(organisation=typed)
    return Party(organisation=found["name"], country=found["country"].upper())


def met_in(typed: str) -> MetIn:
    """`usa-2017`, or `usa-2017: outcome of day 90`."""
    slug, _, occasion = typed.partition(":")
    try:
        name: str = TypeAdapter(Slug).validate_python(slug.strip())
    except ValidationError:
        raise Refused(f"{slug!r} is no delegation; write it as in 'usa-2017: outcome of day 90'.") from None
    return MetIn(delegation=name, occasion=occasion)


def signed(on: str, signatories: Sequence[str]) -> Signed | None:
    """The day, and `NanoRhone: Director` for each party. None where neither is given."""
    if not on and not signatories:
        return None
    if not on or not signatories:
        raise Refused("Give both --signed-on and --signatory, one for each party.")
    who = tuple(_signatory(one) for one in signatories)
    return Signed(on=day(on), signatories=who)


def _signatory(typed: str) -> Signatory:
    organisation, _, position = typed.partition(":")
    if not organisation.strip():
        raise Refused(f"{typed!r} names no party; write it as in 'NanoRhone: Director'.")
    return Signatory(organisation=organisation, position=position)


def day(typed: str) -> date:
    try:
        found: date = TypeAdapter(Day).validate_python(typed)
    except ValidationError:
        raise Refused(f"{typed!r} is no date; write it as in '2016-05-17'.") from None
    return found


def next_date(at: str, what: str, file: DelegationFile) -> NextDate | None:
    """Local to the organiser's zone. None where neither is given."""
    if not at and not what:
        return None
    if not at or len(what.strip()) < 3:
        raise Refused("Say both: by when (--by) and what is to be done (--what), in a few words.")
    if len(what) > 200:
        raise Refused("What is to be done is said in 200 characters at most; put the rest into a note.")
    return NextDate(at=file.at(local_time(at)), what=what)


def amount(typed: str) -> tuple[int | None, str]:
    """Cents and currency of `120000`, `120000.50 USD`; euros where none is named."""
    if not typed:
        return None, "EUR"
    found = AMOUNT.fullmatch(typed.strip())
    if found is None:
        raise Refused(f"{typed!r} is no amount; write it as in '120000' or '120000.50 USD'.")
    return int(found["whole"]) * 100 + int(found["cents"] or 0), (found["currency"] or "EUR").upper()


def evidence_kind(content: bytes) -> MediaType:
    """What the file is by its content. Raises Refused for what no kind of document is."""
    try:
        kind = recognised(content)
    except ValueError as reason:
        raise Refused(str(reason)) from None
    if kind is None:
        raise Refused("That is no PDF, picture, Word or Excel file; hand in one of these as evidence.")
    return kind
