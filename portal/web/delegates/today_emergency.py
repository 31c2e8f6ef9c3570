"""Whom to call when somebody is hurt, by country. A country that is not known for sure is not guessed."""

from delegation.fact import Fact
from delegation.papers.wall_clock import country_name
from portal.web.words import Words

EUROPE = "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
ONE_NUMBER = {
    **dict.fromkeys(EUROPE.split(" "), "112"),
    "US": "911",
    "CA": "911",
    "AU": "000",
    "NZ": "111",
    "IN": "112",
}
"""Police, fire brigade and ambulance alike."""
TWO_NUMBERS = {
    "BR": ("190", "192"),
    "CN": ("110", "120"),
    "IL": ("100", "101"),
    "JP": ("110", "119"),
    "KR": ("112", "119"),
    "SG": ("999", "995"),
}
"""Police, ambulance."""


class Emergency(Fact):
    """The numbers of one country."""

    country: str
    police: str
    ambulance: str

    @property
    def is_one(self) -> bool:
        return self.police == self.ambulance


def emergency_in(country: str, words: Words) -> Emergency | None:
    """By ISO 3166-1 alpha-2."""
    one = ONE_NUMBER.get(country)
    numbers = (one, one) if one else TWO_NUMBERS.get(country)
    if numbers is None:
        return None
    return Emergency(country=country_name(country, words.language), police=numbers[0], ambulance=numbers[1])
