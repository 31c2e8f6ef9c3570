"""Reads a selection file, or a panel's two tables, into what the solver takes; docs/selection-file.md."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from delegation.reading.problem import FileError, Problem
from delegation.reading.suggestion import looks_like, suggestion
from delegation.selecting.scoring import Evaluated
from delegation.selecting.solve_file.candidates import JUDGED, NAMED, At, Candidates, Row
from delegation.selecting.solve_file.head import Instead, SolveHead, read_head, unknown
from delegation.selecting.solve_file.quotas import rules_of_categories, strangers, values_of_categories
from delegation.selecting.solve_file.solvable import Solvable, field_id
from delegation.selecting.solve_file.table import Table, read_table
from delegation.selecting.solve_file.tree import Tree, Typed, read_tree
from delegation.selection_rules import BalanceRule, SelectionRules

CATEGORIES, RESPONDENTS = "categories.csv", "respondents.csv"
NOTHING_INSTEAD = Instead()
LOOKED_FOR = ("id", "score", "organisation", "together_with")
ORGANISATION, AS_FEATURE = "organisation", "organisation-as-feature"
Beside = Callable[[str], str]
"""The text of a file that lies beside the selection file, by its name."""


@dataclass(frozen=True)
class Listed:
    """Candidates as rows, wherever they stand, and how to point at one of them."""

    rows: Sequence[Row]
    columns: Sequence[str]
    at: At


@dataclass(frozen=True)
class Quotas:
    """The rules, the table they come from if they do, and how to point at one of them."""

    rules: tuple[BalanceRule, ...]
    table: Table | None
    at: Callable[[int, str, str], Problem]


def read_selection(text: str, source: str, beside: Beside, instead: Instead = NOTHING_INSTEAD) -> Solvable:
    """A selection file. Raises FileError with every mistake at its place."""
    typed = read_tree(text, source)
    content = typed.content
    if not isinstance(content, Mapping):
        remedy = "begin with 'places:'; docs/selection-file.md shows one."
        raise FileError([typed.problem((), "this is no selection file", remedy)])
    head = read_head(typed, content, instead)
    rules = instead.of(SelectionRules(places=head.places, reserve=head.reserve, lot_seed=head.seed))
    quotas = _quotas(typed, content, head, rules.places, beside)
    solvable = _solvable(head, rules, quotas, _listed(typed, content, beside))
    if strange := list(_strange_rulings(typed, head, solvable)):
        raise FileError(strange)
    return solvable


def read_panel(categories: str, respondents: str, instead: Instead) -> Solvable:
    """Two tables as citizens' panels publish them. Raises FileError."""
    if instead.places is None:
        said, remedy = "how many places there are stands in no table", "say it, as '--places 20'."
        raise FileError([Problem(line=1, column=1, path="", message=said, remedy=remedy, source=CATEGORIES)])
    rules = instead.of(SelectionRules(places=instead.places))
    quotas = _quotas_of(read_table(categories, CATEGORIES), rules.places)
    return _solvable(
        SolveHead(places=rules.places), rules, quotas, _listed_in(read_table(respondents, RESPONDENTS))
    )


def _quotas(
    typed: Typed, content: Mapping[str, Tree], head: SolveHead, places: int, beside: Beside
) -> Quotas:
    named = content.get("quotas")
    if isinstance(named, str):
        return _quotas_of(read_table(beside(named), named), places)
    rules = tuple(one.rule() for one in head.quotas)
    return Quotas(
        rules, None, lambda rule, said, remedy: typed.problem(("quotas", rule, "field"), said, remedy)
    )


def _quotas_of(table: Table, places: int) -> Quotas:
    def at(_rule: int, said: str, remedy: str) -> Problem:
        return Problem(line=1, column=1, path="", message=said, remedy=remedy, source=table.source)

    return Quotas(rules_of_categories(table, places), table, at)


def _listed(typed: Typed, content: Mapping[str, Tree], beside: Beside) -> Listed:
    rows = content.get("candidates")
    if isinstance(rows, str):
        return _listed_in(read_table(beside(rows), rows))
    if isinstance(rows, Mapping) or not isinstance(rows, Sequence) or not rows:
        remedy = "list them, or name a table, as 'candidates: candidates.csv'."
        raise FileError([typed.problem(("candidates",), "there are no candidates", remedy)])
    odd = next((number for number, row in enumerate(rows) if not isinstance(row, Mapping)), None)
    if odd is not None:
        remedy = "write 'id', 'score' and the features below each other."
        raise FileError([typed.problem(("candidates", odd), "a candidate is an entry with keys", remedy)])
    entries: list[Row] = [row for row in rows if isinstance(row, Mapping)]
    columns = tuple(dict.fromkeys(key for row in entries for key in row))

    def at(number: int, name: str, said: str, remedy: str) -> Problem:
        return typed.problem(("candidates", number, name), said, remedy)

    return Listed(entries, columns, at)


