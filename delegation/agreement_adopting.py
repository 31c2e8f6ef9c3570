"""Outcomes of other delegations, taken over as first contacts: proposed from what delegates reported."""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from delegation.agreement import MetIn, Party
from delegation.agreement_deeds import OpenAgreement
from delegation.fact import Fact
from delegation.follow_up import DelegateOutcome, OutcomeKind
from delegation.zoned import Day

ADOPTED = (OutcomeKind.COOPERATION, OutcomeKind.AGREEMENT)
"""Outcomes that are followed up; a lead or a meeting is none yet."""


class Adopting(NamedTuple):
    """Who takes over, and from which delegation."""

    delegation: str
    """The one the outcomes come from."""
    author: str
    owner: str
    first_contact_on: Day | None = None


class Proposals(Fact):
    """First contacts that may be taken over, and how many were before."""

    proposed: tuple[OpenAgreement, ...] = ()
    known: tuple[str, ...] = ()
    """Ids of agreements that were taken over before."""


def proposals(
    outcomes: Iterable[DelegateOutcome],
    organisations: Mapping[str, tuple[str, str]],
    adopting: Adopting,
    known: Iterable[str],
) -> Proposals:
    """One for each participant and partner, however often they reported it, by id.

    `organisations`: name and country by participant. `known`: ids of agreements there are already.
    """
    claims = [one for one in outcomes if one.outcome.kind in ADOPTED and one.outcome.partner]
    ordered = sorted(claims, key=lambda one: (*_pair(one), one.day))
    there = set(known)
    opened = [_opening(list(same), organisations, adopting) for _, same in groupby(ordered, key=_pair)]
    opened = [one for one in opened if len({party.organisation.casefold() for party in one.parties}) > 1]
    return Proposals(
        proposed=tuple(one for one in opened if one.id not in there),
        known=tuple(one.id for one in opened if one.id in there),
    )


def _pair(one: DelegateOutcome) -> tuple[str, str]:
    return one.participant, one.outcome.partner.casefold()


def _opening(
    reported: list[DelegateOutcome],
    organisations: Mapping[str, tuple[str, str]],
    adopting: Adopting,
) -> OpenAgreement:
    first = reported[0]
    name, country = organisations.get(first.participant, (first.participant, ""))
    days = " and ".join(str(day) for day in dict.fromkeys(one.day for one in reported))
    return OpenAgreement(
        id=adopted_id(adopting.delegation, *_pair(first)),
        author=adopting.author,
        owner=adopting.owner,
        parties=(
            Party(organisation=name, country=country.upper() if len(country) == 2 else ""),
            Party(organisation=first.outcome.partner),
        ),
        met_in=(MetIn(delegation=adopting.delegation, occasion=f"outcome of day {days}"),),
        first_contact_on=adopting.first_contact_on,
    )


def adopted_id(delegation: str, participant: str, partner: str) -> str:
    """The same for the same pair, so that it is opened once: `usa-2017-a-17-3f9c2a`."""
    digest = hashlib.sha256(f"{delegation}|{participant}|{partner}".encode()).hexdigest()[:6]
    return f"{delegation}-{participant.lower()}-{digest}"[:60]
