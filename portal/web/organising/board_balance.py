"""Rules of balance for the desk: whether a group keeps them, with a bar for each value they count."""

import re

from delegation.fact import Fact
from delegation.selecting.balance import RuleCheck
from delegation.status import Ledger
from portal.show import rule_mark
from portal.web.organising.pictures import Counted, Picture, bars

PER_VALUE = re.compile(r"(?P<counted>.+ \d+) \(at (?P<at>most|least) (?P<limit>\d+)\)(; costs .*)?")
COUNTED = re.compile(r"(.+?) (\d+)(?:, |$)")


class RuleKept(Fact):
    """One rule of balance and how the group keeps it."""

    mark: str
    """`ok`, `no`, or `wish` for a wish that is not met."""
    text: str
    detail: str
    picture: Picture | None = None


def balance_of(ledger: Ledger) -> tuple[tuple[RuleCheck, ...], str]:
    """The rules of who holds the places, once every offer is answered; until then of who is selected."""
    if ledger.delegates and ledger.final_rules and is_answered(ledger):
        return ledger.final_rules, "among those who hold the places"
    if ledger.selection is not None:
        return ledger.selection.rules, "among those selected"
    return (), ""


def is_answered(ledger: Ledger) -> bool:
    """Whether no offer is open."""
    return all(one.outcome is not None for one in ledger.offers)


def rule_kept(check: RuleCheck) -> RuleKept:
    counted = counted_in(check.detail)
    picture = bars(f"rule-{check.rule}", check.text, ("Value", "People"), counted) if counted else None
    return RuleKept(mark=rule_mark(check), text=check.text, detail=check.detail, picture=picture)


def counted_in(detail: str) -> tuple[Counted, ...]:
    """The figures of a rule's sentence, as `DE 3, FR 2 (at most 3)`; none where it counts something else."""
    found = PER_VALUE.fullmatch(detail)
    if found is None:
        return ()
    limit = int(found["limit"])
    pairs = COUNTED.findall(found["counted"])
    return tuple(
        Counted(
            label=name, value=int(number), of=limit, limit=limit, kind=_kept(found["at"], int(number), limit)
        )
        for name, number in pairs
    )


def _kept(at: str, number: int, limit: int) -> str:
    is_kept = number <= limit if at == "most" else number >= limit
    return "done" if is_kept else "missed"
