"""Letters and appointments that reach a participant from what goes on beside the itinerary, as exchanges."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.calendars.own_appointments import brought_together, kept_appointments
    from delegation.journey import JourneyState
    from delegation.news import AppointmentsTold, LetterTold
    from delegation.tempo import Dated

from workflows._clock import Clock
from workflows._mailbox import Mailbox


class Correspondent:
    """Base of the journey, which sets its attributes when it begins: all mail to a person leaves there."""

    _clock: Clock
    _mailbox: Mailbox
    _state: JourneyState

    @workflow.signal(description="A letter to leave with this person's other mail.")
    def letter_told(self, news: LetterTold) -> None:
        self._clock.hear(Dated(at=news.at))
        self._mailbox.write(news.letter, news.facts, news.sequence, news.attachments, about=news.source)

    @workflow.signal(description="Appointments of one source; the calendar is brought up to those of all.")
    def appointments_told(self, news: AppointmentsTold) -> None:
        self._clock.hear(Dated(at=news.at))
        appointments = kept_appointments(self._state.appointments, news)
        if appointments is None:
            return
        self._state = self._state.model_copy(update={"appointments": appointments})
        self._mailbox.publish(brought_together(self._mailbox.book, appointments, news))
