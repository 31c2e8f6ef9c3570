"""What each letter needs to be told: the facts its template shows, and their shapes.

Every letter also knows `person`, `delegation`, `organiser` and `written_on`; those are looked up
when it is written. Facts come from workflows, so they hold nothing personal. Times are moments
(`delegation.moments`), which are said in the language of the letter, or arrive formatted
(`delegation.zoned.stamp`: `Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)`).
"""

from collections.abc import Mapping

from delegation.agreement_letters import AGREEMENT_FACTS
from delegation.exchange_facts import EXCHANGE_FACTS
from delegation.fact_wanted import FactWanted, Shape, perhaps
from delegation.fact_wanted import link as _link
from delegation.fact_wanted import text as _text
from delegation.fact_wanted import texts as _texts
from delegation.letter import FactValue, Letter, LetterName
from delegation.registration_facts import REGISTRATION_FACTS
from delegation.selection_facts import REGISTRATION, SELECTION_FACTS

AGENDA_COLUMNS = ("day", "time", "zone", "title", "place", "remark")
"""`Mon 15 May`, `09:00-10:15`, `EDT`, the title, place with room and table, a remark or nothing."""

CHANGE_COLUMNS = ("item", "old", "new")
"""What it is about, how it was, how it is now; an empty side means added or cancelled."""

AGENDA_ITEM = "item"
"""The id of the item, by which the writer finds the page on which its invite is answered."""

AGENDA = FactWanted(
    says="the person's own programme, in order of time",
    shape=Shape.ROWS,
    columns=AGENDA_COLUMNS,
    optional=(AGENDA_ITEM,),
)
CHANGES = FactWanted(says="what changed for this person", shape=Shape.ROWS, columns=CHANGE_COLUMNS)
CHANGES_IF_ANY = CHANGES.model_copy(update={"may_be_empty": True})
WAITING = perhaps(
    FactWanted(
        says="the sessions on whose reserve list the person stands, and as which number",
        shape=Shape.ROWS,
        columns=("title", "position"),
    )
)
HOST_PAGE = _link("the host's own page")
MEETINGS_PAGE = _link("the delegate's own page of meetings with others")
ASKING = FactWanted(
    says="who asks for a meeting: organisation, person, and the words they sent along, or none",
    shape=Shape.ROWS,
    columns=("organisation", "person", "message"),
)
VERSION = _text("version of the itinerary: `3`")

