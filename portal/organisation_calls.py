"""What people do with the organisations of a delegation: import, export, merge, erase, suggest."""

import asyncio
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from activities.organisations import ChangedMeanwhile, Organisations, OrganisationsChange, Snapshot
from activities.ports import DocumentStore
from activities.register import Register
from delegation.agreement import AgreementRecord
from delegation.fact import Fact
from delegation.organisations.agreed import agreed_pairs
from delegation.organisations.duplicates import Merged, merged, why_not_merge
from delegation.organisations.import_plan import Decisions, ImportReport, Outcome
from delegation.organisations.importing import Imported, planned
from delegation.organisations.mapping_reading import read_mapping
from delegation.organisations.planning_import import Occasion
from delegation.organisations.platform_mapping import OWN, PlatformMapping, TableFormat
from delegation.organisations.profile import Known, OrganisationProfile
from delegation.organisations.suggesting import Suggestion, suggestions
from delegation.organisations.table import LARGEST_FILE
from delegation.organisations.table_reading import OpenBook
from delegation.organisations.table_writing import Record, Unwritable, as_csv, as_json, records_of
from portal.errors import NotFound, Refused
from portal.story_files import UnreadableFile, text_of


class Intention(Fact):
    """What of an import is to be done, and by whom; nothing accepted: only the plan is wanted."""

    accept: tuple[Outcome, ...] = ()
    decisions: Decisions | None = None
    author: str = ""
    is_dry: bool = False

    @property
    def only_plans(self) -> bool:
        return self.is_dry or not (self.accept or self.decisions)


class OrganisationDesk:
    """The organisations of one delegation."""

    def __init__(self, store: DocumentStore, register: Register, slug: str) -> None:
        self._organisations = Organisations(store)
        self.slug = slug
        self.file = register.delegation_file(slug)

    @classmethod
    async def at(cls, store: DocumentStore, register: Register, slug: str) -> "OrganisationDesk":
        """Raises Missing where there is no such delegation."""
        return await asyncio.to_thread(cls, store, register, slug)

    def mapping(self, path: Path | None) -> PlatformMapping:
        """Our own format where none is named. Raises MappingFileError, UnreadableFile."""
        return OWN if path is None else read_mapping(text_of(path), str(path), self.file.themes)

    async def read(self) -> Snapshot:
        return await asyncio.to_thread(self._organisations.read, self.slug)

    async def bring_in(
        self, path: Path, mapping: PlatformMapping, at: datetime, intention: Intention, open_book: OpenBook
    ) -> ImportReport:
        """Plan the import of a file, and do what is accepted of it, all of it or nothing.

        Raises Refused where somebody else changed the organisations meanwhile; UnreadableFile.
        """
        return await self.take_in(await asyncio.to_thread(_content, path), mapping, at, intention, open_book)

    async def take_in(
        self,
        content: bytes,
        mapping: PlatformMapping,
        at: datetime,
        intention: Intention,
        open_book: OpenBook,
    ) -> ImportReport:
        """The same with the bytes of a file. Raises Refused."""
        seen = await self.read()
        imported = Imported(self.slug, content, mapping, self.file.themes, seen.organisations, at)
        found = await asyncio.to_thread(
            planned, imported, open_book, accept=intention.accept, decisions=intention.decisions
        )
        if intention.only_plans:
            return found.report
        change = OrganisationsChange(
            at=at,
            author=intention.author,
            what=f"import from {mapping.platform}",
            sha256=found.report.sha256,
            organisations=len(found.versions),
            rows=found.report.counts(),
        )
        await self._keep(found.versions, change, seen)
        return found.report

    async def records(
        self, mapping: PlatformMapping, names: Collection[str] = ()
    ) -> tuple[list[Record], int]:
        """What would be written, by the mapping, and how many it has no place for."""
        seen = await self.read()
        wanted = [one for one in seen.organisations if not names or one.profile.id in names]
        known = await asyncio.to_thread(self._with_contacts, wanted)
        return records_of(known, mapping, self.file.themes)

    async def one(self, named: str, seen: Snapshot) -> Known:
        """By id. Raises NotFound with the nearest one."""
        from delegation.reading.suggestion import suggestion

        known = seen.known(named)
        if known is None:
            near = suggestion(named, [one.profile.id for one in seen.organisations])
            raise NotFound(f"There is no organisation {named!r} in {self.slug}; {near}")
        return await asyncio.to_thread(self._organisations.with_contact, self.slug, known)

    async def history(self, named: str) -> tuple[OrganisationProfile, ...]:
        """Every version, the oldest first. Raises Missing."""
        return await asyncio.to_thread(self._organisations.history, self.slug, named)

    async def merge(self, kept: str, gone: str, change: OrganisationsChange, *, is_dry: bool) -> Merged:
        """Make one of two. Raises NotFound, Refused."""
        seen = await self.read()
        one, other = await self.one(kept, seen), await self.one(gone, seen)
        if reason := why_not_merge(one.profile, other.profile):
            raise Refused(reason)
        made = merged(one, other, Occasion(at=change.at))
        if not is_dry:
            await self._keep((made.kept, made.gone), change, seen)
        return made

    async def erase_contact(self, named: str, change: OrganisationsChange) -> None:
        """Forget who speaks for it, for good. Raises Missing, Refused."""
        try:
            await asyncio.to_thread(self._organisations.erase_contact, self.slug, named, change)
        except ChangedMeanwhile as error:
            raise Refused(str(error)) from None

    async def suggest(
        self, named: str, agreements: Collection[AgreementRecord], without: Collection[str], most: int
    ) -> tuple[Suggestion, ...]:
        """The best partners but those it has an agreement with, or is not to have. Raises NotFound."""
        seen = await self.read()
        party = (await self.one(named, seen)).profile
        others = [one.profile for one in seen.organisations if not one.profile.merged_into]
        agreed = (*agreed_pairs(agreements, others), *((party.id, other) for other in without))
        return await asyncio.to_thread(suggestions, party, others, agreed=agreed, most=most)

    async def _keep(self, versions: Iterable[Known], change: OrganisationsChange, seen: Snapshot) -> None:
        try:
            await asyncio.to_thread(self._organisations.keep, self.slug, versions, change, seen)
        except ChangedMeanwhile as error:
            raise Refused(str(error)) from None

    def _with_contacts(self, organisations: Iterable[Known]) -> list[Known]:
        return [self._organisations.with_contact(self.slug, one) for one in organisations]


def format_of(path: Path) -> TableFormat:
    """By the end of its name. Raises Refused."""
    try:
        return TableFormat(path.suffix.removeprefix(".").lower())
    except ValueError:
        raise Refused(f"{path.name} should end in .csv, .xlsx or .json; that says how to write it.") from None


def text_table(records: list[Record], mapping: PlatformMapping, written: TableFormat) -> bytes:
    """CSV or JSON. Raises Refused where a letter is not in the mapping's encoding."""
    try:
        return as_json(records, mapping) if written is TableFormat.JSON else as_csv(records, mapping)
    except Unwritable as error:
        raise Refused(str(error)) from None


def _content(path: Path) -> bytes:
    """At most one byte more than is read, for the reader to refuse. Raises UnreadableFile."""
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableFile(
            f"{path} cannot be read ({error.strerror}); check what it is and who may read it."
        ) from None
