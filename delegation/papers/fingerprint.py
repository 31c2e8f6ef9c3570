"""Whether a document still says what is true: a fingerprint of its facts, whenever it was made."""

import hashlib
import json
from collections.abc import Sequence

from delegation.fact import Fact

NOT_A_FACT = ("made_on", "version")
"""What an imprint says of the making of a document, not of the trip."""

USUAL_LANGUAGE = ("language", "en")
"""Documents from before there were others have the fingerprint they had."""


def fingerprint(facts: Fact, drawn_from: Sequence[str] = ()) -> str:
    """SHA-256 of what a document shows; `drawn_from` is what its pictures show beyond its facts.

    The date it was made and the version of the itinerary do not count: a document is out of date when it
    says something that is no longer so, and only then.
    """
    shown = facts.model_dump(mode="json")
    stated = shown.get("imprint")
    if isinstance(stated, dict):
        shown["imprint"] = {
            name: value
            for name, value in stated.items()
            if name not in NOT_A_FACT and (name, value) != USUAL_LANGUAGE
        }
    canonical = json.dumps([shown, list(drawn_from)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
