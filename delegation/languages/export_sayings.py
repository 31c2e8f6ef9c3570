"""What the index of somebody's own data says in English words, with the words of other languages."""

from delegation.languages.saying import Saying, SayingBook

HEADINGS = {
    "person": Saying(("Who you are",), {"de": "Wer Sie sind", "fr": "Qui vous êtes"}),
    "application": Saying(("Your application",), {"de": "Ihre Bewerbung", "fr": "Votre candidature"}),
    "uploads": Saying(
        ("Files of your application",),
        {"de": "Dateien Ihrer Bewerbung", "fr": "Fichiers de votre candidature"},
    ),
    "decisions": Saying(
        ("What was decided about you",),
        {"de": "Was über Sie entschieden wurde", "fr": "Décisions à votre sujet"},
    ),
    "answers-to-offers": Saying(
        ("Your answers to offers",), {"de": "Ihre Antworten auf Angebote", "fr": "Vos réponses aux offres"}
    ),
    "papers": Saying(
        ("Your travel papers and answers after acceptance",),
        {
            "de": "Ihre Reiseunterlagen und Antworten nach der Zusage",
            "fr": "Vos documents de voyage et vos réponses après l'acceptation",
        },
    ),
    "calendar": Saying(("Your programme",), {"de": "Ihr Programm", "fr": "Votre programme"}),
    "answers-to-invites": Saying(
        ("Your answers to invitations",),
        {"de": "Ihre Antworten auf Einladungen", "fr": "Vos réponses aux invitations"},
    ),
    "meetings": Saying(
        ("Wishes and what you said of meetings",),
        {
            "de": "Wünsche und was Sie zu Treffen sagten",
            "fr": "Vos souhaits et ce que vous avez dit des rencontres",
        },
    ),
    "documents": Saying(
        ("Documents made for you",),
        {"de": "Für Sie erstellte Dokumente", "fr": "Documents établis pour vous"},
    ),
    "mails": Saying(("Mails to you",), {"de": "E-Mails an Sie", "fr": "Messages qui vous sont adressés"}),
    "mails-waiting": Saying(
        ("Mails to you that wait",),
        {"de": "E-Mails an Sie, die noch warten", "fr": "Messages à votre adresse en attente"},
    ),
    "mails-received": Saying(
        ("Mails from you",), {"de": "E-Mails von Ihnen", "fr": "Messages reçus de vous"}
    ),
    "exchanges": Saying(("Your exchanges",), {"de": "Ihre Austausche", "fr": "Vos échanges"}),
    "payments": Saying(("Payments",), {"de": "Zahlungen", "fr": "Paiements"}),
    "afterwards": Saying(("After the trip",), {"de": "Nach der Reise", "fr": "Après le voyage"}),
}
"""Of the sections of the archive, in the order in which the index has them."""
TITLE = Saying(
    ("What we know of {whom}: {title}",),
    {"de": "Was wir über {whom} wissen: {title}", "fr": "Ce que nous savons de {whom} : {title}"},
)
ABOUT = Saying(
    ("A copy of your personal data (GDPR, Articles 15 and 20). Times of day are of the zone beside them.",),
    {
        "de": "Eine Kopie Ihrer personenbezogenen Daten (DSGVO, Artikel 15 und 20). Uhrzeiten gelten in der "
        "daneben genannten Zone.",
        "fr": "Une copie de vos données à caractère personnel (RGPD, articles 15 et 20). Les heures sont "
        "celles du fuseau indiqué à côté.",
    },
)
LEFT_OUT = Saying(
    ("What is not in here",),
    {"de": "Was hier fehlt", "fr": "Ce qui n'y figure pas"},
)
WHY_LEFT_OUT = (
    Saying(
        ("Data of other people, and lists that show many people: they are theirs as well.",),
        {
            "de": "Daten anderer Personen und Listen, die viele zeigen: Sie gehören auch den anderen.",
            "fr": "Les données d'autres personnes et les listes qui en montrent plusieurs : ce sont aussi "
            "les leurs.",
        },
    ),
    Saying(
        ("Who evaluated applications, and comments beyond those you were sent.",),
        {
            "de": "Wer Bewerbungen bewertet hat, und Anmerkungen, die Ihnen nicht geschickt wurden.",
            "fr": "Qui a évalué les candidatures, et les remarques qui ne vous ont pas été envoyées.",
        },
    ),
    Saying(
        ("What was already deleted on its day, as travel papers are after the trip.",),
        {
            "de": "Was an seinem Tag schon gelöscht wurde, wie Reiseunterlagen nach der Reise.",
            "fr": "Ce qui a déjà été effacé à sa date, comme les documents de voyage après le voyage.",
        },
    ),
)
SIZE = Saying(("{count} bytes",), {"de": "{count} Byte", "fr": "{count} octets"})
EXPORT_SAYINGS = SayingBook((*HEADINGS.values(), TITLE, ABOUT, LEFT_OUT, *WHY_LEFT_OUT, SIZE))
