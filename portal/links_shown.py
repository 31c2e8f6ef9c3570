"""With what addresses are signed, and whose were revoked, as shown to organisers. No secret is among it."""

from pydantic import AwareDatetime

from activities.keys import link_epochs_prefix
from activities.link_keys import LinkRing
from activities.ports import DocumentStore
from activities.register import Register
from delegation.fact import Fact
from delegation.file import DelegationFile


class KeyShown(Fact):
    id: str
    drawn_at: AwareDatetime | None
    use: str
    """`signs`, `believed` or `retired`."""


class RevokedShown(Fact):
    person: str
    times: int
    revoked_at: AwareDatetime | None


class LinksShown(Fact):
    keys: tuple[KeyShown, ...]
    revoked: tuple[RevokedShown, ...] = ()


def links_shown(store: DocumentStore, register: Register, file: DelegationFile) -> LinksShown:
    """Raises OSError when the store is away."""
    ring = LinkRing(store, register)
    held = ring.keys(file.slug)
    keys = tuple(
        KeyShown(
            id=one.id,
            drawn_at=one.drawn_at,
            use="retired" if one.is_retired else "signs" if one == held.newest else "believed",
        )
        for one in held.keys
    )
    evaluators = file.evaluation.evaluators if file.evaluation else ()
    named = {one.id for one in file.hosts} | {one.id for one in evaluators}
    ids = (key.rsplit("/", 1)[1].removesuffix(".json") for key in store.keys(link_epochs_prefix(file.slug)))
    people = (one if one in named else one.upper() for one in ids)
    return LinksShown(keys=keys, revoked=tuple(_revoked(ring, file.slug, one) for one in people))


def _revoked(ring: LinkRing, slug: str, person: str) -> RevokedShown:
    epoch = ring.epoch(slug, person)
    return RevokedShown(person=person, times=epoch.number, revoked_at=epoch.revoked_at)
