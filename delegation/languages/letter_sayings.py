"""What letters, pages and calendars say in English sentences, with the words of other languages."""

from delegation.languages.reason_sayings import REASON_SAYINGS
from delegation.languages.saying import Saying, SayingBook

PAPERS = (
    Saying(("passport data",), {"de": "Passdaten", "fr": "données du passeport"}),
    Saying(("room wishes",), {"de": "Zimmerwünsche", "fr": "souhaits de chambre"}),
    Saying(("diet",), {"de": "Ernährung", "fr": "régime alimentaire"}),
    Saying(
        ("consent to be listed",),
        {
            "de": "Einverständnis mit der Nennung im Verzeichnis",
            "fr": "accord pour figurer dans le répertoire",
        },
    ),
)
REASONS = (
    Saying(
        ("One of the delegates no longer takes part.",),
        {
            "de": "Eine der teilnehmenden Personen ist nicht mehr dabei.",
            "fr": "L'un des participants ne sera plus présent.",
        },
    ),
    Saying(
        ("One of the delegates is represented by a colleague.",),
        {
            "de": "Eine der teilnehmenden Personen wird innerhalb ihrer Organisation vertreten.",
            "fr": "L'un des participants est représenté par un collègue.",
        },
    ),
    Saying(
        ("One of the delegates cannot attend.",),
        {
            "de": "Eine der teilnehmenden Personen kann nicht anwesend sein.",
            "fr": "L'un des participants ne peut pas être présent.",
        },
    ),
    Saying(
        ("One of the delegates can attend after all.",),
        {
            "de": "Eine der teilnehmenden Personen kann nun doch anwesend sein.",
            "fr": "L'un des participants peut finalement être présent.",
        },
    ),
    Saying(
        ("Nobody there is free to receive the delegation.",),
        {
            "de": "Dort hat niemand Zeit, die Delegation zu empfangen.",
            "fr": "Personne sur place n'est disponible pour recevoir la délégation.",
        },
    ),
    Saying(
        ("The place is not available.",),
        {"de": "Der Ort steht nicht zur Verfügung.", "fr": "Le lieu n'est pas disponible."},
    ),
    Saying(
        ("The plans of the host have changed.",),
        {"de": "Die Planung des Gastgebers hat sich geändert.", "fr": "Les projets de l'hôte ont changé."},
    ),
    Saying(
        ("The host cannot receive the delegation.",),
        {
            "de": "Der Gastgeber kann die Delegation nicht empfangen.",
            "fr": "L'hôte ne peut pas recevoir la délégation.",
        },
    ),
    Saying(
        ("A talk was booked.",),
        {"de": "Ein Gespräch wurde gebucht.", "fr": "Un entretien a été réservé."},
    ),
    Saying(
        ("A talk was given back.",),
        {"de": "Ein Gespräch wurde abgesagt.", "fr": "Un entretien a été annulé."},
    ),
    Saying(
        ("Another session was chosen.",),
        {"de": "Eine andere Veranstaltung wurde gewählt.", "fr": "Une autre session a été choisie."},
    ),
    Saying(
        ("There are more places.",),
        {"de": "Es gibt mehr Plätze.", "fr": "Il y a davantage de places."},
    ),
    Saying(
        ("The speaker cannot come.",),
        {
            "de": "Wer vortragen sollte, kann nicht kommen.",
            "fr": "La personne qui devait intervenir ne peut pas venir.",
        },
    ),
    Saying(
        ("The room cannot be used.",),
        {"de": "Der Raum kann nicht genutzt werden.", "fr": "La salle ne peut pas être utilisée."},
    ),
)
"""Why something changed; a reason that an organiser typed is quoted as it is."""
HOSTS = (
    Saying(
        ("You have not confirmed what you receive.",),
        {
            "de": "Sie haben noch nicht bestätigt, was Sie empfangen.",
            "fr": "Vous n'avez pas encore confirmé ce que vous recevez.",
        },
    ),
    Saying(
        (
            "One organisation asks for a meeting with you and has no answer yet.",
            "{count} organisations ask for a meeting with you and have no answer yet.",
        ),
        {
            "de": {
                "one": "Eine Organisation bittet Sie um ein Gespräch und hat noch keine Antwort.",
                "other": "{count} Organisationen bitten Sie um ein Gespräch und haben noch keine Antwort.",
            },
            "fr": {
                "one": "Une organisation vous demande un entretien et n'a pas encore de réponse.",
                "other": "{count} organisations vous demandent un entretien et n'ont pas encore de réponse.",
            },
        },
    ),
    Saying(
        ("up to {count} guests",),
        {
            "de": {"one": "bis zu {count} Gast", "other": "bis zu {count} Gäste"},
            "fr": {"one": "jusqu'à {count} invité", "other": "jusqu'à {count} invités"},
        },
    ),
    Saying(
        ("up to {count} meetings of {least} to {most} minutes",),
        {
            "de": {
                "one": "bis zu {count} Gespräch von {least} bis {most} Minuten",
                "other": "bis zu {count} Gespräche von {least} bis {most} Minuten",
            },
            "fr": {
                "one": "jusqu'à {count} entretien de {least} à {most} minutes",
                "other": "jusqu'à {count} entretiens de {least} à {most} minutes",
            },
        },
    ),
    Saying(
        ("up to {count} meetings of {least} minutes",),
        {
            "de": {
                "one": "bis zu {count} Gespräch von {least} Minuten",
                "other": "bis zu {count} Gespräche von je {least} Minuten",
            },
            "fr": {
                "one": "jusqu'à {count} entretien de {least} minutes",
                "other": "jusqu'à {count} entretiens de {least} minutes",
            },
        },
    ),
    Saying(("the whole delegation",), {"de": "die ganze Delegation", "fr": "toute la délégation"}),
    Saying(("The whole delegation",), {"de": "Die ganze Delegation", "fr": "Toute la délégation"}),
    Saying(
        ("{count} guests", "{count} guest"),
        {
            "de": {"one": "{count} Gast", "other": "{count} Gäste"},
            "fr": {"one": "{count} invité", "other": "{count} invités"},
        },
    ),
    Saying(
        ("{count} delegates", "{count} delegate"),
        {
            "de": {"one": "{count} Person", "other": "{count} Personen"},
            "fr": {"one": "{count} participant", "other": "{count} participants"},
        },
    ),
    Saying(
        ("{count} one-to-one meetings", "one meeting"),
        {
            "de": {"one": "ein Gespräch", "other": "{count} Einzelgespräche"},
            "fr": {"one": "un entretien", "other": "{count} entretiens individuels"},
        },
    ),
    Saying(("list {count}",), {"de": "Liste {count}", "fr": "la liste {count}"}),
)
REFUSALS = (
    Saying(
        ("This host has withdrawn; to receive guests after all, write to the organiser.",),
        {
            "de": "Dieser Gastgeber hat abgesagt. Wenn Sie doch Gäste empfangen möchten, schreiben Sie uns "
            "bitte.",
            "fr": "Cet hôte s'est retiré ; pour recevoir tout de même des invités, écrivez-nous.",
        },
    ),
    Saying(
        ("What this host receives is over.",),
        {"de": "Was Sie empfangen haben, ist vorbei.", "fr": "Ce que vous receviez est terminé."},
    ),
    Saying(
        ("Requests could be answered until {until}; you can still decline one.",),
        {
            "de": "Anfragen konnten beantwortet werden bis {until}; ablehnen können Sie noch.",
            "fr": "Les demandes pouvaient recevoir une réponse jusqu'à cette date : {until} ; vous pouvez "
            "encore "
            "en refuser.",
        },
    ),
)
"""Why an answer of a host cannot count, as its page says it."""
PROGRAMME = (
    Saying(("One-to-one meetings",), {"de": "Einzelgespräche", "fr": "Entretiens individuels"}),
    Saying(("one-to-one meetings",), {"de": "Einzelgespräche", "fr": "entretiens individuels"}),
    Saying(("parallel visits",), {"de": "parallelen Besuche", "fr": "visites parallèles"}),
    Saying(("Meeting with {whom}",), {"de": "Gespräch mit {whom}", "fr": "Entretien avec {whom}"}),
    Saying(
        ("Meeting of {one} and {other}",),
        {"de": "Gespräch von {one} mit {other}", "fr": "Entretien entre {one} et {other}"},
    ),
    Saying(("Table {count}",), {"de": "Tisch {count}", "fr": "Table {count}"}),
    Saying(("journey",), {"de": "Fahrt", "fr": "trajet"}),
    Saying(
        ("all day, until {day}",),
        {"de": "ganztägig, bis {day}", "fr": "toute la journée, jusqu'au {day}"},
    ),
    Saying(("all day",), {"de": "ganztägig", "fr": "toute la journée"}),
    Saying(("as soon as you can",), {"de": "so bald wie möglich", "fr": "dès que possible"}),
)
LETTER_SAYINGS = SayingBook((*PAPERS, *REASONS, *HOSTS, *REFUSALS, *PROGRAMME, *REASON_SAYINGS))
