"""What stands on top of every page of the desk."""

from typing import Any

from activities.accounts import Account
from delegation.fact import Fact
from delegation.file import DelegationFile
from portal.web.organising.tabs import Tab, tabs_of


class Bar(Fact):
    """Of one delegation. `here` is the path of the tab one is at, as `/selection`."""

    slug: str
    title: str
    tabs: tuple[Tab, ...]
    here: str


class DeskPage(Fact):
    """What every page of the desk has; theirs go on from it."""

    account: str
    """The name of who is signed in."""
    bar: Bar | None = None
    """None on pages that are about no single delegation."""


def bar_of(file: DelegationFile, here: str) -> Bar:
    return Bar(slug=file.slug, title=file.title, tabs=tabs_of(file), here=here)


def desk_facts(
    account: Account, file: DelegationFile | None = None, here: str = ""
) -> dict[str, Any]:  # Any: fields of different types
    """The fields of `DeskPage`, for a page that has more: `BoardPage(**desk_facts(account), ...)`."""
    return {"account": account.name, "bar": bar_of(file, here) if file else None}
