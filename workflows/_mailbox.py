"""The mailbox of one recipient: all that leaves for one person, strictly in order."""

from collections import deque
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail import InviteOrder
    from delegation.calendar_book import CalendarBook, CalendarView
    from delegation.calendars.book_keeping import Sending, answered, heard, left, taken
    from delegation.document import DocumentRef
    from delegation.ids import ItemId
    from delegation.invite import AnswerOutcome, InviteAnswer, InviteReport
    from delegation.letter import FactValue, Letter, LetterName
    from delegation.news import ItineraryPublished

from workflows._clock import Clock
from workflows._post import post, post_invites


class Mailbox:
    """Letters leave one after the other; the calendar is brought up to what was published, once it is due.

    `person` is given where somebody answers the mail of a host.
    """

    def __init__(
        self,
        delegation: str,
        recipient: str,
        clock: Clock,
        book: CalendarBook,
        *,
        person: str = "",
    ) -> None:
        self._delegation = delegation
        self._recipient = recipient
        self._person = person
        self._clock = clock
        self._letters: deque[Letter] = deque()
        self.book = book

    # --- what comes in -------------------------------------------------------------------------

    def write(
        self,
        name: LetterName,
        facts: dict[str, FactValue],
        sequence: int = 0,
        attachments: tuple[DocumentRef, ...] = (),
        about: ItemId | None = None,
    ) -> None:
        """A letter to be sent."""
        self._letters.append(self._letter(name, facts, sequence, attachments, about))

    def publish(self, news: ItineraryPublished) -> None:
        """A version of the itinerary to bring the calendar up to."""
        self.book = heard(self.book, news, self._clock.now())

    def count(self, answer: InviteAnswer) -> tuple[AnswerOutcome, InviteReport | None]:
        """Take an answer to an invite. Returns what became of it, and what the delegation must know."""
        self.book, outcome, report = answered(self.book, self._recipient, answer, self._clock.now())
        if outcome is AnswerOutcome.TO_CONFIRM:
            self._ask_to_confirm(answer)
        return outcome, report and report.model_copy(update={"at": self._clock.now()})

    def outcome_of(self, answer: InviteAnswer, now: datetime) -> AnswerOutcome:
        """What would become of an answer; nothing is taken in."""
        return answered(self.book, self._recipient, answer, now).outcome

    # --- what goes out -------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits to be sent, now or later."""
        return not self._letters and self.book.is_empty

    @property
    def due(self) -> datetime | None:
        """When the changes that are being gathered leave."""
        return self.book.due

    @property
    def has_work(self) -> bool:
        """Whether something leaves now."""
        return bool(self._letters) or (self.due is not None and self._clock.now() >= self.due)

    async def send(self, *, at_last: bool = False) -> bool:
        """Send letters, then the calendar if it is due, or `at_last`. False if the address was refused."""
        is_taken = True
        while self._letters:
            sent = await post(self._delegation, self._letters.popleft(), self._clock.now())
            is_taken = is_taken and not sent.refused
        if not self.book.is_empty and (at_last or self.has_work):
            self.book, sending = taken(self.book, self._clock.now())
            await self._send(sending)
            self.book = left(self.book, sending)
        return is_taken

    def view(self) -> CalendarView:
        return CalendarView(
            recipient=self._recipient,
            version=self.book.version,
            invites=self.book.invites,
            due=self.book.due,
            now=self._clock.now(),
        )

    async def _send(self, sending: Sending) -> None:
        news, revisions = sending.news, sending.revisions
        if news is None and not revisions:
            return
        letter = self._letter(news.letter, news.facts, news.version, news.attachments) if news else None
        order = InviteOrder(
            delegation=self._delegation,
            recipient=self._recipient,
            person=self._person,
            revisions=revisions,
            letter=letter,
            written_at=self._clock.now(),
        )
        about = f"{news.letter}, version {news.version}" if news else "Asked for once more"
        await post_invites(order, f"{about}: {sum(one.mailed for one in revisions)} invites")

    def _ask_to_confirm(self, answer: InviteAnswer) -> None:
        """Once for each decline. What the letter says of the item is looked up when it is written."""
        given = int(answer.dtstamp.timestamp())
        self.write(LetterName.DECLINE_TO_CONFIRM, {}, sequence=given, about=answer.item)

    def _letter(
        self,
        name: LetterName,
        facts: dict[str, FactValue],
        sequence: int,
        attachments: tuple[DocumentRef, ...],
        about: ItemId | None = None,
    ) -> Letter:
        return Letter(
            name=name,
            recipient=self._person or self._recipient,
            host=self._recipient if self._person else None,
            sequence=sequence,
            facts=facts,
            attachments=attachments,
            about=about,
        )
