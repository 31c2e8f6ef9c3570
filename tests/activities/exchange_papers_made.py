"""An exchange of the small programme, with everything its papers are made from."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from delegation.document import DocumentKind
from delegation.exchange import Stay, StayItem, Taker
from delegation.exchanging.papers import COMES_WITH, ExchangePaperOrder
from delegation.file import DelegationFile
from delegation.papers.exchange_papers import ExchangePeople
from delegation.papers.paper import Delegate
from delegation.person import Person
from delegation.reading.delegation_file import read_delegation

PROGRAMME = Path(__file__).parent.parent / "workflows" / "exchange.yaml"
KINDS = tuple(kind for kinds in COMES_WITH.values() for kind in kinds)
ITEMS = (
    StayItem(
        id="welcome",
        title="Welcome, and what #both of you *expect*",
        starts=datetime.fromisoformat("2027-06-07 09:30"),
        ends=datetime.fromisoformat("2027-06-07 11:00"),
        room="Meeting room 2",
    ),
    StayItem(
        id="plant",
        title="The sewage plant by night",
        starts=datetime.fromisoformat("2027-06-08 22:00"),
        ends=datetime.fromisoformat("2027-06-09 01:00"),
        link="https://tejo.example/plant",
    ),
)
STAY = Stay(
    starts=date(2027, 6, 7),
    ends=date(2027, 6, 11),
    zone="Europe/Lisbon",
    place="Lisboa",
    km=2_900,
    items=ITEMS,
)


@cache
def programme() -> DelegationFile:
    return read_delegation(PROGRAMME.read_text(encoding="utf-8"), str(PROGRAMME))


def an_order(*kinds: DocumentKind, **changes: object) -> ExchangePaperOrder:
    usual = {
        "delegation": programme().slug,
        "exchange": "x-0123456789",
        "kinds": kinds or KINDS,
        "visitor": Taker(participant="A-1", organisation="Mälar Water", partnership="north"),
        "host": Taker(participant="A-2", organisation="Tejo Limpo", partnership="south"),
        "counts_for": "north",
        "signatory": "director",
        "rules": programme().exchange_rules,
        "stay": STAY,
        "days": 5,
        "km": 2_900,
        "version": 1,
        "made_at": datetime(2027, 5, 3, 22, 30, tzinfo=UTC),
    }
    return ExchangePaperOrder.model_validate({**usual, **changes})


def people(language: str = "en", *, coordinators: str = "") -> ExchangePeople:
    """Visitor and host who read this language; everybody of the programme too unless another is named."""
    spoken = {"language": coordinators or language}
    file = programme()
    readers = tuple(one.model_copy(update=spoken) for one in file.people)
    return ExchangePeople(
        file=file.model_copy(update={"people": readers}),
        visitor=_delegate("A-1", "Runa Velander", "Mälar Water", "SE", language),
        host=_delegate("A-2", "Inês do Carmo", "Tejo Limpo", "PT", language),
    )


def _delegate(participant: str, name: str, organisation: str, country: str, language: str) -> Delegate:
    person = Person(
        id=participant,
        name=name,
        email=f"{participant.lower()}@water.example",
        organisation=organisation,
        position="Engineer",
        zone="Europe/Lisbon",
        language=language,
    )
    return Delegate(participant=participant, person=person, answers={"country": country})
