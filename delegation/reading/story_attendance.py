"""What is recorded at the door in a story: who came and who did not."""

from collections.abc import Collection, Iterator, Sequence

from delegation.attendance import CheckIn
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line
from delegation.reading.plain_yaml import Path
from delegation.reading.suggestion import suggestion
from delegation.zoned import LocalTime

SOURCE = "attendance.yaml"


class DoorRecord(Fact):
    """One time at the door: of the whole event, or of one item."""

    at: LocalTime
    author: Line
    item: ItemId | None = None
    """None: of the event as a whole."""
    present: tuple[ParticipantId, ...] = ()
    absent: tuple[ParticipantId, ...] = ()
    others_came: bool = False
    """Whether everybody came who has a place then and is not named as absent."""
    mark: str = ""
    """Sourced, inferred or made-up."""

    def check_in(self, delegates: Collection[str]) -> CheckIn:
        """What is recorded, of who has a place then."""
        others = [one for one in delegates if one not in self.absent] if self.others_came else []
        return CheckIn(
            author=self.author,
            item=self.item,
            present=tuple(sorted({*self.present, *others})),
            absent=tuple(sorted(one for one in self.absent if one in delegates)),
        )


class AttendanceFile(Fact):
    """The file attendance.yaml."""

    doors: tuple[DoorRecord, ...] = ()


def check_doors(
    doors: Sequence[DoorRecord], file: DelegationFile, everyone: Collection[str]
) -> Iterator[tuple[str, Path, str, str]]:
    """Names of people or items that nobody knows."""
    items = [item.id for item in file.itinerary]
    for n, record in enumerate(doors):
        if record.item is not None and record.item not in items:
            place: Path = ("doors", n, "item")
            yield SOURCE, place, f"{record.item!r} is no item", suggestion(record.item, items)
        for key, named in (("present", record.present), ("absent", record.absent)):
            for k, one in enumerate(named):
                if one not in everyone:
                    yield SOURCE, ("doors", n, key, k), f"{one!r} is no applicant", suggestion(one, everyone)
