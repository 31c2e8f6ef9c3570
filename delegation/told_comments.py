"""What evaluators wrote, as an applicant may read it: without other applicants, ids, addresses or links.

People's names are not known here; whoever writes the letter hides them (`delegation.selecting.redaction`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from delegation.evaluation import Scoresheet
from delegation.selecting.ordinary_words import ORDINARY
from delegation.selecting.redaction import SHORT, WORD, Hidden, Redaction, folded, words_of

ID = "[id]"
"""What stands in place of an id."""


def told_comments(
    participant: str,
    sheets: Sequence[Scoresheet],
    organisations: Mapping[str, str],
    evaluators: Sequence[str] = (),
) -> tuple[str, ...]:
    """The comments about `participant`, in an order that tells nothing of who wrote which.

    `organisations` are those of all applicants, by participant id; the applicant's own may be read.
    `evaluators` are ids. A comment of which nothing is left but what was hidden is not told.
    """
    written = {sheet.comment.strip() for sheet in sheets if sheet.application == participant}
    ids = tuple(sorted({*organisations, *evaluators} - {participant}))
    own = organisations.get(participant, "")
    told = (without_others(comment, own, organisations, ids) for comment in sorted(written - {""}))
    return tuple(dict.fromkeys(comment for comment in told if _says_something(comment)))


def without_others(text: str, own: str, organisations: Mapping[str, str], ids: Sequence[str] = ()) -> str:
    """`text` without other organisations, ids, addresses, links and phone numbers, on one line."""
    mentioned = _mentioned(text, tuple(sorted(set(organisations.values()))))
    others = [name for name in mentioned if words_of(name) != words_of(own)]
    hidden = Redaction.of(others).text(" ".join(text.split()))
    return _without_ids(hidden, ids)


def _mentioned(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Which of `names` may stand in `text`, so that few of many are looked for in earnest."""
    words = frozenset(WORD.findall(folded(text)))
    run_together = "".join(WORD.findall(folded(text)))
    return tuple(one.name for one in _telling(names) if one.may_stand_in(words, run_together))


@dataclass(frozen=True, slots=True)
class _Telling:
    """A name by what tells it from others, folded."""

    name: str
    any_of: tuple[str, ...]
    """Words that are not ordinary, and the initials."""
    all_of: tuple[str, ...]
    """All its words: who is called by ordinary words only is found by the whole name."""

    def may_stand_in(self, words: frozenset[str], run_together: str) -> bool:
        if any(word in words or f"{word}s" in words for word in self.any_of):
            return True
        if any(len(word) > SHORT and word in run_together for word in self.any_of):
            return True
        return all(word in run_together for word in self.all_of)


@lru_cache(maxsize=4)
def _telling(names: tuple[str, ...]) -> tuple[_Telling, ...]:
    return tuple(_told_apart(name) for name in names if words_of(name))


def _told_apart(name: str) -> _Telling:
    words = words_of(name)
    initials = "".join(word[0] for word in words)
    telling = {*words, *WORD.findall(folded(name)), initials} - ORDINARY
    return _Telling(name, tuple(sorted(telling)), words)


def _without_ids(text: str, ids: Sequence[str]) -> str:
    for one in ids:
        if one.casefold() in text.casefold():
            text = re.sub(rf"(?<![\w-]){re.escape(one)}(?![\w-])", ID, text, flags=re.IGNORECASE)
    return text


def _says_something(comment: str) -> bool:
    for hidden in (*Hidden, ID):
        comment = comment.replace(str(hidden), " ")
    return WORD.search(comment) is not None
