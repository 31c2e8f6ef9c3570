"""What evaluators wrote, as an applicant may read it: without other applicants, ids, addresses or links.

People's names are not known here; whoever writes the letter hides them (`delegation.selecting.redaction`).
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from delegation.evaluation import Scoresheet
from delegation.selecting.redaction import WORD, Hidden, Redaction, folded, words_of

ID = "[id]"
"""What stands in place of an id."""
Names = tuple[str, ...]


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
    others = tuple(sorted({name for name in organisations.values() if words_of(name) != words_of(own)}))
    named = tuple(name for name in _mentioned(text, others) if name)
    hidden = Redaction.of(named).text(" ".join(text.split()))
    return _without_ids(hidden, ids)


def _mentioned(text: str, names: Names) -> Names:
    """Which of `names` could stand in `text`, by one of their words: so that few are looked for."""
    words = set(WORD.findall(folded(text)))
    joined = "".join(WORD.findall(folded(text)))
    found = {name for word in words for name in _by_word(names).get(word, ())}
    return tuple(sorted(found | {name for name in names if "".join(words_of(name)) in joined}))


@lru_cache(maxsize=4)
def _by_word(names: Names) -> Mapping[str, Names]:
    """The names by each of their words and by their initials, folded."""
    keyed: dict[str, list[str]] = {}
    for name in names:
        words = words_of(name)
        initials = "".join(word[0] for word in words)
        for key in sorted({*words, *WORD.findall(folded(name)), initials} - {""}):
            keyed.setdefault(key, []).append(name)
            keyed.setdefault(f"{key}s", []).append(name)
    return {key: tuple(found) for key, found in keyed.items()}


def _without_ids(text: str, ids: Sequence[str]) -> str:
    for one in ids:
        if one.casefold() in text.casefold():
            text = re.sub(rf"(?<![\w-]){re.escape(one)}(?![\w-])", ID, text, flags=re.IGNORECASE)
    return text


def _says_something(comment: str) -> bool:
    for hidden in (*Hidden, ID):
        comment = comment.replace(str(hidden), " ")
    return WORD.search(comment) is not None
