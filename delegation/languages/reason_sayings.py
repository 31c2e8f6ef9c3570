"""Why somebody meets a host or goes on a visit, in English sentences, with the words of other languages."""

from delegation.languages.saying import Saying


def _quoting(english: str, told: dict[str, str]) -> Saying:
    """A saying that quotes a title, which stands in double quotes where it has an apostrophe."""
    quotes = (english, english.replace("'{title}'", '"{title}"'), english.replace("'{first}'", '"{first}"'))
    both = english.replace("'{title}'", '"{title}"').replace("'{first}'", '"{first}"')
    return Saying(tuple(dict.fromkeys((*quotes, both))), told)


MEETINGS = (
    Saying(
        ("You meet {name} because you called this meeting a must.",),
        {
            "de": "Sie treffen {name}, weil Ihnen dieses Gespräch besonders wichtig ist.",
            "fr": "Vous rencontrez {name} parce que vous avez déclaré cet entretien indispensable.",
        },
    ),
    Saying(
        ("You meet {name} because you asked for it and both of you had a slot free.",),
        {
            "de": "Sie treffen {name}, weil Sie es gewünscht haben und beide Seiten zur selben Zeit frei "
            "waren.",
            "fr": "Vous rencontrez {name} parce que vous l'avez demandé et que vous étiez libres tous les "
            "deux "
            "au même moment.",
        },
    ),
    Saying(
        ("You meet {name} because you both had a slot free and you did not rule it out.",),
        {
            "de": "Sie treffen {name}, weil beide Seiten zur selben Zeit frei waren und Sie es nicht "
            "ausgeschlossen haben.",
            "fr": "Vous rencontrez {name} parce que vous étiez libres tous les deux au même moment et que "
            "vous "
            "ne l'avez pas exclu.",
        },
    ),
    Saying(
        ("You meet {name} because you asked for it and it fits.",),
        {
            "de": "Sie treffen {name}, weil Sie es gewünscht haben und es sich einrichten ließ.",
            "fr": "Vous rencontrez {name} parce que vous l'avez demandé et que c'était possible.",
        },
    ),
    Saying(
        ("You asked not to meet {name}.",),
        {
            "de": "Sie wollten {name} nicht treffen.",
            "fr": "Vous avez demandé à ne pas rencontrer {name}.",
        },
    ),
    Saying(
        ("{name} takes no one-to-one meetings.",),
        {
            "de": "{name} führt keine Einzelgespräche.",
            "fr": "{name} n'accorde pas d'entretiens individuels.",
        },
    ),
    Saying(
        ("A meeting with {name} is not planned; ask the organiser whether it can be added.",),
        {
            "de": "Ein Gespräch mit {name} ist nicht vorgesehen; fragen Sie bitte nach, ob es sich "
            "einrichten "
            "lässt.",
            "fr": "Aucun entretien avec {name} n'est prévu ; demandez à l'organisateur s'il peut être "
            "ajouté.",
        },
    ),
)
"""Of a meeting that is held, or missing."""
NTH = (
    Saying(
        ("{count}st", "{count}nd", "{count}rd", "{count}th"),
        {"de": "{count}.", "fr": {"one": "{count}er", "other": "{count}e"}},
    ),
)
VISITS = (
    _quoting(
        "'{title}' is not possible for you. {rest}",
        {
            "de": "„{title}“ ist für Sie nicht möglich. {rest}",
            "fr": "« {title} » n'est pas possible pour vous. {rest}",
        },
    ),
    _quoting(
        "You stated no wish for these visits; '{title}' had a free place.",
        {
            "de": "Sie haben für diese Besuche keinen Wunsch genannt; bei „{title}“ war ein Platz frei.",
            "fr": "Vous n'avez exprimé aucun souhait pour ces visites ; il restait une place pour « "
            "{title} ».",
        },
    ),
    _quoting(
        "'{title}' had a free place.",
        {"de": "Bei „{title}“ war ein Platz frei.", "fr": "Il restait une place pour « {title} »."},
    ),
    _quoting(
        "'{title}' is your first wish.",
        {"de": "„{title}“ ist Ihr erster Wunsch.", "fr": "« {title} » est votre premier souhait."},
    ),
    _quoting(
        "'{title}' is the first of your other wishes.",
        {
            "de": "„{title}“ ist der erste Ihrer übrigen Wünsche.",
            "fr": "« {title} » est le premier de vos autres souhaits.",
        },
    ),
    _quoting(
        "'{title}' is not among your wishes: more delegates asked for '{first}' than it can take. {rule}; "
        "what "
        "was still equal was decided by lot.",
        {
            "de": "„{title}“ steht nicht unter Ihren Wünschen: Für „{first}“ gab es mehr Wünsche als Plätze. "
            "{rule}; was dann noch gleich war, hat das Los entschieden.",
            "fr": "« {title} » ne figure pas parmi vos souhaits : « {first} » était plus demandé qu'il n'y "
            "avait de places. {rule} ; à égalité, le sort a décidé.",
        },
    ),
    _quoting(
        "'{title}' is your {nth} wish: more delegates asked for '{first}' than it can take. {rule}; what was "
        "still equal was decided by lot.",
        {
            "de": "„{title}“ ist Ihr {nth} Wunsch: Für „{first}“ gab es mehr Wünsche als Plätze. {rule}; was "
            "dann noch gleich war, hat das Los entschieden.",
            "fr": "« {title} » est votre {nth} souhait : « {first} » était plus demandé qu'il n'y avait de "
            "places. {rule} ; à égalité, le sort a décidé.",
        },
    ),
    Saying(
        (
            "There are not enough places for everybody to get one of the first {count} wishes; places were "
            "given so that as many as possible do",
        ),
        {
            "de": "Die Plätze reichen nicht, um allen einen ihrer ersten {count} Wünsche zu erfüllen; sie "
            "wurden "
            "so vergeben, dass es für möglichst viele gelingt",
            "fr": "Il n'y a pas assez de places pour que chacun obtienne l'un de ses {count} premiers "
            "souhaits ; "
            "elles ont été attribuées pour que le plus grand nombre y parvienne",
        },
    ),
    Saying(
        ("Places were given so that nobody gets worse than a {nth} wish",),
        {
            "de": "Die Plätze wurden so vergeben, dass niemand schlechter als mit dem {nth} Wunsch wegkommt",
            "fr": "Les places ont été attribuées pour que personne n'obtienne moins que son {nth} souhait",
        },
    ),
    Saying(
        ("None of the parallel visits is possible for you; this time is free. The organiser can help.",),
        {
            "de": "Keiner der parallelen Besuche ist für Sie möglich; diese Zeit ist frei. Das "
            "Organisationsteam hilft Ihnen gern.",
            "fr": "Aucune des visites parallèles n'est possible pour vous ; ce temps est libre. "
            "L'organisateur peut vous aider.",
        },
    ),
    Saying(
        ("All places of the parallel visits are taken; this time is free for you.",),
        {
            "de": "Alle Plätze der parallelen Besuche sind vergeben; diese Zeit haben Sie frei.",
            "fr": "Toutes les places des visites parallèles sont prises ; ce temps est libre pour vous.",
        },
    ),
)
"""Of a place on one of several parallel visits."""
REASON_SAYINGS = (*MEETINGS, *NTH, *VISITS)
