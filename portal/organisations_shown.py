"""Organisations on a screen, and in the reports of imports."""

from collections.abc import Sequence

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.organisations.duplicates import Pair
from delegation.organisations.import_plan import ImportReport, Outcome, RowOutcome
from delegation.organisations.profile import Contact, Known, OrganisationProfile
from delegation.organisations.suggesting import Suggestion, sentence
from portal import show

MOST_ROWS = 12
"""Of the rows to decide on; all of them stand in the report."""


class OrganisationList(Fact):
    organisations: tuple[OrganisationProfile, ...]


class OrganisationShown(Fact):
    profile: OrganisationProfile
    contact: Contact | None = None
    versions: tuple[OrganisationProfile, ...] = ()


class PairList(Fact):
    pairs: tuple[Pair, ...]


class SuggestionShown(Suggestion):
    why: str
    """In a sentence."""


class SuggestionList(Fact):
    suggestions: tuple[SuggestionShown, ...]


class Exported(Fact):
    """What was written."""

    file: str
    organisations: int
    left_out: int = 0
    """For which the mapping has no place."""


def explained(found: Sequence[Suggestion], file: DelegationFile) -> SuggestionList:
    """Each with its sentence."""
    titles = {one.id: one.title for one in file.themes}
    shown = (SuggestionShown(**one.model_dump(), why=sentence(one, titles)) for one in found)
    return SuggestionList(suggestions=tuple(shown))


def show_report(report: ImportReport, *, only_planned: bool) -> None:
    """The figures, and the rows somebody has to decide on."""
    if report.problem:
        show.complain(f"{report.problem} {report.remedy}")
        return
    counts = report.counts()
    show.say(f"{show.amount(len(report.rows), 'row')} of {report.platform}, file {report.sha256[:12]}.")
    show.rows(("rows", "#number"), [(one.value, counts[one]) for one in Outcome if one in counts])
    show.say(*report.remarks)
    open_rows = [one for one in report.rows if one.remedy and not one.applied]
    if open_rows:
        lines = [_line(one) for one in open_rows[:MOST_ROWS]]
        show.rows(("row", "outcome", "name", "why", "what to do"), lines)
    if len(open_rows) > MOST_ROWS:
        show.say(f"And {len(open_rows) - MOST_ROWS} more; --report writes all of them into a file.")
    done = "Nothing was done." if only_planned else f"{show.amount(report.applied, 'row')} taken."
    show.say(done)


def _line(one: RowOutcome) -> tuple[object, ...]:
    fields = ", ".join(change.field for change in one.changes)
    return one.row, one.outcome.value, one.name, one.reason or fields, one.remedy


def show_organisation(known: Known, versions: Sequence[OrganisationProfile], file: DelegationFile) -> None:
    profile, contact = known.profile, known.contact
    titles = {one.id: one.title for one in file.themes}
    show.headline(f"{profile.id}  {profile.name}")
    show.pairs(
        (
            ("also", ", ".join(profile.other_names)),
            ("country", profile.country),
            ("region", profile.region),
            ("website", profile.website),
            ("kind", profile.kind.value if profile.kind else ""),
            ("size", profile.size),
            ("themes", ", ".join([*(titles.get(one, one) for one in profile.themes), *profile.other_themes])),
            ("offers", "\n".join(profile.offers)),
            ("seeks", "\n".join(profile.seeks)),
            *((f"in {one.language}", one.text) for one in profile.descriptions),
            *((one.platform, f"{one.id} {one.url}".strip()) for one in profile.links),
            ("contact", f"{contact.name} {contact.email}".strip() if contact else ""),
            ("merged into", profile.merged_into),
        )
    )
    said = [
        (one.field, one.platform, f"{one.imported_at:%Y-%m-%d}", one.sha256[:12]) for one in profile.origins
    ]
    show.rows(("field", "from", "on", "file"), said)
    show.say(f"{show.amount(len(versions), 'version')}.")
