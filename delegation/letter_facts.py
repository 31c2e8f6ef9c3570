"""What each letter needs to be told: the facts its template shows, and their shapes.

Every letter also knows `person`, `delegation`, `organiser` and `written_on`; those are looked up
when it is written. Facts come from workflows, so they hold nothing personal, and times arrive
formatted (`delegation.zoned.stamp`: `Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)`).
"""

from collections.abc import Mapping
from enum import StrEnum

from delegation.fact import Fact
from delegation.letter import FactValue, Letter, LetterName


class Shape(StrEnum):
    TEXT = "text"
    TEXTS = "list of texts"
    ROWS = "rows of named texts"


class FactWanted(Fact):
    """One fact: what it says, in which shape. An empty one is an error unless it `may_be_empty`."""

    says: str
    shape: Shape = Shape.TEXT
    columns: tuple[str, ...] = ()
    """Of rows: the names each row has. Single cells may always be empty."""
    optional: tuple[str, ...] = ()
    """Of rows: further names a row may have; they are looked up by, and not shown."""
    may_be_empty: bool = False


def _text(says: str) -> FactWanted:
    return FactWanted(says=says)


def _texts(says: str, *, may_be_empty: bool = False) -> FactWanted:
    return FactWanted(says=says, shape=Shape.TEXTS, may_be_empty=may_be_empty)


def _link(says: str) -> FactWanted:
    """A page of the portal. Empty where there is none: the letter then asks for an answer by mail alone."""
    return FactWanted(says=says, may_be_empty=True)


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
VERSION = _text("version of the itinerary: `3`")
REASONS = _texts("why, one sentence each; never another applicant")

FACTS: Mapping[LetterName, Mapping[str, FactWanted]] = {
    LetterName.APPLICATION_RECEIVED: {
        "receipt_code": _text("proof of receipt: `7K4M-2QPX`"),
        "received_at": _text("when it arrived"),
        "closes_at": _text("until when it may be replaced: the cut-off"),
        "decision_by": _text("when applicants hear the result"),
    },
    LetterName.APPLICATION_REFUSED: {"reasons": REASONS},
    LetterName.FIX_NEEDED: {
        "fixes": _texts("what has to be put right, one sentence each"),
        "fix_by": _text("until when"),
        "answer_url": _link("the page of the application"),
    },
    LetterName.NOT_ELIGIBLE: {"reasons": REASONS},
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
    LetterName.OFFER: {
        "confirm_by": _text("until when the place is kept free"),
        "reasons": REASONS,
        "answer_url": _link("the page of the offer"),
    },
    LetterName.OFFER_REMINDER: {
        "confirm_by": _text("until when the place is kept free"),
        "time_left": _text("how long that is: `3 days`"),
        "answer_url": _link("the page of the offer"),
    },
    LetterName.OFFER_EXPIRED: {"confirm_by": _text("until when the place was kept free")},
    LetterName.OFFER_DECLINED: {"answered_at": _text("when the answer arrived")},
    LetterName.PLACE_CONFIRMED: {
        "next_steps": _texts("what comes next, each with its date: `by Fri 24 March 2017: passport data`"),
    },
    LetterName.RESERVE: {
        "rank_band": _text("where on the reserve list: `1 to 3`"),
        "reserve_until": _text("until when places are passed on"),
        "reasons": REASONS,
    },
    LetterName.RESERVE_CLOSED: {"closed_at": _text("when the passing on of places ended")},
    LetterName.NOT_SELECTED: {"reasons": REASONS},
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
        "wishes_url": _link("the page of the wishes"),
    },
    LetterName.AGENDA_PRELIMINARY: {
        "version": VERSION,
        "rows": AGENDA,
        "changes": CHANGES_IF_ANY,
        "final_at": _text("when the final programme follows"),
    },
    LetterName.AGENDA_FINAL: {"version": VERSION, "rows": AGENDA, "changes": CHANGES_IF_ANY},
    LetterName.ITINERARY_CHANGED: {
        "version": VERSION,
        "reason": _text("why, one sentence without a name"),
        "changes": CHANGES,
        "rows": AGENDA,
    },
    LetterName.DECLINE_TO_CONFIRM: {
        "title": _text("what was declined: the title of the item"),
        "when": _text("when it takes place"),
        "confirm_url": _link("the page on which the answer is confirmed or taken back"),
    },
    LetterName.DELEGATE_LEFT: {"reason": _text("why the person no longer travels, as recorded")},
    LetterName.HOST_AGENDA: {"version": VERSION, "rows": AGENDA, "changes": CHANGES_IF_ANY},
    LetterName.HOST_CHANGED: {
        "version": VERSION,
        "reason": _text("why, one sentence without a name"),
        "changes": CHANGES,
        "rows": AGENDA.model_copy(update={"may_be_empty": True}),
    },
    LetterName.HOST_THANKS: {
        "contribution": _text("what the host gave: `8 one-to-one meetings and a site visit`"),
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
"""By letter, then by name of the fact. `tests/delegation/test_letter_facts.py` holds templates to it."""


def problems_of(letter: Letter) -> tuple[str, ...]:
    """What is wrong with the facts of `letter`, one sentence each; nothing when it can be written."""
    wanted = FACTS[letter.name]
    missing = [
        f"The letter {letter.name!s} lacks {name!r}: {wanted[name].says}."
        for name in wanted
        if name not in letter.facts
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
