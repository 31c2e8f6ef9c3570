"""Organisations in a rehearsal: lists that are imported, and suggestions that become first contacts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from delegation.agreement import Party
from delegation.agreement_deeds import OpenAgreement
from delegation.file import DelegationFile
from delegation.ids import agreement_workflow_id
from delegation.organisations.import_plan import Decisions
from delegation.organisations.profile import OrganisationProfile
from delegation.reading.story_organisations import ImportRecord, OrganisationsStory, SuggestionTaken
from delegation.status import Ledger
from portal.client import Legation
from portal.errors import NotFound, Refused
from portal.organisation_calls import Intention, OrganisationDesk
from portal.rehearsals.script import Scene


class OrganisationsPart:
    """The organisations of one arrangement."""

    def __init__(
        self, legation: Legation, file: DelegationFile, told: OrganisationsStory, folder: Path
    ) -> None:
        """`folder` holds the lists and mappings that the story names."""
        self._legation = legation
        self._file = file
        self._told = told
        self._folder = folder
        self._opened: list[str] = []

    def opening(self) -> Iterator[Scene]:
        for one in self._told.imports:
            yield Scene(self._file.at(one.at), f"{one.table} is imported", partial(self._bring_in, one))
        for taken in self._told.suggestions:
            text = f"Agreement {taken.opens} is opened with whom {taken.organisation} fits best"
            yield Scene(self._file.at(taken.at), text, partial(self._take_up, taken), True)

    def reactions(self, ledger: Ledger, now: datetime) -> Iterator[Scene]:
        """None: all is known from the start."""
        del ledger, now
        return iter(())

    def workflows(self) -> Sequence[str]:
        return [agreement_workflow_id(self._file.slug, one) for one in self._opened]

    async def _bring_in(self, record: ImportRecord, at: datetime) -> None:
        from composition import open_table_books

        desk = await self._desk()
        mapping = desk.mapping(self._folder / record.mapping if record.mapping else None)
        grid = open_table_books().grid
        path = self._folder / record.table
        decisions = None
        if record.decisions:
            plan = await desk.bring_in(path, mapping, at, Intention(), grid)
            decisions = Decisions(sha256=plan.sha256, decisions=record.decisions)
        intention = Intention(accept=record.accept, decisions=decisions, author=record.author)
        done = await desk.bring_in(path, mapping, at, intention, grid)
        if done.problem:
            raise Refused(done.problem)

    async def _take_up(self, taken: SuggestionTaken, at: datetime) -> None:
        desk = await self._desk()
        known = {one.profile.id: one.profile for one in (await desk.read()).organisations}
        party = _named(taken.organisation, known.values())
        agreements = await self._legation.agreements(self._file.slug)
        best = await desk.suggest(party.id, agreements, (), 1)
        if not best:
            raise Refused(f"Nobody is suggested for {party.name}.")
        opening = OpenAgreement(
            at=at,
            author=taken.owner,
            id=taken.opens,
            parties=(_party(party), _party(known[best[0].partner])),
            owner=taken.owner,
            themes=best[0].themes,
            kind=taken.kind,
            next=taken.next.date(self._file) if taken.next else None,
        )
        await self._legation.open_agreement(self._file.slug, opening)
        self._opened.append(taken.opens)

    async def _desk(self) -> OrganisationDesk:
        return await OrganisationDesk.at(self._legation.store, self._legation.register, self._file.slug)


def _named(name: str, profiles: Iterable[OrganisationProfile]) -> OrganisationProfile:
    """Raises NotFound."""
    for one in profiles:
        if one.name == name and not one.merged_into:
            return one
    raise NotFound(f"No organisation is called {name!r}; check the name.")


def _party(profile: OrganisationProfile) -> Party:
    return Party(organisation=profile.name, profile=profile.id, country=profile.country)
