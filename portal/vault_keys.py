"""Which master keys the vault has, what they wrap, and wrapping all of it anew."""

from collections import Counter
from collections.abc import Callable, Sequence

from activities.data_keys import DataKeys
from activities.ports import KeyRing
from delegation.fact import Fact


class KeysShown(Fact):
    """The keys of the vault, by their ids; never the keys themselves."""

    via: str
    """`local` or `kms`."""
    newest: str
    """Id of the master key that wraps now."""
    masters: tuple[str, ...] = ()
    """Ids of all master keys of a file, the oldest first."""
    wrapped: dict[str, int]
    """How many data keys each master key wraps."""
    destroyed: int
    """How many data keys were destroyed, because whoever they belonged to was erased."""

    @property
    def behind(self) -> int:
        """Data keys that an older master key still wraps."""
        return sum(count for master, count in self.wrapped.items() if master != self.newest)


class Rotated(Fact):
    """What became of a rotation."""

    newest: str
    renewed: int


def census(keys: DataKeys, ring: KeyRing, *, via: str, masters: Sequence[str] = ()) -> KeysShown:
    """Look at every data key. Raises OSError when the store or the key ring is away."""
    records = [record for key, record in keys.records() if not key.endswith(".erased.json")]
    wrapped = Counter(one.wrapped.master for one in records if one.wrapped is not None)
    return KeysShown(
        via=via,
        newest=ring.newest(),
        masters=tuple(masters),
        wrapped=dict(sorted(wrapped.items())),
        destroyed=sum(one.wrapped is None for one in records),
    )


def wrap_all_anew(keys: DataKeys, ring: KeyRing, progress: Callable[[int, int], None]) -> Rotated:
    """Have the newest master key wrap every data key. Safe to repeat and to cut off.

    `progress` is told how many were looked at, and of how many. Raises OSError, KeyRefused.
    """
    places = [key for key, _ in keys.records()]
    renewed = 0
    for number, key in enumerate(places, start=1):
        renewed += keys.wrap_anew(key)
        progress(number, len(places))
    return Rotated(newest=ring.newest(), renewed=renewed)
