"""A delegation that has sent mails, changed its programme and made documents."""

from collections.abc import Coroutine
from typing import Any

from delegation.change import Change
from delegation.document import DocumentKind
from delegation.papers.asking import MakeDocuments
from tests.portal import stages
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.organiser_portal import NAMES, OrganisersDesk

LATE = {
    "id": "train-is-late",
    "change": {
        "what": "move-item",
        "item": "train-washington",
        "starts": "2017-05-15 18:45",
        "ends": "2017-05-15 20:38",
    },
    "author": "Anna Weber",
    "reason": "The train is late.",
}


def running() -> LegationInMemory:
    """A mail is held, the train was moved, the booklet is made."""
    legation = stages.published()
    OrganisersDesk(legation).mail(NAMES[0], html="<p>Welcome.</p>")
    _at_once(legation.change(stages.SLUG, Change.model_validate(LATE)))
    _at_once(legation.make_documents(stages.SLUG, MakeDocuments(kind=DocumentKind.PROGRAMME_BOOKLET)))
    legation.writes.clear()
    return legation


def _at_once(call: Coroutine[Any, Any, object]) -> None:
    """In memory nothing is waited for, so a call is over with its first step."""
    try:
        call.send(None)
    except StopIteration:
        return
    raise AssertionError("This call waits for something.")
