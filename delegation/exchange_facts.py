"""What the letters of exchanges are told: facts and their shapes."""

from collections.abc import Mapping

from delegation.fact_wanted import FactWanted, text, texts
from delegation.letter import LetterName

ABOUT = {
    "exchange": text("the id of the exchange"),
    "visitor": text("the organisation whose person visits"),
    "host": text("the organisation that receives"),
    "starts": text("the first day of the stay, as a moment"),
    "ends": text("the last day of the stay, as a moment"),
    "place": text("where it takes place"),
}
"""What every one of them says."""

ASKED = {
    "due": FactWanted(says="until when", may_be_empty=True),
    "is_reminder": FactWanted(says="`yes` in a reminder", may_be_empty=True),
}
SUM = {"amount": text("what is paid: `780.00 EUR`"), "pay_by": text("until when it is paid")}


def _yes(says: str) -> FactWanted:
    return FactWanted(says=f"`yes` where {says}", may_be_empty=True)


EXCHANGE_FACTS: Mapping[LetterName, Mapping[str, FactWanted]] = {
    LetterName.EXCHANGE_PROPOSED: ABOUT,
    LetterName.EXCHANGE_TO_VALIDATE: {**ABOUT, **ASKED},
    LetterName.EXCHANGE_TO_ACCEPT: {**ABOUT, **ASKED},
    LetterName.EXCHANGE_TO_SIGN: {
        **ABOUT,
        **ASKED,
        "signs_commitment": _yes("the commitment to quality is to be signed"),
        "signs_agreement": _yes("the financial agreement is to be signed"),
        "signs_for_organisation": _yes("the signature of the reader's organisation is wanted too"),
    },
    LetterName.EXCHANGE_CONFIRMED: ABOUT,
    LetterName.EXCHANGE_REPORT_WANTED: {
        **ABOUT,
        **ASKED,
        "reason": FactWanted(says="why the report was sent back, one sentence", may_be_empty=True),
    },
    LetterName.EXCHANGE_TO_CHECK: {**ABOUT, **ASKED},
    LetterName.EXCHANGE_TO_APPROVE: {**ABOUT, **ASKED},
    LetterName.EXCHANGE_APPROVED: {**ABOUT, **SUM},
    LetterName.EXCHANGE_PAID: {**ABOUT, "amount": SUM["amount"]},
    LetterName.EXCHANGE_ENDED: {
        **ABOUT,
        "ended_how": text("`refused`, `lapsed`, `withdrawn` or `called-off`"),
        "ended_by": FactWanted(says="by whose doing: `visitor`, `host`, `organiser`", may_be_empty=True),
        "reason": FactWanted(says="why, one sentence", may_be_empty=True),
        "undone": texts("what was undone, as words of `exchange.Undoing`", may_be_empty=True),
    },
}
"""By letter, then by name of the fact."""
