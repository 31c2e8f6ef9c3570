"""Refreshing: which documents say something that is no longer so, and making those anew."""

from typing import TYPE_CHECKING

from activities.composing import Composed, Composer
from activities.ports import DocumentStore
from activities.refreshing import Refreshed, RefreshOrder, refreshed_key, stored
from delegation.document import DocumentRef, Wanted, newest
from delegation.file import DelegationFile
from delegation.papers.needed import OF_A_PROGRAMME, documents_needed, is_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from activities.dossiers import Dossiers
    from activities.press import Press


def out_of_date(
    order: RefreshOrder, file: DelegationFile, dossiers: "Dossiers"
) -> tuple[dict[Wanted, Composed], Refreshed]:
    """What has to be made, and what became of the others. Nothing is typeset or written for it."""
    composer = Composer(dossiers, file, order.programme, order.made_at)
    known, needed = newest(order.known), documents_needed(file, order.programme)
    wanted = needed if order.only is None else tuple(one for one in needed if one in order.only)
    standing = {one for one in wanted if one in known and is_over(one, file, order.programme, order.made_at)}
    composed = {one: composer.compose(one) for one in wanted if one not in standing}
    due = {
        one: made
        for one, made in composed.items()
        if made is not None and (one not in known or known[one].facts != made.fingerprint)
    }
    nobody = sum(made is None for made in composed.values())
    return due, Refreshed(
        unchanged=len(wanted) - len(due) - nobody,
        gone=() if order.only is not None else _gone(known, needed),
        left_out=composer.left_out,
    )


def _gone(known: "Mapping[Wanted, DocumentRef]", needed: tuple[Wanted, ...]) -> tuple[str, ...]:
    return tuple(ref.key for one, ref in known.items() if one.kind in OF_A_PROGRAMME and one not in needed)


class Refresher:
    """Makes those documents that are not there or out of date."""

    def __init__(
        self,
        store: DocumentStore,
        dossiers: "Dossiers",
        press: "Press",
        media_types: "Mapping[str, str]",
    ) -> None:
        self._store = store
        self._dossiers = dossiers
        self._press = press
        self._media_types = media_types

    def refresh(self, order: RefreshOrder, file: DelegationFile) -> Refreshed:
        """Raises CannotBeSet where a template does not fit its facts, OSError when the store is away."""
        due, others = out_of_date(order, file, self._dossiers)
        made = [self._made(order, wanted, composed) for wanted, composed in due.items()]
        return others.model_copy(
            update={
                "documents": tuple(ref for ref, _ in made),
                "imperfect": tuple(ref.key for ref, is_perfect in made if not is_perfect),
            }
        )

    def _made(self, order: RefreshOrder, wanted: Wanted, composed: Composed) -> tuple[DocumentRef, bool]:
        printed = self._press.printed(wanted.kind, composed, order.made_at)
        version = order.programme.itinerary.version
        key = refreshed_key(order.delegation, wanted, version, order.made_at, printed.facts)
        ref = stored(self._store, key, printed.content, self._media_types[wanted.form])
        described = ref.model_copy(
            update={
                "kind": wanted.kind,
                "participant": wanted.participant,
                "about": wanted.about,
                "version": version,
                "made_at": order.made_at,
                "facts": printed.facts,
            }
        )
        return described, not printed.replaced
