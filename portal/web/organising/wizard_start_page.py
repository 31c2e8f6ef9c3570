"""The page on which a delegation begins: drafts one left, and what a new one may start from."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field

from delegation.fact import Fact
from delegation.reading.problem import Problem
from portal.starting import LONGEST_SLUG
from portal.web.organising.bar import DeskPage
from portal.web.organising.wizard_begin import RESERVED, STARTERS
from portal.web.organising.wizard_draft import Draft
from portal.web.organising.wizard_typed import short_name

LONGEST_TITLE = 200
FROM_FILE, FROM_EARLIER, FROM_STARTER = "file", "earlier:", "starter:"


class DraftCard(Fact):
    """A draft one can go on with."""

    id: str
    title: str
    slug: str
    changed: str
    opened: str = ""


class Beginning(Fact):
    """One way to begin."""

    value: str
    title: str
    says: str
    is_chosen: bool = False


class Begun(Fact):
    """What was typed on the page, and what is wrong with it."""

    draft: str
    title: str = ""
    slug: str = ""
    base: str = FROM_STARTER + STARTERS[0][0]
    why: dict[str, str] = Field(default_factory=dict)


class StartPage(DeskPage):
    """The facts of `templates/portal/desk/wizard-start.html`."""

    drafts: tuple[DraftCard, ...] = ()
    begun: Begun
    starters: tuple[Beginning, ...]
    earlier: tuple[Beginning, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why an uploaded file cannot be taken, each with its line."""


def new_id() -> str:
    return secrets.token_hex(8)


def start_page(
    facts: Mapping[str, Any],  # Any: fields of different types
    drafts: Iterable[Draft],
    earlier: Mapping[str, str],
    begun: Begun,
    problems: tuple[Problem, ...] = (),
) -> StartPage:
    """`earlier` are titles by slug."""
    cards = tuple(_card(one) for one in drafts)
    starters = tuple(
        Beginning(
            value=FROM_STARTER + like, title=title, says=says, is_chosen=begun.base == FROM_STARTER + like
        )
        for like, title, says in STARTERS
    )
    known = tuple(
        Beginning(
            value=FROM_EARLIER + slug, title=title, says=slug, is_chosen=begun.base == FROM_EARLIER + slug
        )
        for slug, title in sorted(earlier.items())
    )
    return StartPage(**facts, drafts=cards, begun=begun, starters=starters, earlier=known, problems=problems)


def typed_beginning(fields: Mapping[str, str]) -> Begun:
    """What was typed, with a sentence for each field that cannot be taken; a short name is made if none."""
    title = fields.get("title", "").strip()
    base = fields.get("base", "")
    slug = fields.get("slug", "").strip() or short_name(title)
    why = {} if base == FROM_FILE else _why(title, slug)
    return Begun(draft=fields.get("draft", ""), title=title, slug=slug, base=base, why=why)


def _why(title: str, slug: str) -> dict[str, str]:
    why = {}
    if not title:
        why["title"] = "Give it a title; it can be changed later."
    elif len(title) > LONGEST_TITLE or not title.isprintable():
        why["title"] = (
            f"Keep the title to one line of {LONGEST_TITLE} characters, without control characters."
        )
    if title and (not slug or slug != short_name(slug) or len(slug) > LONGEST_SLUG):
        why["slug"] = (
            "Use small letters and digits, in words joined by hyphens, beginning with a letter, "
            f"{LONGEST_SLUG} signs at most: lakes-2027."
        )
    elif slug in RESERVED:
        why["slug"] = f"{slug!r} is an address of the desk itself; choose another."
    return why


def _card(draft: Draft) -> DraftCard:
    changed = f"{draft.changed_at:%-d %B %Y, %H:%M} UTC"
    return DraftCard(id=draft.id, title=draft.title, slug=draft.slug, changed=changed, opened=draft.opened)
