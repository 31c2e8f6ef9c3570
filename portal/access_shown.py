"""The table of who may do what, as the page docs/access.md shows it."""

from collections.abc import Iterable, Mapping

from delegation.access import MESSAGES, ROUTES, Relation, Role, Row, Way

HEAD = "| action | by | who, besides operators | leads to |\n|---|---|---|---|"


def access_tables() -> str:
    """Routes, then messages, in Markdown; the same in the same order always."""
    routes = {f"{method} {path}": row for (method, path), row in ROUTES.items()}
    parts = ("### Routes", _table(_merged(routes)), "### Updates and signals", _table(MESSAGES))
    return "\n\n".join(parts) + "\n"


def _merged(routes: Mapping[str, Row]) -> dict[str, Row]:
    """GET and HEAD on one line."""
    return {name: row for name, row in routes.items() if not name.startswith("HEAD ")}


def _table(rows: Mapping[str, Row]) -> str:
    return "\n".join([HEAD, *(_line(name, row) for name, row in sorted(rows.items()))])


def _line(name: str, row: Row) -> str:
    ways = _listed(row.ways)
    return f"| `{name}` | {ways} | {_people(row)} | {_listed(f'`{one}`' for one in row.calls)} |"


def _people(row: Row) -> str:
    roles = [role for role in Role if row.allowed.get(role) and role is not Role.ORGANISER]
    if len(roles) == len(Role) - 1:
        return "everybody"
    reach = {relation for role in roles for relation in row.allowed[role]}
    what = ": their own" if reach == {Relation.OWN} else ""
    organiser = ("organiser: the delegations of the account",) if Way.ACCOUNT in row.ways else ()
    return "; ".join(((f"{', '.join(roles)}{what}",) if roles else ()) + organiser) or "nobody"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
