"""Letters to evaluators: which score sheets are wanted, or overdue, and until when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from delegation.correspondence import at_home
from delegation.file import DelegationFile
from delegation.letter import FactValue, Letter, LetterName


def about_scores(
    name: LetterName,
    file: DelegationFile,
    evaluator: str,
    applications: Sequence[str],
    organisations: Mapping[str, str],
    due: datetime,
    sequence: int = 0,
) -> Letter:
    """Ask an evaluator for score sheets, or remind of those still owed. In blind mode by their ids only."""
    person = next(one.person for one in file.evaluation_rules.evaluators if one.id == evaluator)
    listed = (one if file.evaluation_rules.blind else f"{one}: {organisations[one]}" for one in applications)
    facts: dict[str, FactValue] = {"applications": tuple(listed), "due": at_home(due, file), "score_url": ""}
    return Letter(name=name, recipient=person, sequence=sequence, facts=facts)
