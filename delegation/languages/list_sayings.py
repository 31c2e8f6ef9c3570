"""What lists, workbooks and pictures say in English words, with the words of other languages."""

from delegation.languages.saying import Saying

PEOPLE = (
    Saying(("Participant {whom}",), {"de": "Anmeldung {whom}", "fr": "Inscription {whom}"}),
    Saying(("Single",), {"de": "Einzel", "fr": "Simple"}),
    Saying(("Twin",), {"de": "Zwei", "fr": "Double"}),
    Saying(("Meeting point",), {"de": "Treffpunkt", "fr": "Point de rencontre"}),
    Saying(("Goes to",), {"de": "Ziel", "fr": "Destination"}),
    Saying(("Seats",), {"de": "Plätze", "fr": "Sièges"}),
    Saying(("About it",), {"de": "Hinweise", "fr": "Remarques"}),
)
COLUMNS = (
    Saying(("Name",), {"de": "Name", "fr": "Nom"}),
    Saying(("Organisation",), {"de": "Einrichtung", "fr": "Organisme"}),
    Saying(("Position",), {"de": "Funktion", "fr": "Fonction"}),
    Saying(("Present",), {"de": "Anwesend", "fr": "Présent"}),
    Saying(("What",), {"de": "Was", "fr": "Quoi"}),
    Saying(("Begins (local time)",), {"de": "Beginn (Ortszeit)", "fr": "Début (heure locale)"}),
    Saying(("Ends (local time)",), {"de": "Ende (Ortszeit)", "fr": "Fin (heure locale)"}),
    Saying(("Zone",), {"de": "Zeitzone", "fr": "Fuseau horaire"}),
    Saying(("Place",), {"de": "Ort", "fr": "Lieu"}),
    Saying(("Table",), {"de": "Tisch", "fr": "Table"}),
    Saying(("Room",), {"de": "Zimmer", "fr": "Chambre"}),
    Saying(("Rooms",), {"de": "Zimmer", "fr": "Chambres"}),
    Saying(("Kind",), {"de": "Art", "fr": "Type"}),
    Saying(("Arrives",), {"de": "Ankunft", "fr": "Arrivée"}),
    Saying(("Leaves",), {"de": "Abreise", "fr": "Départ"}),
    Saying(("Nights",), {"de": "Nächte", "fr": "Nuits"}),
    Saying(("Night of",), {"de": "Nacht vom", "fr": "Nuit du"}),
    Saying(("Guests",), {"de": "Gäste", "fr": "Invités"}),
    Saying(("Attendance",), {"de": "Anwesenheit", "fr": "Présence"}),
    Saying(("Attendance on {day}",), {"de": "Anwesenheit: {day}", "fr": "Présence : {day}"}),
    Saying(
        ("Attendance list: {day}",), {"de": "Anwesenheitsliste: {day}", "fr": "Liste de présence : {day}"}
    ),
    Saying(("Guests of {host}",), {"de": "Gäste: {host}", "fr": "Invités : {host}"}),
    Saying(("Guest list: {host}",), {"de": "Gästeliste: {host}", "fr": "Liste des invités : {host}"}),
    Saying(("Rooming list: {hotel}",), {"de": "Zimmerliste: {hotel}", "fr": "Liste des chambres : {hotel}"}),
    Saying(
        ("{title}. {count} people. As of {day}. Write yes or no.",),
        {
            "de": {
                "one": "{title}. {count} Person. Stand: {day}. Schreiben Sie ja oder nein.",
                "other": "{title}. {count} Personen. Stand: {day}. Schreiben Sie ja oder nein.",
            },
            "fr": {
                "one": "{title}. {count} personne. État au {day}. Écrivez oui ou non.",
                "other": "{title}. {count} personnes. État au {day}. Écrivez oui ou non.",
            },
        },
    ),
    Saying(
        ("{title}. {count} people. As of {day}, version {most}.",),
        {
            "de": {
                "one": "{title}. {count} Person. Stand: {day}, Fassung {most}.",
                "other": "{title}. {count} Personen. Stand: {day}, Fassung {most}.",
            },
            "fr": {
                "one": "{title}. {count} personne. État au {day}, version {most}.",
                "other": "{title}. {count} personnes. État au {day}, version {most}.",
            },
        },
    ),
    Saying(
        ("{title}. As of {day}, version {most}.",),
        {"de": "{title}. Stand: {day}, Fassung {most}.", "fr": "{title}. État au {day}, version {most}."},
    ),
)
"""Of workbooks."""
PICTURES = (
    Saying(
        ("The programme at a glance",),
        {"de": "Das Programm auf einen Blick", "fr": "Le programme d'un coup d'œil"},
    ),
    Saying(
        ("{count} items on {most} days, hour by hour; the booklet says the same in words.",),
        {
            "de": "{count} Programmpunkte an {most} Tagen, Stunde für Stunde; das Programmheft sagt "
            "dasselbe in "
            "Worten.",
            "fr": "{count} rendez-vous sur {most} jours, heure par heure ; le programme imprimé dit la "
            "même chose en "
            "mots.",
        },
    ),
    Saying(
        ("Times are those of the place.",), {"de": "Es gilt die Ortszeit.", "fr": "Les heures sont locales."}
    ),
    Saying(("version {most}",), {"de": "Fassung {most}", "fr": "version {most}"}),
    Saying(("Route of the {title}",), {"de": "Reiseroute: {title}", "fr": "Itinéraire : {title}"}),
    Saying(("Programme of {title}",), {"de": "Programm: {title}", "fr": "Programme : {title}"}),
    Saying(
        ("Route with numbered stops: {stops}.",),
        {
            "de": "Reiseroute mit nummerierten Halten: {stops}.",
            "fr": "Itinéraire avec étapes numérotées : {stops}.",
        },
    ),
)
LIST_SAYINGS = (*PEOPLE, *COLUMNS, *PICTURES)
"""Of lists, their workbooks and pictures."""
