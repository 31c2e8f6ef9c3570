"""Words that stand between figures and quotations, in the languages of the letters."""

QUOTES = {
    "en": ('"', '"'),
    "de": ("„", "“"),
    "fr": ("«\u00a0", "\u00a0»"),
    "es": ("«", "»"),
    "it": ("«", "»"),
    "nl": ("“", "”"),
    "pl": ("„", "”"),
    "pt": ("«", "»"),
}
AT_LEAST = {
    "en": "at least",
    "de": "mindestens",
    "fr": "au moins",
    "es": "mínimo",
    "it": "almeno",
    "nl": "minstens",
    "pl": "co najmniej",
    "pt": "no mínimo",
}
AT_MOST = {
    "en": "at most",
    "de": "höchstens",
    "fr": "au plus",
    "es": "máximo",
    "it": "al massimo",
    "nl": "hoogstens",
    "pl": "co najwyżej",
    "pt": "no máximo",
}
RECORDED_DECISIONS = {
    "en": "the organiser's recorded decisions",
    "de": "protokollierten Entscheidungen des Veranstalters",
    "fr": "des décisions consignées de l'organisateur",
    "es": "decisiones registradas del organizador",
    "it": "decisioni registrate dell'organizzatore",
    "nl": "vastgelegde besluiten van de organisator",
    "pl": "zapisane decyzje organizatora",
    "pt": "decisões registadas do organizador",
}


def phrase(by_language: dict[str, str], language: str) -> str:
    """The words in a language (two letters), else in English."""
    return by_language.get(language, by_language["en"])
