"""What documents say in English words, with the words of other languages."""

from delegation.languages.letter_sayings import HOSTS, PROGRAMME
from delegation.languages.list_sayings import LIST_SAYINGS
from delegation.languages.reason_sayings import REASON_SAYINGS
from delegation.languages.saying import Saying, SayingBook

COUNTED = (
    Saying(
        ("{count} sessions", "{count} session"),
        {
            "de": {"one": "{count} Veranstaltung", "other": "{count} Veranstaltungen"},
            "fr": {"one": "{count} séance", "other": "{count} séances"},
        },
    ),
    Saying(
        ("{count} site visits", "{count} site visit"),
        {
            "de": {"one": "{count} Besuch vor Ort", "other": "{count} Besuche vor Ort"},
            "fr": {"one": "{count} visite sur place", "other": "{count} visites sur place"},
        },
    ),
    Saying(
        ("{count} one-to-one meetings", "{count} one-to-one meeting"),
        {
            "de": {"one": "{count} Einzelgespräch", "other": "{count} Einzelgespräche"},
            "fr": {"one": "{count} entretien individuel", "other": "{count} entretiens individuels"},
        },
    ),
    Saying(
        ("{count} meetings; who meets whom stands with each host.",),
        {
            "de": {
                "one": "{count} Gespräch; wer wen trifft, steht bei den Gastgebern.",
                "other": "{count} Gespräche; wer wen trifft, steht bei den Gastgebern.",
            },
            "fr": {
                "one": "{count} entretien ; les rencontres figurent auprès de chaque hôte.",
                "other": "{count} entretiens ; les rencontres figurent auprès de chaque hôte.",
            },
        },
    ),
    Saying(
        ("{count} meetings; who meets whom stands in each delegate's own programme.",),
        {
            "de": {
                "one": "{count} Gespräch; wer wen trifft, steht in den persönlichen Programmen.",
                "other": "{count} Gespräche; wer wen trifft, steht in den persönlichen Programmen.",
            },
            "fr": {
                "one": "{count} entretien ; les rencontres figurent dans les programmes personnels.",
                "other": "{count} entretiens ; les rencontres figurent dans les programmes personnels.",
            },
        },
    ),
    Saying(("everybody ({count})",), {"de": "alle ({count})", "fr": "tous ({count})"}),
    Saying(("{least} of {most}",), {"de": "{least} von {most}", "fr": "{least} sur {most}"}),
    Saying(
        ("In parallel, by your choice; {count} places",),
        {
            "de": {
                "one": "Zur gleichen Zeit wie andere, nach Ihrer Wahl; {count} Platz",
                "other": "Zur gleichen Zeit wie andere, nach Ihrer Wahl; {count} Plätze",
            },
            "fr": {
                "one": "En parallèle, selon votre choix ; {count} place",
                "other": "En parallèle, selon votre choix ; {count} places",
            },
        },
    ),
    Saying(
        ("In parallel, by your choice",),
        {"de": "Zur gleichen Zeit wie andere, nach Ihrer Wahl", "fr": "En parallèle, selon votre choix"},
    ),
    Saying(
        ("In parallel with others; where you go is not settled yet",),
        {
            "de": "Zur gleichen Zeit wie andere; wohin Sie gehen, steht noch nicht fest",
            "fr": "En parallèle avec d'autres ; votre affectation n'est pas encore fixée",
        },
    ),
)
KINDS = (
    Saying(("session",), {"de": "Veranstaltung", "fr": "séance"}),
    Saying(("visit",), {"de": "Besuch", "fr": "visite"}),
    Saying(("meeting",), {"de": "Gespräch", "fr": "entretien"}),
    Saying(("meal",), {"de": "Essen", "fr": "repas"}),
    Saying(("transfer",), {"de": "Transfer", "fr": "transfert"}),
    Saying(("travel",), {"de": "Reise", "fr": "voyage"}),
    Saying(("free",), {"de": "freie Zeit", "fr": "temps libre"}),
    Saying(("sessions",), {"de": "Veranstaltungen", "fr": "séances"}),
    Saying(("visits",), {"de": "Besuche", "fr": "visites"}),
    Saying(("meals and receptions",), {"de": "Essen und Empfänge", "fr": "repas et réceptions"}),
    Saying(("transfers",), {"de": "Transfers", "fr": "transferts"}),
    Saying(
        ("one-to-one meeting", "One-to-one meeting"), {"de": "Einzelgespräch", "fr": "entretien individuel"}
    ),
)
"""What an item of the programme is."""
APART = {
    "behind": {"de": "{amount} hinter {city} zurück", "fr": "{amount} de retard sur {city}"},
    "ahead of": {"de": "{amount} vor {city}", "fr": "{amount} d'avance sur {city}"},
}
BEFORE = {
    "{zone}; ": {"de": "{zone}; ", "fr": "{zone} ; "},
    "{place} is ": {"de": "{place} ist ", "fr": "{place} a "},
}
HOURS = {"de": ("Stunde", "Stunden"), "fr": ("heure", "heures")}


