"""Words that stand between figures and quotations, in the languages of the letters."""

from typing import NamedTuple

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


class TableWords(NamedTuple):
    """What stands above and between the cells of a programme and of its changes, in both parts of a mail."""

    time: str
    programme: str
    place: str
    answer: str
    what: str
    until_now: str
    new: str
    added: str
    cancelled: str
    added_line: str
    cancelled_line: str
    until_now_line: str
    new_line: str


TABLES = {
    "en": TableWords(
        time="Time",
        programme="Programme",
        place="Place",
        answer="Answer",
        what="What",
        until_now="Until now",
        new="New",
        added="added",
        cancelled="cancelled",
        added_line="added: ",
        cancelled_line="cancelled; it was: ",
        until_now_line="until now: ",
        new_line="new: ",
    ),
    "de": TableWords(
        time="Zeit",
        programme="Programm",
        place="Ort",
        answer="Antworten",
        what="Was",
        until_now="Bisher",
        new="Neu",
        added="neu hinzugekommen",
        cancelled="abgesagt",
        added_line="neu hinzugekommen: ",
        cancelled_line="abgesagt; geplant war: ",
        until_now_line="bisher: ",
        new_line="neu: ",
    ),
    "fr": TableWords(
        time="Horaire",
        programme="Programme",
        place="Lieu",
        answer="Répondre",
        what="Quoi",
        until_now="Jusqu'ici",
        new="Désormais",
        added="ajouté",
        cancelled="annulé",
        added_line="ajouté : ",
        cancelled_line="annulé ; il était prévu : ",
        until_now_line="jusqu'ici : ",
        new_line="désormais : ",
    ),
}


def table_words(language: str) -> TableWords:
    """In a language (BCP 47), else in English."""
    return TABLES.get(language.split("-")[0].lower(), TABLES["en"])


def phrase(by_language: dict[str, str], language: str) -> str:
    """The words in a language (two letters), else in English."""
    return by_language.get(language, by_language["en"])
