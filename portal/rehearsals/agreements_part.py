"""Agreements in a rehearsal: everybody who opens, moves, proves, pauses and ends them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from delegation.file import DelegationFile
from delegation.form import MediaType
from delegation.ids import agreement_workflow_id
from delegation.reading.story_agreements import AgreementStepRecord, AgreementStory
from delegation.status import Ledger
from portal.client import Legation
from portal.rehearsals.script import Scene

A4 = "[0 0 595 842]"


class AgreementsPart:
    """The agreements of one arrangement."""

    def __init__(
        self, legation: Legation, file: DelegationFile, agreements: Sequence[AgreementStory]
    ) -> None:
        self._legation = legation
        self._file = file
        self._agreements = agreements
        self._opened: list[str] = []
        self._owners: dict[str, str] = {}

    def opening(self) -> Iterator[Scene]:
        for told in self._agreements:
            moment = self._file.at(told.at)
            yield Scene(moment, f"Agreement {told.id} is opened", partial(self._open, told), True)
            for step in told.steps:
                act = partial(self._step, told, step)
                to = f" {step.to}" if step.to else ""
                yield Scene(self._file.at(step.at), f"Agreement {told.id}: {step.does}{to}", act, True)

    def reactions(self, ledger: Ledger, now: datetime) -> Iterator[Scene]:
        """None: who looks after an agreement does what the story says."""
        del ledger, now
        return iter(())

    def workflows(self) -> Sequence[str]:
        return [agreement_workflow_id(self._file.slug, one) for one in self._opened]

    async def _open(self, told: AgreementStory, at: datetime) -> None:
        del at  # as the story says
        self._owners[told.id] = told.owner
        await self._legation.open_agreement(self._file.slug, told.opening(self._file))
        self._opened.append(told.id)

    async def _step(self, told: AgreementStory, step: AgreementStepRecord, at: datetime) -> None:
        del at
        slug = self._file.slug
        document = None
        if step.needs_document:
            title = " - ".join(party.organisation for party in told.parties)
            content = one_page(f"{step.text}: {title}")
            document = await self._legation.keep_evidence(slug, told.id, content, MediaType.PDF)
        deed = step.deed(self._owners[told.id], self._file, document)
        await self._legation.do_with_agreement(slug, told.id, deed)
        self._owners[told.id] = step.owner or self._owners[told.id]


def one_page(text: str) -> bytes:
    """A PDF of one page with one line, for stories: the same bytes for the same text."""
    line = text.encode("latin-1", "replace").decode("latin-1")
    escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    stream = f"BT /F1 14 Tf 60 760 Td ({escaped}) Tj ET"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {A4} /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream",
        font,
    )
    content, starts = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        starts.append(len(content.encode("latin-1")))
        content += f"{number} 0 obj\n{one}\nendobj\n"
    table = len(content.encode("latin-1"))
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    content += "".join(f"{start:010d} 00000 n \n" for start in starts)
    content += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    return content.encode("latin-1")
