"""The published versions of the itinerary, and what changed between two of them."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Json, Someone

if TYPE_CHECKING:
    from delegation.change import Effect
    from portal.itinerary_versions import VersionLine


async def versions(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List the versions that were published: when, why, and for how many something was new.

    Example: `./legation itinerary versions usa-2017`
    """
    from portal import show
    from portal.itinerary_versions import version_lines

    legation = await connect()
    found = await version_lines(legation, slug)
    if json:
        show.json_object(found)
        return
    if not found.versions:
        show.say("No version of the itinerary was published yet.")
        return
    zone = (await legation.file(slug)).organiser.zone
    show.rows(
        ("#version", "published", "why", "by", "reason", "#items", "#news for"),
        [
            (
                one.version,
                show.moment(one.published_at, zone),
                _why(one),
                one.author,
                one.reason,
                one.items,
                one.told,
            )
            for one in found.versions
        ],
    )


async def diff(
    slug: Delegation,
    older: Annotated[int, Parameter(name="FROM", help="The version before, as listed by 'versions'.")],
    newer: Annotated[int, Parameter(name="TO", help="The version after.")],
    /,
    *,
    participant: Annotated[Someone, Parameter(help="Only what changed for this delegate.")] = None,
    host: Annotated[str | None, Parameter(help="Only what changed for this host, by its id.")] = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """Show what changed from one version to another, old and new, for each delegate and host.

    Example: `./legation itinerary diff usa-2017 1 3 --participant A-17`
    """
    from portal import show
    from portal.itinerary_versions import differing, kept_versions, version_named

    legation = await connect()
    file, kept = await legation.file(slug), await kept_versions(legation, slug)
    before, after = version_named(kept, older, slug), version_named(kept, newer, slug)
    names = {one.participant: one.organisation for one in (await legation.roster(slug)).entries}
    found = differing(before, after, file, names)
    wanted = [one for one in (participant, host) if one is not None]
    effects = tuple(one for one in found.effects if not wanted or one.recipient in wanted)
    if json:
        show.json_object(found.model_copy(update={"effects": effects}))
        return
    if effects:
        names |= {one.id: one.organisation for one in file.hosts}
        lines = [line for effect in effects for line in _lines(effect, names)]
        show.rows(("who", "organisation", "item", f"version {older}", f"version {newer}"), lines)
    show.say(f"{show.amount(len(effects), 'recipient')} with something else in version {newer}.")


def _why(line: "VersionLine") -> str:
    return f"change {line.change}" if line.change else line.occasion.value


def _lines(effect: "Effect", names: dict[str, str]) -> list[tuple[str, ...]]:
    """A line per difference; who it is for stands in the first."""
    found: list[tuple[str, ...]] = []
    for position, one in enumerate(effect.differences):
        who = (effect.recipient, names.get(effect.recipient, "")) if not position else ("", "")
        found.append((*who, one.title or one.item, one.old or "-", one.new or "-"))
    return found
