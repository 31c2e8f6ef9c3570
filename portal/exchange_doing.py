"""Carrying out what a command says of an exchange, or saying what would come of it and who would be told."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from delegation.decision_letters import home_of
from delegation.document import DocumentRef
from delegation.exchange import Stay
from delegation.exchange_state import ExchangeStart, ExchangeState, ExchangeView
from delegation.exchanging.opening import involved_rules
from delegation.exchanging.outcome import AnyDeed, Outcome, outcome
from delegation.exchanging.refusals import STAND
from delegation.exchanging.standing import missing
from delegation.exchanging.telling import Notice
from delegation.file import DelegationFile
from delegation.reading.suggestion import suggestion
from delegation.tempo import Tempo
from delegation.zoned import Day
from portal.errors import Refused
from portal.show import amount, say
from portal.typed_papers import TypedPaper, demand_papers

if TYPE_CHECKING:
    from portal.client import Legation

LARGEST = 25_000_000
"""Bytes of a paper that are read at all; what is larger than papers may be is refused by its size."""


async def carry_out(
    legation: "Legation",
    slug: str,
    exchange: str,
    deed: AnyDeed,
    do: Callable[[], Awaitable[ExchangeState]],
    *,
    dry_run: bool,
) -> None:
    """Do it, or say what would come of it. Raises Refused with the reason, NotFound."""
    if dry_run:
        view = await legation.exchange(slug, exchange)
        start = start_of(view, await legation.file(slug))
        tell_outcome(exchange, outcome(deed, view.state, start, view.now))
        return
    state = await do()
    say(f"Exchange {exchange} {stand_of(state)}.", *missing(state))


def start_of(view: ExchangeView, file: DelegationFile) -> ExchangeStart:
    """As the exchange was begun, by the rules of the file as they are now."""
    return ExchangeStart(
        delegation=file.slug,
        exchange=view.exchange,
        tempo=Tempo(real_origin=view.now, trip_origin=view.now),
        rules=involved_rules(view.visitor, view.host, file.exchange_rules),
        visitor=view.visitor,
        host=view.host,
        counts_for=view.counts_for,
        signatory=file.organiser.signatory,
        place=home_of(file),
        state=view.state,
    )


def tell_outcome(exchange: str, found: Outcome) -> None:
    """In words. Raises Refused where it would be refused."""
    if found.refusal:
        raise Refused(found.refusal)
    say(f"Exchange {exchange} would stand so: it {STAND[found.state.step]}.")
    if found.state.undone:
        say("Undone would be: " + ", ".join(one.what for one in found.state.undone) + ".")
    say(*letter_lines(found.letters), "Nothing was done.")


def letter_lines(letters: Sequence[Notice]) -> list[str]:
    """Who would get which letter, a line each."""
    if not letters:
        return ["No letter would leave."]
    told = [f"  {one.recipient}: {one.letter}" for one in letters]
    return [f"{amount(len(letters), 'letter')} would leave:", *told]


def stand_of(state: ExchangeState) -> str:
    """How it stands, as the end of a sentence; one that ends is being undone until its step says so."""
    if state.ending is not None and state.ending.step is not state.step:
        return f"{STAND[state.ending.step]}; what was done is being undone"
    return STAND[state.step]


# --- what people type ---------------------------------------------------------------------------------


def typed_stay(start: str, end: str, zone: str, place: str, km: int) -> Stay:
    """Raises Refused, in words, for days, a zone or a place that cannot be."""
    try:
        return Stay(starts=_day(start), ends=_day(end), zone=zone, place=place, km=km)
    except ValidationError as error:
        reasons = (str(one["msg"]).removeprefix("Value error, ") for one in error.errors())
        fields = (".".join(map(str, one["loc"])) for one in error.errors())
        told = "; ".join(
            f"{field}: {reason}" if field else reason for field, reason in zip(fields, reasons, strict=True)
        )
        raise Refused(f"This is no stay: {told}") from None


def demand_themes(typed: Sequence[str], file: DelegationFile) -> None:
    """Raises Refused for what is no theme of the file."""
    known = [one.id for one in file.themes]
    for theme in typed:
        if theme not in known:
            raise Refused(f"There is no theme {theme!r}; {suggestion(theme, known)}")


def _day(typed: str) -> date:
    try:
        found: date = TypeAdapter(Day).validate_python(typed)
    except ValidationError:
        raise Refused(f"{typed!r} is no date; write it as in '2020-06-02'.") from None
    return found


def papers_from(files: Iterable[Path]) -> list[TypedPaper]:
    """The files as they are. Raises Refused for what is empty, too large, or of an unknown kind."""
    papers = [TypedPaper(_content(path), path.name) for path in files]
    demand_papers(papers)
    return papers


def _content(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(LARGEST)


def as_if_kept(paper: TypedPaper) -> DocumentRef:
    """A reference to a paper that lies nowhere yet: what a dry run decides by."""
    digest = sha256(paper.content).hexdigest()
    return DocumentRef(key="", sha256=digest, size=len(paper.content), media_type=paper.media_type)
