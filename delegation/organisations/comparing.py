"""What a row says, compared with what is known, field by field."""

from collections.abc import Mapping

from pydantic import ValidationError

from delegation.organisations.import_plan import Do, FieldChange, Outcome, RowDecision, RowOutcome
from delegation.organisations.likeness import domain, name_key
from delegation.organisations.profile import (
    Contact,
    Known,
    OrganisationProfile,
    PlatformLink,
    is_said_by,
    values_of,
)
from delegation.organisations.record_reading import Draft, link_text

PERSONAL = "(personal, not shown)"
OLDER = "What is known was changed on the platform after this file was made."


def nobody(named: str, draft: Draft) -> Known:
    return Known(profile=OrganisationProfile(id=named, name=draft.name[:200]))


def without_erased(values: Mapping[str, object], now: Known) -> tuple[Mapping[str, object], tuple[str, ...]]:
    if not now.profile.contact_erased or "contact" not in values:
        return values, ()
    left = {name: value for name, value in values.items() if name != "contact"}
    return left, ("Its contact asked to be forgotten and is not taken again.",)


def changes_of(now: Known, values: Mapping[str, object], platform: str) -> tuple[FieldChange, ...]:
    before = values_of(now)
    found = (
        _change(name, before.get(name), values[name], now.profile)
        for name in sorted(values)
        if not _is_known(values[name], before.get(name))
    )
    return tuple(one for one in found if not _is_only_spelt_otherwise(one, platform))


def _is_known(value: object, before: object) -> bool:
    if isinstance(value, Contact):
        return is_said_by(value, str(before or ""))
    return value == before or (value == () and before is None)


def is_older(link: object, now: Known) -> bool:
    """Whether the platform itself dates this record before the one that was taken."""
    known = now.profile.link(link.platform) if isinstance(link, PlatformLink) else None
    if known is None or known.updated_on is None or not isinstance(link, PlatformLink):
        return False
    return link.updated_on is not None and link.updated_on < known.updated_on


def _is_only_spelt_otherwise(change: FieldChange, platform: str) -> bool:
    """Another platform's spelling of the same name, or of the same website."""
    if change.said_by in ("", platform):
        return False
    return (change.field == "name" and name_key(change.old) == name_key(change.new)) or (
        change.field == "website" and domain(change.old) == domain(change.new) != ""
    )


def _change(name: str, old: object, new: object, profile: OrganisationProfile) -> FieldChange:
    origin = profile.origin(name)
    platform = origin.platform if origin else ""
    if name == "contact":
        return FieldChange(field=name, old=PERSONAL if old else "", new=PERSONAL, said_by=platform)
    return FieldChange(field=name, old=_text(old), new=_text(new), said_by=platform)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return " | ".join(str(one) for one in value)
        case PlatformLink():
            return link_text(value)
        case _:
            return str(value)


def wanted_of(
    values: Mapping[str, object],
    changes: tuple[FieldChange, ...],
    decision: RowDecision | None,
    *,
    accepted: bool,
) -> dict[str, object]:
    """What is to be taken of a row that differs."""
    if decision is None:
        return {one.field: values[one.field] for one in changes} if accepted else {}
    if decision.do is Do.KEEP:
        return {}
    return {
        one.field: values[one.field] for one in changes if not decision.fields or one.field in decision.fields
    }


def reason_of(outcome: Outcome, changes: tuple[FieldChange, ...]) -> str:
    if outcome is not Outcome.CONFLICT:
        return ""
    said = sorted({one.said_by for one in changes if one.old and one.said_by})
    return f"{', '.join(said)} says something else."


def remedy_for(outcome: Outcome) -> str:
    if outcome is Outcome.CONFLICT:
        return "Decide: 'take', also for some fields only, or 'keep'."
    return f"Accept it with --accept {outcome}, or decide on this row."


def refused(draft: Draft, reason: str, remedy: str) -> RowOutcome:
    return RowOutcome(row=draft.row, outcome=Outcome.REFUSED, reason=reason, remedy=remedy)


def worded(error: ValidationError) -> tuple[str, str]:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(one) for one in first["loc"])
    return f"{where}: {first['msg']}.", "Correct it in the file."
