"""Papers handed in by people: signed confirmations, reports, evidence. Recognised by their content."""

from collections.abc import Iterable
from typing import NamedTuple

from delegation.form import MEDIA_TYPES, USUAL_LARGEST_FILE, MediaType
from delegation.reading.upload_content import recognised
from portal.errors import Refused


class TypedPaper(NamedTuple):
    """One file as it came in."""

    content: bytes
    name: str = ""
    """As it was called; shown in refusals only."""

    @property
    def kind(self) -> MediaType:
        """Raises Refused, with the reason, for a kind that is not taken."""
        try:
            found = recognised(self.content)
        except ValueError as error:
            raise Refused(str(error)) from None
        if found is None:
            kinds = ", ".join(one.value for one in MediaType)
            raise Refused(f"{self.name or 'The file'} is none of the kinds that are taken: {kinds}.")
        return found

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]


def demand_papers(papers: Iterable[TypedPaper]) -> None:
    """Raises Refused, before anything is kept, for what is empty, too large, or of an unknown kind."""
    for paper in papers:
        if not paper.content:
            raise Refused(f"{paper.name or 'The file'} is empty; hand in the document itself.")
        if len(paper.content) > USUAL_LARGEST_FILE:
            most = USUAL_LARGEST_FILE // 1_000_000
            raise Refused(f"{paper.name or 'The file'} is larger than {most} MB; hand in a smaller one.")
        _ = paper.kind