_OTHERS: Mapping[LetterName, Mapping[str, FactWanted]] = {
    LetterName.SCORES_WANTED: {
        "applications": _texts("the applications to score: id and organisation"),
        "due": _text("until when"),
        "score_url": _link("the page of the score sheets"),
    },
    LetterName.SCORES_OVERDUE: {
        "applications": _texts("the applications without scores"),
        "due": _text("when they were due"),
        "score_url": _link("the page of the score sheets"),
    },
    LetterName.CHECKLIST: {
        "needed": _texts("what is asked for: `Passport number and expiry date`"),
        "due": _text("until when"),
        "checklist_url": _link("the page of the checklist"),
    },
    LetterName.CHECKLIST_REMINDER: {
        "missing": _texts("what is still missing"),
        "due": _text("until when"),
        "checklist_url": _link("the page of the checklist"),
    },
    LetterName.VISA_INVITATION: {},
    LetterName.WISHES_OPEN: {
        "about": _text("what there is to choose from: `parallel visits`, `one-to-one meetings`"),
        "choices": _texts("the choices: title of a visit, or a host with its profile in a few words"),
        "closes_at": _text("until when"),
        "only_if_asked": perhaps(_text("`yes` where nobody is given a meeting without having asked")),
        "wishes_url": _link("the page of the wishes"),
    },
    LetterName.AGENDA_PRELIMINARY: {
        "version": VERSION,
        "rows": AGENDA,
        "changes": CHANGES_IF_ANY,
        "final_at": _text("when the final programme follows"),
        "not_arranged": perhaps(_texts("organisations with which no meeting could be arranged")),
        "waiting": WAITING,
    },
    LetterName.AGENDA_FINAL: {
        "version": VERSION,
        "rows": AGENDA,
        "changes": CHANGES_IF_ANY,
        "waiting": WAITING,
    },
    LetterName.ITINERARY_CHANGED: {
        "version": VERSION,
        "reason": _text("why, one sentence without a name"),
        "changes": CHANGES,
        "rows": AGENDA,
        "waiting": WAITING,
    },
    LetterName.SESSION_WAITING: {
        "title": _text("the session that was chosen"),
        "position": _text("as which number they wait: `2`"),
        "instead": FactWanted(says="the session they attend meanwhile", may_be_empty=True),
        "until": _text("until when places are passed on"),
    },
    LetterName.DECLINE_TO_CONFIRM: {
        "title": _text("what was declined: the title of the item"),
        "when": _text("when it takes place"),
        "confirm_url": _link("the page on which the answer is confirmed or taken back"),
    },
    LetterName.DELEGATE_LEFT: {
        "reason": _text("why the person no longer travels, as recorded"),
        "registration": REGISTRATION,
    },
    LetterName.HOST_ASKED: {},
    LetterName.HOST_REMINDED: {},
    LetterName.HOST_REQUESTS: {},
    LetterName.HOST_GUEST_LIST: {},
    LetterName.HOST_WITHDRAWN: {},
    LetterName.HOST_ASKED: {
        "rows": AGENDA,
        "confirm_by": _text("until when the host confirms"),
        "host_url": HOST_PAGE,
    },
    LetterName.HOST_REMINDED: {
        "waiting": _texts("what waits for an answer, one sentence each"),
        "due": _text("until when"),
        "host_url": HOST_PAGE,
    },
    LetterName.HOST_REQUESTS: {
        "organisations": _texts("who asks for a meeting: organisations"),
        "due": _text("until when"),
        "host_url": HOST_PAGE,
    },
    LetterName.HOST_GUEST_LIST: {
        "replaces": FactWanted(says="an earlier list it replaces, as `list 1`", may_be_empty=True),
        "host_url": HOST_PAGE,
    },
    LetterName.HOST_WITHDRAWN: {
        "reason": _text("why, as the host said"),
        "host_url": HOST_PAGE,
    },
    LetterName.HOST_AGENDA: {"version": VERSION, "rows": AGENDA, "changes": CHANGES_IF_ANY},
    LetterName.HOST_CHANGED: {
        "version": VERSION,
        "reason": _text("why, one sentence without a name"),
        "changes": CHANGES,
        "rows": AGENDA.model_copy(update={"may_be_empty": True}),
    },
    LetterName.HOST_THANKS: {
        "contribution": _text("what the host gave: `8 one-to-one meetings and a site visit`"),
        "gave": perhaps(_texts("the same, one by one, for letters that are not in English")),
        "host_url": perhaps(HOST_PAGE),
    },
    LetterName.REQUESTS_OPEN: {
        "partners": FactWanted(
            says="who may be asked: the organisation, its country, and what the catalogue shows of it",
            shape=Shape.ROWS,
            columns=("organisation", "country", "about"),
        ),
        "closes_at": _text("until when one may ask"),
        "at_most": _text("most requests of one delegate; empty: no limit").model_copy(
            update={"may_be_empty": True}
        ),
        "meetings_url": MEETINGS_PAGE,
    },
    LetterName.MEETING_REQUESTS: {
        "requests": ASKING,
        "due": _text("until when one answers"),
        "meetings_url": MEETINGS_PAGE,
    },
    LetterName.MEETING_REQUESTS_REMINDER: {
        "requests": ASKING,
        "due": _text("until when one answers"),
        "meetings_url": MEETINGS_PAGE,
    },
    LetterName.RATINGS_WANTED: {
        "meetings": FactWanted(
            says="the meetings of the day: when, with which organisation, with whom",
            shape=Shape.ROWS,
            columns=("time", "organisation", "person"),
        ),
        "day": _text("the day, as a moment in it"),
        "meetings_url": MEETINGS_PAGE,
    },
    LetterName.SURVEY: {
        "due": _text("until when"),
        "questions": _texts("what is asked, each to be marked 1 to 5"),
        "survey_url": _link("the page of the survey"),
    },
    LetterName.CERTIFICATE: {},
    LetterName.OUTCOMES_WANTED: {
        "day": _text("days since the trip: `30`"),
        "due": _text("until when"),
        "so_far": _texts("what this delegate reported before", may_be_empty=True),
        "outcomes_url": _link("the page of the outcomes"),
    },
    LetterName.DELEGATION_CANCELLED: {"reason": _text("why, one sentence")},
}

FACTS: Mapping[LetterName, Mapping[str, FactWanted]] = {
    name: {**SELECTION_FACTS, **REGISTRATION_FACTS, **AGREEMENT_FACTS, **EXCHANGE_FACTS, **_OTHERS}[name]
    for name in LetterName
}
"""By letter, then by name of the fact. `tests/delegation/test_letter_facts.py` holds templates to it."""


def problems_of(letter: Letter) -> tuple[str, ...]:
    """What is wrong with the facts of `letter`, one sentence each; nothing when it can be written."""
    wanted = FACTS[letter.name]
    missing = [
        f"The letter {letter.name!s} lacks {name!r}: {wanted[name].says}."
        for name in wanted
        if name not in letter.facts and not wanted[name].may_be_missing
    ]
    unknown = [
        f"The letter {letter.name!s} does not show {name!r}."
        for name in sorted(letter.facts)
        if name not in wanted
    ]
    wrong = [
        _wrong(name, fact, wanted[name]) for name, fact in sorted(letter.facts.items()) if name in wanted
    ]
    return (*missing, *unknown, *(sentence for sentence in wrong if sentence))


def _wrong(name: str, fact: FactValue, wanted: FactWanted) -> str:
    if not fact:
        return "" if wanted.may_be_empty else f"{name!r} is empty; it says {wanted.says}."
    if not _has_shape(fact, wanted):
        columns = f" with {', '.join(wanted.columns)}" if wanted.columns else ""
        return f"{name!r} must be {wanted.shape!s}{columns}."
    return ""


def _has_shape(fact: FactValue, wanted: FactWanted) -> bool:
    match wanted.shape:
        case Shape.TEXT:
            return isinstance(fact, str)
        case Shape.TEXTS:
            return not isinstance(fact, str) and all(isinstance(text, str) and text for text in fact)
        case Shape.ROWS:
            return not isinstance(fact, str) and all(
                isinstance(row, dict) and set(row) - set(wanted.optional) == set(wanted.columns)
                for row in fact
            )