def _apart(before: str, amount: str, way: str) -> Saying:
    """`EDT, UTC-4; 6 hours behind Brussels`, and as a sentence; hours are a number, or `5:30`."""
    end = "" if before == "{zone}; " else "."
    several = f"{before}{amount} {way} {{city}}{end}"
    one = several.replace("{count} hours", "{count} hour")
    told = {
        language: {
            form: f"{BEFORE[before][language]}{APART[way][language]}{end}".replace(
                "{amount}", amount.replace("hours", word)
            )
            for form, word in zip(("one", "other"), HOURS[language], strict=True)
        }
        for language in HOURS
    }
    if "{span}" in amount:
        return Saying((several,), {language: forms["other"] for language, forms in told.items()})
    return Saying((several, one), told)


CLOCKS = (
    Saying(
        ("Local time ({zone} and {other}); in grey {city} time ({label})",),
        {
            "de": "Ortszeit ({zone} und {other}); grau die Zeit in {city} ({label})",
            "fr": "Heure locale ({zone} et {other}) ; en gris, l'heure de {city} ({label})",
        },
    ),
    Saying(
        ("Local time ({zone}); in grey {city} time ({label})",),
        {
            "de": "Ortszeit ({zone}); grau die Zeit in {city} ({label})",
            "fr": "Heure locale ({zone}) ; en gris, l'heure de {city} ({label})",
        },
    ),
    Saying(
        ("Local time ({zone} and {other})",),
        {"de": "Ortszeit ({zone} und {other})", "fr": "Heure locale ({zone} et {other})"},
    ),
    Saying(("Local time ({zone})",), {"de": "Ortszeit ({zone})", "fr": "Heure locale ({zone})"}),
    *(
        _apart(before, amount, way)
        for before in ("{zone}; ", "{place} is ")
        for amount in ("{count} hours", "{span} hours")
        for way in ("behind", "ahead of")
    ),
)
"""How the clocks of two places differ."""
BOOKLET = (
    Saying(("Questions and changes",), {"de": "Fragen und Änderungen", "fr": "Questions et changements"}),
    Saying(
        ("Write to {whom}, {mailbox}.",),
        {"de": "Schreiben Sie an {whom}, {mailbox}.", "fr": "Écrivez à {whom}, {mailbox}."},
    ),
    Saying(
        ("More about the delegation",),
        {"de": "Mehr über die Delegation", "fr": "En savoir plus sur la délégation"},
    ),
    Saying(("Hotel in {city}",), {"de": "Hotel in {city}", "fr": "Hôtel à {city}"}),
    Saying(("Clocks",), {"de": "Uhrzeit", "fr": "Décalage horaire"}),
    Saying(("Your own programme",), {"de": "Ihr eigenes Programm", "fr": "Votre propre programme"}),
    Saying(
        ("Your calendar holds the visits and meetings that are yours, and follows every change.",),
        {
            "de": "In Ihrem Kalender stehen die Besuche und Gespräche, die Sie betreffen; er folgt jeder "
            "Änderung.",
            "fr": "Votre calendrier contient les visites et les entretiens qui sont les vôtres et suit "
            "chaque "
            "changement.",
        },
    ),
)
"""Notes of the booklet."""
PAPER_SAYINGS = SayingBook(
    (*COUNTED, *KINDS, *PROGRAMME, *BOOKLET, *LIST_SAYINGS, *REASON_SAYINGS, *HOSTS, *CLOCKS)
)
