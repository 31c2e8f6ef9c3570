"""The mailbox of one journey: all that leaves for one person, strictly in order."""

from collections import deque

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail import InviteOrder
    from delegation.calendars.revising import after, plan_revisions
    from delegation.document import DocumentRef
    from delegation.invite import SentInvite
    from delegation.journey import ItineraryPublished
    from delegation.letter import FactValue, Letter, LetterName

from workflows._clock import Clock
from workflows._post import post, post_invites


class Mailbox:
    """Letters leave one after the other, then the calendar is brought up to the last version published."""

    def __init__(self, delegation: str, participant: str, clock: Clock) -> None:
        self._delegation = delegation
        self._participant = participant
        self._clock = clock
        self._letters: deque[Letter] = deque()
        self._published: ItineraryPublished | None = None

    @property
    def is_empty(self) -> bool:
        return not self._letters and self._published is None

    def write(
        self,
        name: LetterName,
        facts: dict[str, FactValue],
        sequence: int = 0,
        attachments: tuple[DocumentRef, ...] = (),
    ) -> None:
        """A letter to be sent."""
        self._letters.append(self._letter(name, facts, sequence, attachments))

    def publish(self, news: ItineraryPublished) -> None:
        """A version of the itinerary to bring the calendar up to; a newer one overtakes it."""
        self._published = news

    async def send_letters(self) -> bool:
        """Send what is written. False if the address was refused."""
        is_taken = True
        while self._letters:
            sent = await post(self._delegation, self._letters.popleft(), self._clock.now())
            is_taken = is_taken and not sent.refused
        return is_taken

    async def update_calendar(self, invites: tuple[SentInvite, ...]) -> tuple[SentInvite, ...]:
        """Send what differs from `invites`, together with its letter. Returns the invites as sent now."""
        if self._published is None:
            return invites
        news, self._published = self._published, None
        revisions = plan_revisions(news.items, invites, self._clock.now())
        order = InviteOrder(
            delegation=self._delegation,
            recipient=self._participant,
            revisions=revisions,
            letter=self._letter(news.letter, news.facts, news.version, news.attachments),
            written_at=self._clock.now(),
        )
        await post_invites(order, f"{news.letter} and {len(revisions)} invites, version {news.version}")
        return after(invites, revisions)

    def _letter(
        self,
        name: LetterName,
        facts: dict[str, FactValue],
        sequence: int,
        attachments: tuple[DocumentRef, ...],
    ) -> Letter:
        return Letter(
            name=name,
            recipient=self._participant,
            sequence=sequence,
            facts=facts,
            attachments=attachments,
        )
