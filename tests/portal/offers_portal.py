"""Offers that have gone out: real letters, links and rules for what comes back; only servers are left out."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from temporalio.testing import ActivityEnvironment

from activities.letters import LetterWriter
from activities.mail import LetterOrder, MailActivities
from activities.offer_records import OfferAnswerRecord
from activities.outbox import Outbox
from delegation.application import ApplicationStatus
from delegation.journey import JourneyState
from delegation.letter import FactValue, Letter, LetterName
from delegation.offer import Offer
from delegation.person import Person
from delegation.zoned import stamp
from tests import fakes
from tests.portal.invites_portal import PORTAL, SLUG, Trip

LENA = Person(id="A-18", name="Lena Lind", email="lena@forest.example", zone="Europe/Stockholm")
LETTERS = Path("templates/letters")


class Offered(Trip):
    """A trip on which A-17 holds an offer and A-18 is on the reserve list; both have applied."""

    def __init__(self) -> None:
        super().__init__()
        self.register.keep(SLUG, LENA)
        self.confirm_by = self.file.offers.confirm_by_at(needs_visa=False)
        self.journeys.now = self.confirm_by - timedelta(days=3)
        offer = Offer(confirm_by=self.confirm_by, reason="Selected.")
        self.stands("A-17", ApplicationStatus.SELECTED, offer=offer, next_steps=("by 24 March: passport",))
        self.stands("A-18", ApplicationStatus.RESERVE)
        self.journeys.ranks["A-18"] = 2
        self.mailer = fakes.Outbox()
        self._mail = self._mail_activities()

    def stands(self, participant: str, status: ApplicationStatus, **more: object) -> None:
        received_at = self.file.call.first_closes_at - timedelta(days=2)
        state = JourneyState(status=status, received_at=received_at)
        self.journeys.states[participant] = state.model_copy(update=more)

    def state(self, participant: str = "A-17") -> JourneyState:
        return self.journeys.states[participant]

    def offer_page(self, participant: str = "A-17") -> str:
        """The path of the page of that application."""
        return self.links.offer_link(SLUG, participant).removeprefix(PORTAL)

    def sends_offer(self, name: LetterName = LetterName.OFFER, participant: str = "A-17") -> EmailMessage:
        """The letter leaves; the mail as it arrives."""
        confirm_by = stamp(self.confirm_by, self.file.organiser.zone, place="Brussels")
        facts: dict[str, FactValue] = {"confirm_by": confirm_by, "answer_url": ""}
        if name is LetterName.OFFER:
            facts["reasons"] = ("Selected.",)
        else:
            facts["time_left"] = "3 days"
        letter = Letter(name=name, recipient=participant, facts=facts)
        order = LetterOrder(delegation=SLUG, letters=(letter,), written_at=self.journeys.now)
        ActivityEnvironment().run(self._mail.send_letters, order)
        return self.mailer.sent[-1].parsed

    def record(self, key: str) -> OfferAnswerRecord:
        return OfferAnswerRecord.model_validate_json(self.store.read(key))

    def _mail_activities(self) -> MailActivities:
        letters = LetterWriter(LETTERS, portal=PORTAL)
        outbox = Outbox(self.store, self.mailer)
        return MailActivities(
            self.register, outbox, letters, self.store, self.appointments, self.feeds, self.links
        )
