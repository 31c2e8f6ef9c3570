"""Cities by name, with country, zone and place on the map. Where a name means several, nobody guesses."""

import csv
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

LIST = Path("desk") / "cities.csv"
"""Below the templates of the portal."""


class City(NamedTuple):
    """One line of the list."""

    name: str
    country: str
    zone: str
    latitude: str
    longitude: str

    @property
    def key(self) -> str:
        """Tells it from others of that name: `us-42.3601`."""
        return f"{self.country.lower()}-{self.latitude}"

    @property
    def words(self) -> str:
        return f"{self.name}, {self.country} ({self.zone}, {self.latitude}, {self.longitude})"


def cities_named(name: str, templates: Path) -> tuple[City, ...]:
    """All that are called so, in any of their languages, without regard to accents and capitals."""
    return _cities(templates / LIST).get(plain(name), ())


def plain(name: str) -> str:
    """`sao paulo` of `São  Paulo`."""
    apart = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    letters = "".join(one for one in apart if not unicodedata.combining(one))
    return " ".join(letters.casefold().split())


@lru_cache(maxsize=4)
def _cities(path: Path) -> dict[str, tuple[City, ...]]:
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    found: dict[str, tuple[City, ...]] = {}
    for name, others, *rest in csv.reader(lines):
        city = City(name, *rest)
        for one in {plain(name), *(plain(other) for other in others.split("|") if other)}:
            found[one] = (*found.get(one, ()), city)
    return found
