"""Which organisations are in an agreement with each other, as the agreements name them."""

from collections.abc import Iterable
from itertools import combinations

from delegation.agreement import AgreementRecord, Party, Stage
from delegation.organisations.matching import Directory
from delegation.organisations.profile import OrganisationProfile


def agreed_pairs(
    agreements: Iterable[AgreementRecord], profiles: Iterable[OrganisationProfile]
) -> tuple[tuple[str, str], ...]:
    """Pairs of ids, the smaller first, in order. Agreements that ended without one do not count."""
    directory = Directory(profiles)
    pairs: set[tuple[str, str]] = set()
    for agreement in agreements:
        if agreement.stage is Stage.ENDED:
            continue
        found = {one for party in agreement.parties for one in _meant(party, directory)}
        pairs.update(combinations(sorted(found), 2))
    return tuple(sorted(pairs))


def _meant(party: Party, directory: Directory) -> tuple[str, ...]:
    """The organisation the agreement names by id, or those of that name and country."""
    if party.profile is not None and party.profile in directory:
        return (directory.profile(party.profile).id,)
    return directory.named(party.organisation, party.country)
