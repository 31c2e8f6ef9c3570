"""What is said of answers that cannot be taken, in the words of other languages than English."""

from delegation.languages.saying import Saying, SayingBook

NEEDED = (
    Saying(
        ("This is needed; please fill it in.",),
        {
            "de": "Diese Angabe fehlt noch; bitte füllen Sie sie aus.",
            "fr": "Ce champ est obligatoire ; veuillez le remplir.",
        },
    ),
    Saying(
        ("Please answer: {what}",), {"de": "Bitte beantworten: {what}", "fr": "Réponse attendue : {what}"}
    ),
    Saying(
        ("Please fill in '{what}'.",),
        {"de": "Bitte füllen Sie „{what}“ aus.", "fr": "Veuillez remplir « {what} »."},
    ),
    Saying(
        ("This is asked only if '{what}' is answered with {values}; leave it out.",),
        {
            "de": "Das wird nur gefragt, wenn „{what}“ mit {values} beantwortet ist; lassen Sie es leer.",
            "fr": "Cela n'est demandé que si la réponse à « {what} » est {values} ; laissez ce champ vide.",
        },
    ),
    Saying(
        ("This can no longer be changed since {since}; leave it out, and your earlier answer stays.",),
        {
            "de": "Seit {since} nicht mehr zu ändern; lassen Sie es leer, dann bleibt Ihre frühere Antwort.",
            "fr": "Non modifiable depuis le {since} ; laissez vide, et votre réponse précédente reste.",
        },
    ),
)
TEXTS = (
    Saying(("Write a text.",), {"de": "Schreiben Sie einen Text.", "fr": "Écrivez un texte."}),
    Saying(
        ("Shorten the text to {limit} characters; it has {size}.",),
        {
            "de": "Kürzen Sie den Text auf {limit} Zeichen; er hat {size}.",
            "fr": "Raccourcissez le texte à {limit} caractères ; il en compte {size}.",
        },
    ),
    Saying(
        ("Write at least {count} characters; there are {most}.",),
        {
            "de": "Schreiben Sie mindestens {count} Zeichen; es sind {most}.",
            "fr": "Écrivez au moins {count} caractères ; il y en a {most}.",
        },
    ),
    Saying(
        (
            "Remove line breaks and control characters from the text.",
            "Remove control characters from the text.",
        ),
        {
            "de": "Entfernen Sie Zeilenumbrüche und Steuerzeichen aus dem Text.",
            "fr": "Retirez les retours à la ligne et les caractères de contrôle du texte.",
        },
    ),
    Saying(
        ("A character could not be read and stands as \ufffd in the text; write it again.",),
        {
            "de": "Ein Zeichen war nicht zu lesen und steht als \ufffd im Text; schreiben Sie es neu.",
            "fr": "Un caractère illisible figure comme \ufffd dans le texte\u00a0; écrivez-le de nouveau.",
        },
    ),
    Saying(
        ("Write it as in {example}.",),
        {"de": "Schreiben Sie es wie in {example}", "fr": "Écrivez-le comme dans {example}"},
    ),
    Saying(
        ("Write it as asked for.",),
        {"de": "Schreiben Sie es in der verlangten Form.", "fr": "Écrivez-le comme demandé."},
    ),
    Saying(
        ("Give an e-mail address, as in name@organisation.example.",),
        {
            "de": "Geben Sie eine E-Mail-Adresse an, etwa name@organisation.example.",
            "fr": "Indiquez une adresse électronique, par exemple nom@organisme.example.",
        },
    ),
    Saying(
        ("Give a web address that begins with https://.",),
        {
            "de": "Geben Sie eine Webadresse an, die mit https:// beginnt.",
            "fr": "Indiquez une adresse web qui commence par https://.",
        },
    ),
    Saying(
        ("Give a web address at {hosts}.",),
        {"de": "Geben Sie eine Webadresse bei {hosts} an.", "fr": "Indiquez une adresse web de {hosts}."},
    ),
    Saying(
        ("Give the phone number with + and country code, as in +32 2 555 01 00.",),
        {
            "de": "Geben Sie die Telefonnummer mit + und Landesvorwahl an, etwa +32 2 555 01 00.",
            "fr": "Indiquez le numéro avec + et l'indicatif du pays, par exemple +32 2 555 01 00.",
        },
    ),
    Saying(
        ("This is the organiser's own mailbox; give an address of the applicant.",),
        {
            "de": "Das ist das Postfach des Veranstalters; geben Sie Ihre eigene Adresse an.",
            "fr": "C'est la boîte de l'organisateur ; indiquez votre propre adresse.",
        },
    ),
)
CHOICES = (
    Saying(
        ("Answer yes or no.",),
        {"de": "Antworten Sie mit Ja oder Nein.", "fr": "Répondez par oui ou par non."},
    ),
    Saying(
        ("This must be agreed to; answer yes.",),
        {
            "de": "Dem müssen Sie zustimmen; kreuzen Sie es an.",
            "fr": "Vous devez l'accepter ; cochez la case.",
        },
    ),
    Saying(
        ("Choose one of {choices}.", "Choose from {choices}."),
        {"de": "Wählen Sie aus der Liste.", "fr": "Choisissez dans la liste."},
    ),
    Saying(
        ("Choose at most {most}; there are {count}.",),
        {
            "de": "Wählen Sie höchstens {most}; es sind {count}.",
            "fr": "Choisissez-en au plus {most} ; il y en a {count}.",
        },
    ),
    Saying(
        ("Choose at least {least}.",),
        {"de": "Wählen Sie mindestens {least}.", "fr": "Choisissez-en au moins {least}."},
    ),
    Saying(
        ("Give the country as its two capitals, as in DE or FR.", "Give one of the countries {choices}."),
        {"de": "Wählen Sie das Land aus der Liste.", "fr": "Choisissez le pays dans la liste."},
    ),
    Saying(
        ("Rank each once; {what} is there {count} times.",),
        {"de": "Ordnen Sie jeden Eintrag nur einmal ein.", "fr": "Classez chaque élément une seule fois."},
    ),
    Saying(
        ("Rank all of them; {what} is not ranked yet.",),
        {
            "de": "Ordnen Sie alle ein; es fehlt noch: {what}.",
            "fr": "Classez-les tous ; il manque encore : {what}.",
        },
    ),
    Saying(
        ("Write ranks in digits, 1 for the best.",),
        {
            "de": "Schreiben Sie Ränge in Ziffern, 1 für den besten.",
            "fr": "Écrivez les rangs en chiffres, 1 pour le meilleur.",
        },
    ),
)
NUMBERS = (
    Saying(
        ("Write a whole number in digits.",),
        {"de": "Schreiben Sie eine ganze Zahl in Ziffern.", "fr": "Écrivez un nombre entier en chiffres."},
    ),
    Saying(
        ("Write a number in digits, with a point before fractions, as in 4.5.",),
        {
            "de": "Schreiben Sie eine Zahl in Ziffern, mit einem Punkt vor den Nachkommastellen, etwa 4.5.",
            "fr": "Écrivez un nombre en chiffres, avec un point avant les décimales, par exemple 4.5.",
        },
    ),
    Saying(
        ("Write an amount and its currency, as in {example}.",),
        {
            "de": "Schreiben Sie einen Betrag mit seiner Währung, etwa {example}.",
            "fr": "Écrivez un montant et sa devise, par exemple {example}.",
        },
    ),
    Saying(
        ("Give the amount in {currency}.",),
        {"de": "Geben Sie den Betrag in {currency} an.", "fr": "Indiquez le montant en {currency}."},
    ),
    Saying(
        ("Write a number of {least} or more.",),
        {"de": "Schreiben Sie eine Zahl ab {least}.", "fr": "Écrivez un nombre de {least} ou plus."},
    ),
    Saying(
        ("Write a number above {least}.",),
        {"de": "Schreiben Sie eine Zahl über {least}.", "fr": "Écrivez un nombre supérieur à {least}."},
    ),
    Saying(
        ("Write a number from {least} to any size.",),
        {"de": "Schreiben Sie eine Zahl ab {least}.", "fr": "Écrivez un nombre à partir de {least}."},
    ),
    Saying(
        ("Write a number from {least} to {most}.",),
        {
            "de": "Schreiben Sie eine Zahl von {least} bis {most}.",
            "fr": "Écrivez un nombre de {least} à {most}.",
        },
    ),
    Saying(
        ("Write {limit} or less, as '{what}' is {size}.",),
        {
            "de": "Schreiben Sie höchstens {limit}, denn bei „{what}“ steht {size}.",
            "fr": "Écrivez {limit} ou moins, car « {what} » vaut {size}.",
        },
    ),
    Saying(
        ("Give the date as year-month-day, as in 1980-06-30.",),
        {
            "de": "Geben Sie das Datum als Jahr-Monat-Tag an, etwa 1980-06-30.",
            "fr": "Indiquez la date sous la forme année-mois-jour, par exemple 1980-06-30.",
        },
    ),
    Saying(
        ("Give a day from {day} on; {what} is before it.",),
        {"de": "Geben Sie einen Tag ab {day} an.", "fr": "Indiquez un jour à partir du {day}."},
    ),
    Saying(
        ("Give a day until {day}; {what} is after it.",),
        {"de": "Geben Sie einen Tag bis {day} an.", "fr": "Indiquez un jour jusqu'au {day}."},
    ),
    Saying(
        ("Give the local time as in 2017-05-14 14:35; the zone is {zone}.",),
        {
            "de": "Geben Sie die Ortszeit an, etwa 2017-05-14 14:35; es gilt die Zeitzone {zone}.",
            "fr": "Indiquez l'heure locale, par exemple 2017-05-14 14:35 ; le fuseau est {zone}.",
        },
    ),
)
SEVERAL = (
    Saying(
        ("Entry {count}: {problem}",),
        {"de": "Eintrag {count}: {problem}", "fr": "Entrée {count} : {problem}"},
    ),
    Saying(
        ("Row {count}: {problem}",), {"de": "Zeile {count}: {problem}", "fr": "Ligne {count} : {problem}"}
    ),
    Saying(
        ("Give at most {most} {what}; there are {count}.",),
        {
            "de": "Geben Sie höchstens {most} an; es sind {count}.",
            "fr": "Indiquez-en au plus {most} ; il y en a {count}.",
        },
    ),
    Saying(
        ("Give at least {least} {what}; there are {count}.",),
        {
            "de": "Geben Sie mindestens {least} an; es sind {count}.",
            "fr": "Indiquez-en au moins {least} ; il y en a {count}.",
        },
    ),
)
FILES = (
    Saying(
        ("The file is empty; hand in another.",),
        {
            "de": "Die Datei ist leer; wählen Sie eine andere.",
            "fr": "Le fichier est vide ; choisissez-en un autre.",
        },
    ),
    Saying(
        ("The file is larger than {size} bytes; make it smaller.",),
        {
            "de": "Die Datei ist größer als {size} Byte; verkleinern Sie sie.",
            "fr": "Le fichier dépasse {size} octets ; réduisez-le.",
        },
    ),
    Saying(
        ("Hand in {kinds}.",),
        {"de": "Geben Sie {kinds} ab.", "fr": "Remettez {kinds}."},
    ),
    Saying(
        ("This is no file of a kind that is known here; hand in {kinds}.",),
        {
            "de": "Eine Datei dieser Art wird hier nicht angenommen; geben Sie {kinds} ab.",
            "fr": "Ce type de fichier n'est pas accepté ici ; remettez {kinds}.",
        },
    ),
    Saying(("a PDF",), {"de": "eine PDF-Datei", "fr": "un PDF"}),
    Saying(
        ("The PDF breaks off before its end; export it anew.",),
        {
            "de": "Die PDF-Datei bricht vor dem Ende ab; erzeugen Sie sie neu.",
            "fr": "Le PDF s'interrompt avant la fin ; exportez-le à nouveau.",
        },
    ),
    Saying(
        ("The PDF is protected; save it without password or restrictions.",),
        {
            "de": "Die PDF-Datei ist geschützt; speichern Sie sie ohne Kennwort und Einschränkungen.",
            "fr": "Le PDF est protégé ; enregistrez-le sans mot de passe ni restrictions.",
        },
    ),
    Saying(
        ("The PDF starts programs or scripts; print it to a plain PDF.",),
        {
            "de": "Die PDF-Datei startet Programme oder Skripte; drucken Sie sie in eine einfache PDF-Datei.",
            "fr": "Le PDF lance des programmes ou des scripts ; imprimez-le en PDF simple.",
        },
    ),
    Saying(
        ("The file is not in the vault; hand it in again.",),
        {
            "de": "Die Datei ist nicht mehr da; wählen Sie sie bitte noch einmal.",
            "fr": "Le fichier n'est plus là ; veuillez le choisir à nouveau.",
        },
    ),
)
WHOLE = (
    Saying(
        ("The application has {size} bytes; shorten it to {limit}.", "Shorten the draft to {limit} bytes."),
        {
            "de": "Alles zusammen ist zu lang; kürzen Sie es auf {limit} Byte.",
            "fr": "L'ensemble est trop long ; raccourcissez-le à {limit} octets.",
        },
    ),
)
FORM_SAYINGS = SayingBook((*NEEDED, *TEXTS, *CHOICES, *NUMBERS, *SEVERAL, *FILES, *WHOLE))
"""Every sentence of `delegation/reading` that an applicant can cause by filling in a form."""
