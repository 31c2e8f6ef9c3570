"""What the letters from application to place need to be told.

They are written in the participant's language: reasons and findings are codes with figures, and times
are moments (`delegation.moments`). English sentences stand beside them, for letters in English and for
letters ordered before there were codes.
"""

from collections.abc import Mapping

from delegation.fact_wanted import FactWanted, Shape, link, perhaps, text, texts
from delegation.letter import LetterName

REASON_FIGURES = (
    *("points", "missing", "mean", "threshold"),
    *("place", "of", "places", "low", "high"),
    *("rule", "text", "texts", "value", "country", "pinned", "note"),
)
"""What a row of reasons may have beside its `code`: hundredths as `84.50`, whole numbers, quoted wording."""

FINDING_FIGURES = (
    "field",
    "found",
    "accepted",
    "least",
    "digits",
    "received_at",
    "cut_off_at",
    "late_seconds",
)
"""What a row of findings may have beside its `code` and the published `text`."""

REASONS = texts("why, one English sentence each; never another applicant")
BECAUSE = perhaps(
    FactWanted(says="why, as codes and figures", shape=Shape.ROWS, columns=("code",), optional=REASON_FIGURES)
)
FINDINGS = perhaps(
    FactWanted(
        says="which published condition is not met and what was found instead, as codes and figures",
        shape=Shape.ROWS,
        columns=("code", "text"),
        optional=FINDING_FIGURES,
    )
)
CRITERIA = perhaps(
    FactWanted(
        says="by what it was scored: each criterion as published, its weight in percent",
        shape=Shape.ROWS,
        columns=("text", "weight"),
    )
)
RULES = perhaps(texts("the published rules of balance, as they are worded"))
COMMENTS = perhaps(texts("what evaluators wrote about it, without names"))
NEXT_CUT_OFF = perhaps(text("until when one may apply again, if a later cut-off lies ahead"))
IF_PLACES_LEFT = perhaps(text("`yes` if that cut-off counts only when places are left"))
ANSWER_URL = perhaps(link("the page on which it is answered"))
OWN_COST = perhaps(text("`yes` if the participant pays, since the application was late"))
REGISTRATION = perhaps(text("`yes` where one registers: places go by arrival, and nobody evaluates"))

AGAIN = {"next_cut_off": NEXT_CUT_OFF, "if_places_left": IF_PLACES_LEFT}
WHY = {"reasons": REASONS, "because": BECAUSE}
HOW_SCORED = {"criteria": CRITERIA, "rules": RULES, "comments": COMMENTS}

SELECTION_FACTS: Mapping[LetterName, Mapping[str, FactWanted]] = {
    LetterName.APPLICATION_RECEIVED: {
        "receipt_code": text("proof of receipt: `7K4M-2QPX`"),
        "received_at": text("when it arrived"),
        "closes_at": text("until when it may be replaced: the cut-off"),
        "decision_by": text("when applicants hear the result"),
        "answer_url": ANSWER_URL,
        "own_cost": OWN_COST,
        "registration": REGISTRATION,
        "earlier_id": perhaps(text("an earlier application by the same address: its id")),
        "earlier_at": perhaps(text("when that one arrived")),
    },
    LetterName.APPLICATION_REFUSED: {"reasons": REASONS, **AGAIN},
    LetterName.FIX_NEEDED: {
        "fixes": texts("what has to be put right, one sentence each"),
        "findings": FINDINGS,
        "fix_by": text("until when"),
        "answer_url": link("the page of the application"),
        "registration": REGISTRATION,
    },
    LetterName.NOT_ELIGIBLE: {
        "reasons": REASONS,
        "findings": FINDINGS,
        "registration": REGISTRATION,
        **AGAIN,
    },
    LetterName.APPLICATION_ADMITTED: {
        "why": perhaps(text("why the organiser set the rule aside, as recorded")),
        "decision_by": perhaps(text("when applicants hear the result")),
    },
    LetterName.CUT_OFF_MOVED: {
        "old": text("until when applications were taken so far"),
        "new": text("until when they are taken now"),
        "why": perhaps(text("why, as published")),
        "answer_url": ANSWER_URL,
    },
    LetterName.WITHDRAWAL_NOTED: {
        "withdrawn_at": text("when the withdrawal arrived"),
        "reserve": perhaps(text("`yes` if the person left the reserve list")),
        "registration": REGISTRATION,
        **AGAIN,
    },
    LetterName.OFFER: {
        "confirm_by": text("until when the place is kept free"),
        **WHY,
        "answer_url": link("the page of the offer"),
        "own_cost": OWN_COST,
    },
    LetterName.OFFER_REMINDER: {
        "confirm_by": text("until when the place is kept free"),
        "time_left": text("how long that is: `3 days`"),
        "tone": perhaps(text("`first`, `again` or `last`")),
        "answer_url": link("the page of the offer"),
    },
    LetterName.OFFER_EXPIRED: {"confirm_by": text("until when the place was kept free")},
    LetterName.OFFER_DECLINED: {"answered_at": text("when the answer arrived")},
    LetterName.PLACE_CONFIRMED: {
        "next_steps": texts("what comes next, each with its date: `by Fri 24 March 2017: passport data`"),
    },
    LetterName.RESERVE: {
        "rank_band": text("where on the reserve list: `1 to 3`"),
        "reserve_until": text("until when places are passed on"),
        **WHY,
        **HOW_SCORED,
        "answer_url": ANSWER_URL,
    },
    LetterName.RESERVE_CLOSED: {"closed_at": text("when the passing on of places ended")},
    LetterName.NOT_SELECTED: {**WHY, **HOW_SCORED, **AGAIN},
}
"""By letter, then by name of the fact."""
