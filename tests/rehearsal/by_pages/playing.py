"""A whole story, played by the pages alone on a stack that is up."""

import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any, NamedTuple

from activities.accounts import Accounts
from composition import open_legation
from delegation.file import DelegationFile
from delegation.ids import delegation_workflow_id
from delegation.invite import AnswerSource
from delegation.offer import OfferSource
from delegation.reading.story import Story
from embedded.settings import EmbeddedSettings
from portal.rehearsals.demo import count_up
from portal.rehearsals.harvest import Harvest
from portal.rehearsals.rehearsal import Audience, Rehearsal
from settings import Settings
from tests.rehearsal.by_pages.applying import Applicants
from tests.rehearsal.by_pages.browser import Browser
from tests.rehearsal.by_pages.desk_acts import COORDINATOR, DeskActs
from tests.rehearsal.by_pages.known_as import KnownAs
from tests.rehearsal.by_pages.letter_box import LetterBox
from tests.rehearsal.by_pages.opening import WritingDesk, write_and_open
from tests.rehearsal.by_pages.organisers import Organisers
from tests.rehearsal.by_pages.performer import ByPages


class ByHand(NamedTuple):
    """What a story left behind, with everybody called as in the files."""

    summary: dict[str, Any]
    harvest: Harvest
    refused: list[str]
    """What a page refused to whom."""
    turned_away: list[str]
    """Who came after the cut-off."""
    sent: Counter[str]
    """How many forms of which kind of page were taken."""


async def perform_by_pages(
    text: str, file: DelegationFile, story: Story, settings: EmbeddedSettings, audience: Audience
) -> ByHand:
    """Everything from the first draft of the file to the last report.

    `text` is the delegation file as somebody wrote it.
    """
    everything = Settings(embedded=settings)
    legation = await open_legation(everything)
    began, sent = time.monotonic(), Counter[str]()
    address, accounts = everything.portal_address, Accounts(legation.store)
    writing = WritingDesk(legation, accounts, address)
    async with Organisers(accounts, address, datetime.now(UTC), sent) as organisers:
        async with writing.browser(sent) as first:
            await organisers.sign_in(COORDINATOR, first)
            await write_and_open(first, text)
        async with Browser(address, sent) as browser:
            applicants = Applicants(browser, file)
            await legation.pass_time(delegation_workflow_id(file.slug), file.call.opens_at)
            await applicants.open_forms(legation, story)
            known, desk = KnownAs(applicants.ids), DeskActs(organisers, file.slug)
            pages = ByPages(legation, file, browser, LetterBox(settings), applicants, desk, known)
            theirs = known.at_portal(on_pages(story))
            rehearsal = Rehearsal(pages, file, theirs, audience, settings, pages.send_link)
            await rehearsal.play()
    summary, harvest = await count_up(legation, file, settings, time.monotonic() - began)
    harvest.files = {known.name_in_files(name): content for name, content in harvest.files.items()}
    told = known.in_files(summary)
    return ByHand(told, harvest, rehearsal.refused, applicants.turned_away, sent)


def on_pages(story: Story) -> Story:
    """The same story, with every answer given on the page that the mail links to; none by a mail."""
    answers = story.answers
    offers = tuple(
        one.model_copy(update={"way": OfferSource.LINK}) if one.way is OfferSource.MAIL else one
        for one in answers.offers
    )
    invites = tuple(one.model_copy(update={"way": AnswerSource.LINK}) for one in answers.invites)
    told = answers.model_copy(update={"offers": offers, "invites": invites})
    return story.model_copy(update={"answers": told})
