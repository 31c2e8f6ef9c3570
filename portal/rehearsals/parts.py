"""The parts that only some events have, each beside the cast with scenes of its own."""

from pathlib import Path

from delegation.file import DelegationFile
from delegation.reading.story import Story
from embedded.settings import EmbeddedSettings
from portal.client import Legation
from portal.rehearsals.agreements_part import AgreementsPart
from portal.rehearsals.attendance_part import AttendancePart
from portal.rehearsals.exchanges_part import ExchangesPart
from portal.rehearsals.organisations_part import OrganisationsPart
from portal.rehearsals.requests_part import RequestsPart
from portal.rehearsals.script import Part


def parts_of(
    legation: Legation, file: DelegationFile, story: Story, settings: EmbeddedSettings
) -> tuple[Part, ...]:
    """Those the story has anything for; `settings` are of the stack whose mailboxes people read."""
    del settings
    parts: list[Part] = []
    if story.agreements:
        parts.append(AgreementsPart(legation, file, story.agreements))
    if story.organisations.imports or story.organisations.suggestions:
        parts.append(OrganisationsPart(legation, file, story.organisations, Path(story.folder)))
    if story.requests:
        parts.append(RequestsPart(legation, file, story.requests))
    if story.doors:
        parts.append(AttendancePart(legation, file, story.doors))
    if story.exchanges.exchanges:
        parts.append(ExchangesPart(legation, file, story))
    return tuple(parts)
