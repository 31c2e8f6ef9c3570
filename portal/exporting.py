"""A whole delegation as files that need no program of ours to be read."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from activities.ports import DocumentStore
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.person import Person
from portal.document_files import make_private, write_documents, write_private
from portal.errors import Refused
from portal.recipients import open_programme, recipients_of

if TYPE_CHECKING:
    from portal.client import Legation

CALENDARS, DOCUMENTS, MAILS, APPLICATIONS = "calendars", "documents", "mails", "applications"


class People(Fact):
    """Those who applied, as the vault knows them."""

    people: tuple[Person, ...]


async def export_delegation(legation: "Legation", slug: str, directory: Path) -> list[str]:
    """Write everything into a directory that is new or empty. Returns the names of the files, in order.

    Raises Refused when something lies there already, NotFound when there is no such delegation.
    """
    await asyncio.to_thread(_demand_empty, directory)
    status, roster = await legation.status(slug), await legation.roster(slug)
    ledger, published = await legation.ledger(slug), await legation.itinerary(slug)
    make_private(directory)
    facts = {"status": status, "roster": roster, "itinerary": published, "ledger": ledger}
    written = [_write(directory, f"{name}.json", _json(fact)) for name, fact in facts.items()]
    applicants = [one.participant for one in roster.entries]
    written += await asyncio.to_thread(_write_kept, legation, slug, directory, applicants)
    made = await asyncio.to_thread(write_documents, legation.store, ledger.documents, directory / DOCUMENTS)
    written += [f"{DOCUMENTS}/{name}" for name in made]
    programme = await open_programme(legation, slug)
    for recipient in await recipients_of(legation, programme):
        calendar = await asyncio.to_thread(programme.calendar, recipient)
        written.append(_write(directory, f"{CALENDARS}/{recipient.id}.ics", calendar))
    return sorted(written)


def as_yaml(file: DelegationFile) -> str:
    """The delegation file as a person would type it; reading it gives the same file again."""
    content = file.model_dump(mode="json", exclude_none=True)
    return yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.SafeDumper):
    """Writes everything out: the reader of delegation files takes no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the name is the base class's
        return True


def _demand_empty(directory: Path) -> None:
    if directory.exists() and any(directory.iterdir()):
        raise Refused(f"{directory} is not empty; name a new directory, so that nothing old stays among it.")


def _write_kept(legation: "Legation", slug: str, directory: Path, applicants: list[str]) -> list[str]:
    """What lies in the vault: the file with its people, applications as handed in, mails as they left."""
    file = legation.register.delegation_file(slug)
    people = People(people=tuple(_people(legation, slug, applicants)))
    written = [
        _write(directory, "delegation.json", _json(file)),
        _write(directory, "delegation.yaml", as_yaml(file).encode()),
        _write(directory, "people.json", _json(people)),
    ]
    for folder, place in ((APPLICATIONS, "applications"), (MAILS, "outbox")):
        found = _kept_under(legation.store, f"delegations/{slug}/{place}/")
        written += [_write(directory, f"{folder}/{name}", content) for name, content in found]
    return written


def _people(legation: "Legation", slug: str, applicants: list[str]) -> Iterator[Person]:
    """Who was erased is left out."""
    from activities.ports import Missing

    for participant in applicants:
        try:
            yield legation.register.person(slug, participant)
        except Missing:
            continue


def _kept_under(store: DocumentStore, prefix: str) -> Iterator[tuple[str, bytes]]:
    from activities.swapping import current

    for key in store.keys(prefix):
        content = current(store, key)
        if content is not None:  # else whose it was has been erased since it was listed
            yield key.removeprefix(prefix).replace("/", "-"), content


def _json(fact: Fact) -> bytes:
    return fact.model_dump_json(indent=2).encode() + b"\n"


def _write(directory: Path, name: str, content: bytes) -> str:
    make_private((directory / name).parent)
    write_private(directory / name, content)
    return name
