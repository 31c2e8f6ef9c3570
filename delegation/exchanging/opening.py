"""Before an exchange begins: whether these two may, and who takes part in the programme."""

from collections.abc import Sequence
from datetime import date, datetime

from delegation.application import ApplicationStatus, Applied
from delegation.decision_letters import home_of
from delegation.exchange import Taker
from delegation.exchange_rules import ExchangeRules
from delegation.exchange_state import (
    ENDS,
    ExchangeAsked,
    ExchangeCatalogue,
    ExchangeOpening,
    ExchangeRecord,
    ExchangeStart,
    HostOpen,
)
from delegation.exchanging.partnerships import counts_for, partnership_of
from delegation.exchanging.refusals import overlap, why_not_stay
from delegation.file import DelegationFile, Phase
from delegation.ids import exchange_id
from delegation.tempo import Tempo

OUT = (ApplicationStatus.WITHDRAWN, ApplicationStatus.INELIGIBLE, ApplicationStatus.NOT_SELECTED)
VISITOR, HOST, BOTH = "visitor", "host", "both"


def opening_of(
    asked: ExchangeAsked,
    file: DelegationFile,
    phase: Phase | None,
    applied: Sequence[Applied],
    records: Sequence[ExchangeRecord],
    *,
    tempo: Tempo,
    now: datetime,
) -> ExchangeOpening:
    """How an exchange between the two begins, or why it cannot.

    The same two on the same day are the same exchange, unless that came to an end.
    """
    refusal = _why_not(asked, file, phase, applied, records, now)
    if refusal is not None:
        return ExchangeOpening(refusal=refusal)
    rules, by_id = file.exchange_rules, {one.participant: one for one in applied}
    visitor, host = (_taker(by_id[one], rules) for one in (asked.visitor, asked.host))
    partnership = counts_for(visitor, host)
    if partnership is None:
        return ExchangeOpening(refusal=NO_PARTNERSHIP.format(visitor.organisation, host.organisation))
    start = ExchangeStart(
        delegation=file.slug,
        exchange=_id(asked, file.slug, records),
        tempo=tempo,
        rules=involved_rules(visitor, host, rules),
        visitor=visitor,
        host=host,
        counts_for=partnership,
        signatory=file.organiser.signatory,
        place=home_of(file),
    )
    return ExchangeOpening(start=start)


def involved_rules(visitor: Taker, host: Taker, rules: ExchangeRules) -> ExchangeRules:
    """The rules with the partnerships of these two alone."""
    involved = tuple(one for one in rules.partnerships if one.id in (visitor.partnership, host.partnership))
    return rules.model_copy(update={"partnerships": involved})


NO_PARTNERSHIP = (
    "Neither {} nor {} belongs to a partnership, so nobody could validate the exchange; one of the two must."
)


def _why_not(
    asked: ExchangeAsked,
    file: DelegationFile,
    phase: Phase | None,
    applied: Sequence[Applied],
    records: Sequence[ExchangeRecord],
    now: datetime,
) -> str | None:
    if phase is not Phase.EXCHANGES:
        return f"Exchanges of {file.title!r} cannot be proposed now."
    if asked.visitor == asked.host:
        return f"{asked.visitor} cannot visit themselves; name another host."
    by_id = {one.participant: one for one in applied}
    for participant, role in ((asked.visitor, VISITOR), (asked.host, HOST)):
        refusal = _why_not_as(participant, role, by_id.get(participant), file.exchange_rules)
        if refusal is not None:
            return refusal
    if by_id[asked.visitor].facts.organisation == by_id[asked.host].facts.organisation:
        return (
            f"Both are of {by_id[asked.host].facts.organisation}; an exchange is between two organisations."
        )
    return why_not_stay(asked.stay, file.exchange_rules, now) or _why_busy(asked, records)


def _why_not_as(participant: str, role: str, applied: Applied | None, rules: ExchangeRules) -> str | None:
    if applied is None:
        return f"{participant} has not registered; who visits or receives registers first."
    if applied.status in OUT:
        return f"{participant} does not take part any more."
    if role_of(applied, rules) not in (role, BOTH):
        return f"{participant} registered as {role_of(applied, rules)} only; have the registration changed."
    return None


