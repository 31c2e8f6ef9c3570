"""What one host is asked, answers and is reminded of."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.host_letters import reminder_facts
    from delegation.host_rules import (
        asked,
        merged,
        reminded,
        reminder_due,
        requested,
        says_the_same,
        told_programme,
    )
    from delegation.host_state import HostState
    from delegation.hosting import HostAnswer, HostWithdrawal
    from delegation.letter import FactValue, LetterName
    from delegation.news import GuestListSent, HostAsked, HostRequests, HostThanked, ItineraryPublished

from workflows._clock import Clock
from workflows._mailbox import Mailbox
from workflows._reports import Reports


class Reception:
    """Every question leads to one letter and at most one reminder; answers are reported to the delegation."""

    def __init__(self, state: HostState, clock: Clock, mailbox: Mailbox, reports: Reports) -> None:
        self.state = state
        self._clock = clock
        self._mailbox = mailbox
        self._reports = reports

    # --- what the delegation tells -------------------------------------------------------------

    def ask(self, news: HostAsked) -> None:
        before, self.state = self.state, asked(self.state, news)
        if self.state != before:
            self._mailbox.write(LetterName.HOST_ASKED, {**news.facts, "host_url": ""})

    def pass_on_requests(self, news: HostRequests) -> None:
        before, self.state = self.state, requested(self.state, news)
        if self.state != before:
            self._mailbox.write(LetterName.HOST_REQUESTS, {**news.facts, "host_url": ""})

    def hear_programme(self, news: ItineraryPublished) -> None:
        self.state = told_programme(self.state, news)

    def hand_guest_list(self, news: GuestListSent) -> None:
        """A list that arrives after a newer one is not sent any more."""
        if news.number <= self.state.guest_list or self.state.withdrawal is not None:
            return
        self.state = self.state.model_copy(
            update={"guest_list": news.number, "guest_list_at": self._clock.now()}
        )
        replaces = f"list {news.number - 1}" if news.number > 1 else ""
        facts: dict[str, FactValue] = {"replaces": replaces, "host_url": ""}
        self._mailbox.write(
            LetterName.HOST_GUEST_LIST, facts, sequence=news.number, attachments=news.attachments
        )

    def thank(self, news: HostThanked) -> None:
        if self.state.thanked_at is None:
            self.state = self.state.model_copy(update={"thanked_at": self._clock.now()})
            self._mailbox.write(LetterName.HOST_THANKS, {**news.facts, "host_url": ""})

    # --- what the host says --------------------------------------------------------------------

    def answer(self, answer: HostAnswer) -> HostState:
        """Its last word, all answers together. Saying the same again is not reported again."""
        dated = answer.model_copy(update={"at": self._clock.now()})
        said = merged(self.state.answer, dated)
        if not says_the_same(self.state.answer, said):
            self.state = self.state.model_copy(update={"answer": said})
            self._reports.add(said)
        return self.state

    def withdraw(self, withdrawal: HostWithdrawal) -> HostState:
        dated = withdrawal.model_copy(update={"at": self._clock.now()})
        self.state = self.state.model_copy(update={"withdrawal": dated})
        self._reports.add(dated)
        self._mailbox.write(LetterName.HOST_WITHDRAWN, {"reason": withdrawal.reason, "host_url": ""})
        return self.state

    # --- reminders -----------------------------------------------------------------------------

    @property
    def due(self) -> datetime | None:
        """When the host is reminded next; None: of nothing."""
        return reminder_due(self.state)

    @property
    def has_work(self) -> bool:
        return self.due is not None and self._clock.now() >= self.due

    def remind(self) -> None:
        """One letter for all that waits."""
        if not self.has_work:
            return
        sequence = 2 if self.state.requesting is not None else 1
        facts: dict[str, FactValue] = {**reminder_facts(self.state), "host_url": ""}
        self._mailbox.write(LetterName.HOST_REMINDED, facts, sequence)
        self.state = reminded(self.state)
