"""Files of organisations for tests: written in a line, planned as the portal plans them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from activities.adapters.table_books import CalamineTables
from delegation.file import DelegationFile, Theme
from delegation.organisations.import_plan import Decisions, Do, Outcome, RowDecision
from delegation.organisations.importing import Import, Imported, planned
from delegation.organisations.mapping_reading import read_mapping
from delegation.organisations.platform_mapping import PlatformMapping
from delegation.organisations.profile import Known
from delegation.reading.delegation_file import read_delegation

EXAMPLE = Path(__file__).parents[1] / "examples" / "cooperation-arrangement"
AT = datetime(2017, 3, 1, 12, tzinfo=UTC)
THEMES = (Theme(id="nano", title="Nanotechnologies"), Theme(id="energy", title="Energy and sustainability"))
EVERYTHING = (Outcome.NEW, Outcome.CHANGED)

ECCP = PlatformMapping.model_validate(
    {
        "platform": "eccp",
        "title": "ECCP",
        "columns": [
            {"column": "ID", "field": "platform-id"},
            {"column": "Name", "field": "name", "required": True},
            {"column": "Country", "field": "country"},
            {"column": "Website", "field": "website"},
            {"column": "Members", "field": "size"},
            {"column": "Themes", "field": "themes"},
            {"column": "E-mail", "field": "contact-email"},
        ],
    }
)
REGISTRY = ECCP.model_copy(update={"platform": "us-registry"})


def table(*lines: str, headings: str = "ID,Name,Country,Website,Members,Themes,E-mail") -> bytes:
    return "\n".join((headings, *lines)).encode()


def plan(
    content: bytes,
    known: Iterable[Known] = (),
    *,
    mapping: PlatformMapping = ECCP,
    accept: Sequence[Outcome] = EVERYTHING,
    decisions: Decisions | None = None,
    themes: tuple[Theme, ...] = THEMES,
) -> Import:
    imported = Imported("arrangement", content, mapping, themes, tuple(known), AT)
    return planned(imported, CalamineTables().grid, accept=accept, decisions=decisions)


def decided(content: bytes, *decisions: RowDecision) -> Decisions:
    import hashlib

    return Decisions(sha256=hashlib.sha256(content).hexdigest()[:12], decisions=decisions)


def to_do(row: int, do: Do, **more: object) -> RowDecision:
    return RowDecision.model_validate({"row": row, "do": do, **more})


def outcomes(done: Import) -> list[str]:
    return [one.outcome.value for one in done.report.rows]


def the_example() -> DelegationFile:
    return read_delegation((EXAMPLE / "delegation.yaml").read_text(encoding="utf-8"))


def mapping_of(platform: str) -> PlatformMapping:
    text = (EXAMPLE / "mappings" / f"{platform}.yaml").read_text(encoding="utf-8")
    return read_mapping(text, f"{platform}.yaml", the_example().themes)


def example_organisations() -> tuple[Known, ...]:
    """All that is certain in the lists of both platforms."""
    themes, known = the_example().themes, ()
    for name, platform in (("eccp.csv", "eccp"), ("us-cluster-registry.json", "us-cluster-registry")):
        content = (EXAMPLE / "organisations" / name).read_bytes()
        done = plan(content, known, mapping=mapping_of(platform), themes=themes)
        known = (*known, *done.versions)
    return known