def _why_busy(asked: ExchangeAsked, records: Sequence[ExchangeRecord]) -> str | None:
    """Nobody is in two places; a host may receive several."""
    for one in records:
        if one.visitor != asked.visitor or not goes_on(one) or _is_same(one, asked):
            continue
        if overlap(*_days(one), asked.stay.starts, asked.stay.ends):
            days = f"{one.starts} to {one.ends}"
            return f"{asked.visitor} is away from {days} already, in exchange {one.exchange}."
    return None


def _days(record: ExchangeRecord) -> tuple[date, date]:
    return date.fromisoformat(record.starts), date.fromisoformat(record.ends)


def goes_on(record: ExchangeRecord) -> bool:
    return not record.is_ending and record.step not in ENDS


def _is_same(record: ExchangeRecord, asked: ExchangeAsked) -> bool:
    who = (record.visitor, record.host, record.starts)
    return who == (asked.visitor, asked.host, str(asked.stay.starts))


def _id(asked: ExchangeAsked, slug: str, records: Sequence[ExchangeRecord]) -> str:
    ended = sum(_is_same(one, asked) and not goes_on(one) for one in records)
    return exchange_id(slug, asked.visitor, asked.host, str(asked.stay.starts), ended + 1)


def _taker(applied: Applied, rules: ExchangeRules) -> Taker:
    organisation = applied.facts.organisation
    found = partnership_of(organisation, rules)
    return Taker(
        participant=applied.participant, organisation=organisation, partnership=found.id if found else None
    )


# --- the catalogue ----------------------------------------------------------------------------------


def role_of(applied: Applied, rules: ExchangeRules) -> str:
    """`visitor`, `host` or `both`; who was not asked may do both."""
    said = applied.facts.values_of(rules.role_field)
    known = [one.strip().lower() for one in said if one.strip().lower() in (VISITOR, HOST, BOTH)]
    if {VISITOR, HOST} <= set(known):
        return BOTH
    return known[0] if known else BOTH


def catalogue(
    applied: Sequence[Applied], rules: ExchangeRules, records: Sequence[ExchangeRecord]
) -> ExchangeCatalogue:
    """Who takes part, as host and as visitor, by organisation and id."""
    staying = [one for one in applied if one.status not in OUT]
    entries = [_entry(one, rules, records) for one in staying]
    ordered = sorted(entries, key=lambda one: (one.organisation.casefold(), one.participant))
    return ExchangeCatalogue(
        hosts=tuple(one for one in ordered if one.role in (HOST, BOTH)),
        visitors=tuple(one for one in ordered if one.role in (VISITOR, BOTH)),
    )


def _entry(applied: Applied, rules: ExchangeRules, records: Sequence[ExchangeRecord]) -> HostOpen:
    facts, found = applied.facts, partnership_of(applied.facts.organisation, rules)
    return HostOpen(
        participant=applied.participant,
        organisation=facts.organisation,
        country=facts.country,
        partnership=found.id if found else None,
        role=role_of(applied, rules),
        themes=facts.values_of(rules.themes_field),
        offers=facts.values_of(rules.offers_field),
        seeks=facts.values_of(rules.seeks_field),
        receives=sum(one.host == applied.participant and goes_on(one) for one in records),
    )


def suggested(visitor: HostOpen, hosts: Sequence[HostOpen]) -> tuple[tuple[HostOpen, int], ...]:
    """Hosts for a visitor, best first: two for what is sought and offered, one for a theme both have."""
    scored = [(host, _fit(visitor, host)) for host in hosts if host.organisation != visitor.organisation]
    fitting = [(host, fit) for host, fit in scored if fit]
    return tuple(sorted(fitting, key=lambda one: (-one[1], one[0].receives, one[0].participant)))


def _fit(visitor: HostOpen, host: HostOpen) -> int:
    def shared(one: Sequence[str], other: Sequence[str]) -> int:
        return len({word.casefold() for word in one} & {word.casefold() for word in other})

    exchanged = shared(visitor.seeks, host.offers) + shared(visitor.offers, host.seeks)
    return 2 * exchanged + shared(visitor.themes, host.themes)
