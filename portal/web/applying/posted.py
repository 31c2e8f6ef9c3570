"""What somebody posted, as an application is typed: names of inputs become a person and answers."""

from collections.abc import Iterator, Mapping, Sequence

from delegation.file import DelegationFile
from delegation.form import FieldType, FormField, Stage
from delegation.zoned import zone_named

Fields = Mapping[str, Sequence[str]]
"""Every value of each input, as the page posts them."""
PERSON = ("name", "email", "organisation", "position", "language", "zone")
ANSWER = "answers."
USUAL_ROWS, MOST_ROWS = 5, 50


def asked_fields(file: DelegationFile) -> tuple[FormField, ...]:
    """What is asked of who applies, in the order of the form."""
    return tuple(field for field in file.call.fields if field.stage is Stage.APPLY)


def parts_of(fields: Fields, file: DelegationFile, participant: str) -> dict[str, object]:
    """The application as it was typed; what the form does not ask is left out."""
    person = {name: text for name in PERSON if (text := last(fields, f"person.{name}").strip())}
    if not _is_zone(person.get("zone", "")):
        person.pop("zone", None)  # told by a script, not typed: no applicant can mend it
    answers = {field.id: raw for field in asked_fields(file) if (raw := _raw(field, fields)) is not None}
    return {"id": participant, "person": person, "answers": answers}


def last(fields: Fields, name: str) -> str:
    values = fields.get(name)
    return values[-1] if values else ""


def rows_shown(field: FormField) -> int:
    """How many rows of a small table the page has."""
    return min(field.at_most or USUAL_ROWS, MOST_ROWS)


def _raw(field: FormField, fields: Fields) -> object | None:
    name = ANSWER + field.id
    match field.type:
        case FieldType.CHOICES:
            return [one for one in fields.get(name, ()) if one]
        case FieldType.LIST:
            return [line.strip() for line in last(fields, name).splitlines() if line.strip()]
        case FieldType.ROWS:
            return list(_rows(field, fields))
        case FieldType.RANKING:
            ranks = {one: last(fields, f"{name}.{n}").strip() for n, one in enumerate(field.choices)}
            return {one: rank for one, rank in ranks.items() if rank} or None
        case FieldType.MONEY:
            return _money(name, fields)
        case _:
            return last(fields, name).replace("\r\n", "\n") or None


def _rows(field: FormField, fields: Fields) -> Iterator[dict[str, str]]:
    for number in range(rows_shown(field)):
        cells = {
            one.id: last(fields, f"{ANSWER}{field.id}.{number}.{one.id}").strip() for one in field.columns
        }
        if any(cells.values()):
            yield cells


def _money(name: str, fields: Fields) -> object | None:
    amount = last(fields, f"{name}.amount").strip()
    currency = last(fields, f"{name}.currency").strip()
    return {"amount": amount, "currency": currency} if amount else None


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except ValueError:
        return False
    return "/" in name
