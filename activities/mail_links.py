"""The addresses of pages that stand in letters; they never pass through a workflow."""

from typing import TYPE_CHECKING

from activities.feeds import Feeds
from activities.links import Asked, CalendarLinks, Links
from delegation.file import DelegationFile
from delegation.letter import Letter
from delegation.letter_facts import FACTS

if TYPE_CHECKING:
    from delegation.letter import FactValue


OWN_PAGES = {"checklist_url": "/todo", "wishes_url": "/todo", "survey_url": "/survey"}
"""Below the address of an application, by the fact that holds them."""


def linked(links: Links, file: DelegationFile, letter: Letter) -> Letter:
    """With the reader's own page, in letters that show it."""
    wanted, delegation = FACTS[letter.name], file.slug
    if "score_url" in wanted and (evaluator := _evaluator(file, letter.recipient)):
        return _with(letter, "score_url", links.evaluator_link(delegation, evaluator))
    if "host_url" in wanted and letter.host is not None:
        return _with(letter, "host_url", links.host_link(delegation, letter.host))
    if "meetings_url" in wanted:
        return _with(letter, "meetings_url", links.meetings_link(delegation, letter.recipient))
    if "answer_url" in wanted:
        return _with(letter, "answer_url", links.offer_link(delegation, letter.recipient))
    own = next((name for name in (*OWN_PAGES, "outcomes_url") if name in wanted), None)
    return letter if own is None else _with(letter, own, _own_page(links, delegation, letter, own))


def _own_page(links: Links, delegation: str, letter: Letter, name: str) -> str:
    """A page of "My delegation"; empty where there is no portal."""
    page = OWN_PAGES.get(name) or f"/outcomes/{letter.facts['day']}"
    application = links.offer_link(delegation, letter.recipient)
    return application and f"{application}{page}"


def links_about(links: Links, feeds: Feeds, file: DelegationFile, letter: Letter) -> CalendarLinks:
    """For a letter that is about one item: where its invite is answered."""
    owner = letter.host or letter.recipient
    if letter.about is None:
        return CalendarLinks()
    told = feeds.feed(file.slug, owner).revision(letter.about)
    asked = [Asked(told.item.id, told.sequence, told.item.ends_at)] if told else []
    return links.calendar_links(file.slug, owner, asked)


def _evaluator(file: DelegationFile, person: str) -> str:
    """As whom that person scores; empty for who does not."""
    evaluators = file.evaluation.evaluators if file.evaluation else ()
    return next((one.id for one in evaluators if one.person == person), "")


def _with(letter: Letter, name: str, url: "FactValue") -> Letter:
    return letter.model_copy(update={"facts": {**letter.facts, name: url}})