def _listed_in(table: Table) -> Listed:
    if not table.rows:
        said, remedy = "there are no candidates below the header", "write one row for each."
        raise FileError(
            [Problem(line=1, column=1, path="", message=said, remedy=remedy, source=table.source)]
        )
    return Listed(table.rows, table.columns, table.problem)


def _solvable(head: SolveHead, rules: SelectionRules, quotas: Quotas, listed: Listed) -> Solvable:
    has_organisations = head.one_per_organisation and ORGANISATION in listed.columns
    known = {field_id(name): name for name in listed.columns}
    if unheard := list(_unheard(quotas, known)):
        raise FileError(unheard)
    used = {rule.field for rule in quotas.rules}
    features = {name: field for field, name in known.items() if field in used and name not in NAMED}
    if ORGANISATION in used and not has_organisations:
        features[ORGANISATION] = AS_FEATURE
    if misnamed := list(_misnamed(listed, used)):
        raise FileError(misnamed)
    candidates = Candidates(
        listed.at,
        head.best_score,
        features,
        has_organisations,
        has_scores="score" in listed.columns,
        is_judged=any(name in listed.columns for name in JUDGED),
    )
    evaluated = candidates.read(listed.rows)
    if quotas.table is not None and not candidates.problems:
        candidates.problems.extend(_strangers(quotas.table, listed, evaluated))
    if candidates.problems:
        raise FileError(candidates.problems)
    balance = tuple(_renamed(rule, features) for rule in quotas.rules)
    return Solvable(
        evaluated,
        rules.model_copy(update={"rules": balance}),
        head.rulings(),
        candidates.names,
        has_organisations,
    )


def _renamed(rule: BalanceRule, features: Mapping[str, str]) -> BalanceRule:
    """Where organisations may have several places, one is a feature like any other."""
    return (
        rule.model_copy(update={"field": features[rule.field]})
        if rule.field == ORGANISATION in features
        else rule
    )


def _unheard(quotas: Quotas, known: Mapping[str, str]) -> Iterator[Problem]:
    """Rules about what no candidate has."""
    said = set()
    for number, rule in enumerate(quotas.rules):
        if rule.field not in known and rule.field not in said:
            said.add(rule.field)
            remedy = suggestion(
                rule.field, sorted(name for name in known.values() if name not in ("id", "score"))
            )
            yield quotas.at(number, f"no candidate has the feature of the rule {rule.text!r}", remedy)


def _misnamed(listed: Listed, used: Collection[str]) -> Iterator[Problem]:
    """Columns that look like one that is missing: without a word, nothing would be made of them."""
    idle = [name for name in listed.columns if name not in NAMED and field_id(name) not in used]
    for key in LOOKED_FOR:
        meant = next((name for name in idle if looks_like(name, key)), None)
        if key not in listed.columns and meant is not None:
            number = next(place for place, row in enumerate(listed.rows) if meant in row)
            remedy = f"write {key!r}; if you mean something else, name it differently."
            yield listed.at(number, meant, f"{meant!r} is no key of candidates", remedy)


def _strangers(table: Table, listed: Listed, evaluated: Sequence[Evaluated]) -> Iterator[Problem]:
    values = values_of_categories(table)
    for number, category, answer in strangers(evaluated, values):
        said = f"{answer!r} is no feature of {category!r} in {table.source}"
        yield listed.at(number, category, said, suggestion(answer, values[category]))


def _strange_rulings(typed: Typed, head: SolveHead, solvable: Solvable) -> Iterator[Problem]:
    seen: set[str] = set()
    for key, rulings in (("take", head.take), ("leave", head.leave)):
        for number, one in enumerate(rulings):
            if one.id in seen:
                remedy = "keep one of the entries."
                yield typed.problem((key, number), f"{one.id!r} stands twice", remedy)
            seen.add(one.id)
        for name in unknown(rulings, solvable.names):
            number = next(place for place, one in enumerate(rulings) if one.id == name)
            said = f"{name!r} is not among the candidates"
            yield typed.problem((key, number), said, "correct the id, or delete the entry.")
