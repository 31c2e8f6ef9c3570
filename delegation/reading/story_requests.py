"""Meetings of delegates with each other in a story: whom each asks, how they answer, how it went.

One line a person in `requests.yaml`.
"""

from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field

from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.meeting import Wish
from delegation.person import Line
from delegation.reading.plain_yaml import Path
from delegation.reading.suggestion import suggestion
from delegation.requesting import Met, RequestAnswer, RequestBook, Went
from delegation.zoned import LocalTime

SOURCE = "requests.yaml"
Misfit = tuple[str, Path, str, str]

HOW = {"m": Went.MISSED, "o": Went.NOT_HELD}
Marks = Annotated[str, Field(pattern=r"^[1-5mo.]*$", max_length=60)]
"""One sign for each meeting in the order of time: a mark, `m` (the other did not come), `o` (it fell through
otherwise), `.` (nothing is said). Meetings beyond the last sign are not rated."""


class RequestRecord(Fact):
    """What one delegate does about meetings with others. People who take no part any more are passed over."""

    who: ParticipantId
    asks: LocalTime | None = None
    """When, in the organiser's zone; None: they ask nobody."""
    must: tuple[ParticipantId, ...] = ()
    nice: tuple[ParticipantId, ...] = ()
    no: tuple[ParticipantId, ...] = ()
    words: Line = ""
    """To all they ask."""
    answers: LocalTime | None = None
    """None: they answer nobody, and what they are asked expires."""
    gladly: tuple[ParticipantId, ...] = ()
    declines: tuple[ParticipantId, ...] = ()
    others: Wish | None = None
    """Their answer to everybody else who asks; None: they leave it open."""
    rates: tuple[LocalTime, ...] = ()
    """Each time they say how the meetings went that have begun by then."""
    marks: Marks = ""
    mark: Literal["", "sourced", "inferred", "made-up"] = ""

    def asked(self, book: RequestBook) -> tuple[tuple[ParticipantId, Wish], ...]:
        """Whom they ask of those who take part, by id."""
        named = {name: wish for wish in Wish for name in getattr(self, wish.value)}
        return tuple((name, wish) for name, wish in sorted(named.items()) if name in book.partners)

    def answered(self, book: RequestBook) -> tuple[RequestAnswer, ...]:
        """What they say to those who ask them."""
        named = {**dict.fromkeys(self.gladly, Wish.MUST), **dict.fromkeys(self.declines, Wish.NO)}
        said = {name: named.get(name, self.others) for name in book.asked_by}
        return tuple(RequestAnswer(asks=name, wish=wish) for name, wish in said.items() if wish is not None)

    def rated(self, book: RequestBook) -> tuple[tuple[Met, Went, int | None], ...]:
        """How each meeting went of which they say something."""
        pairs = zip(book.meetings, self.marks, strict=False)
        return tuple(
            (met, HOW.get(sign, Went.HELD), int(sign) if sign.isdigit() else None)
            for met, sign in pairs
            if sign != "."
        )


class RequestsFile(Fact):
    """The file `requests.yaml`; a story may do without it."""

    people: tuple[RequestRecord, ...] = ()


def check_requests(people: Collection[RequestRecord], applicants: Collection[str]) -> Iterator[Misfit]:
    """Everybody named is there, and nobody asks themselves."""
    for n, record in enumerate(people):
        place: Path = ("people", n)
        named = {"who": (record.who,)} | {
            key: getattr(record, key) for key in ("must", "nice", "no", "gladly", "declines")
        }
        for key, names in named.items():
            for name in names:
                if name not in applicants:
                    yield SOURCE, (*place, key), f"{name!r} is no applicant", suggestion(name, applicants)
                elif key != "who" and name == record.who:
                    yield SOURCE, (*place, key), f"{name!r} names themselves", "name somebody else."
