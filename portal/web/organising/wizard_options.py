"""What can be chosen in the fields of the wizard: the value in the file, and its words."""

from functools import lru_cache
from zoneinfo import available_timezones

from portal.web.organising.wizard_asked import Option

PHASES: tuple[Option, ...] = (
    ("call", "Call: applications are taken"),
    ("registration", "Registration: whoever comes first is taken, in place of the next three"),
    ("evaluation", "Evaluation: applications are scored"),
    ("selection", "Selection: the group is chosen by score and balance"),
    ("offers", "Offers: places are offered, confirmed and passed on"),
    ("itinerary", "Itinerary: wishes become a programme"),
    ("trip", "Trip: days on the road"),
    ("exchanges", "Exchanges: visits between two organisations"),
    ("follow-up", "Follow-up: survey, outcomes, report"),
    ("cooperation", "Cooperation: agreements over years"),
)
FIELD_TYPES: tuple[Option, ...] = (
    ("text", "A line of text"),
    ("long-text", "A longer text"),
    ("choice", "One of several"),
    ("choices", "Several of several"),
    ("yes-no", "Yes or no"),
    ("declaration", "A statement to agree to"),
    ("number", "A whole number"),
    ("decimal", "A number with decimals"),
    ("money", "An amount of money"),
    ("country", "A country"),
    ("email", "An e-mail address"),
    ("url", "A web address"),
    ("date", "A date"),
    ("date-time", "A date with time"),
    ("phone", "A telephone number"),
    ("list", "Several short texts"),
    ("rows", "A small table"),
    ("ranking", "An order of preference"),
    ("file", "A file"),
)
STAGES: tuple[Option, ...] = (
    ("apply", "in the application"),
    ("accept", "when a place is accepted"),
    ("logistics", "for the journey"),
    ("after", "after the trip"),
)
TESTS: tuple[Option, ...] = (
    ("on-time", "it arrived by the cut-off"),
    ("present", "the field is answered"),
    ("true", "the answer is yes"),
    ("one-of", "the answer is one of these"),
    ("at-least", "the number is at least"),
)
BALANCES: tuple[Option, ...] = (
    ("at-most-per-value", "at most so many of each answer (3 per country)"),
    ("at-least-per-value", "at least so many of each of these answers"),
    ("at-least-values", "at least so many different answers (8 countries)"),
    ("at-least", "at least so many with one of these answers"),
    ("at-most", "at most so many with one of these answers"),
    ("at-least-share", "at least so many percent with one of these answers"),
    ("at-most-share", "at most so many percent with one of these answers"),
)
ITEMS: tuple[Option, ...] = (
    ("session", "Session"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("meal", "Meal"),
    ("reception", "Reception"),
    ("transfer", "Transfer"),
    ("travel", "Travel"),
)
INVITES: tuple[Option, ...] = (
    ("digest+each", "One programme for all, and an invite for what wants an answer"),
    ("digest", "One programme for all, no invites"),
    ("each", "An invite for every item"),
)
LANGUAGES: tuple[Option, ...] = (("en", "English"), ("de", "German"), ("fr", "French"))
UNKNOWN: tuple[Option, ...] = (("ask", "A person decides"), ("send-again", "It is sent once more"))
LOCAL = "In the organiser's zone."


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    return tuple(sorted(one for one in available_timezones() if "/" in one and not one.startswith("Etc/")))
