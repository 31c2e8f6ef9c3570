"""What documents say in English words, with the words of other languages."""

from delegation.languages.saying import Saying, SayingBook

PAPER_SAYINGS = SayingBook(
    (
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
    )
)
