"""The performer whose every act is a form of a page: reads go to the workflows, writes to the portal."""

import json
from collections.abc import Mapping
from datetime import datetime

from delegation.application import Application, Receipt
from delegation.change import Change, ChangeRecord
from delegation.evaluation import Scoresheets
from delegation.evaluation_state import EvaluationView
from delegation.file import DelegationFile
from delegation.follow_up import OutcomeReport, SurveyAnswer
from delegation.host_state import HostState
from delegation.hosting import HostAnswer, HostSource, HostWithdrawal
from delegation.ids import delegation_workflow_id, host_workflow_id, participant_workflow_id
from delegation.journey import ChecklistItem, Withdrawal
from delegation.meeting import Wishes
from delegation.offer import OfferAnswer, OfferOutcome
from delegation.panel import Decide, Publish
from delegation.rooming import RoomWish
from delegation.status import Acknowledged, ReleasePlace
from delegation.tempo import Dated, Tempo
from portal.client import Legation
from tests.rehearsal.by_pages import forms_typed as typed
from tests.rehearsal.by_pages.applying import Applicants, code_on
from tests.rehearsal.by_pages.browser import Browser, Page, Typed
from tests.rehearsal.by_pages.desk_acts import DeskActs
from tests.rehearsal.by_pages.known_as import KnownAs
from tests.rehearsal.by_pages.letter_box import LetterBox

DONE = Acknowledged(text="Done at the desk.")


class ByPages(Legation):
    """What `Cast` calls, done by hand. What it would not do by a page is refused with AssertionError.

    Before a form is sent, the workflow that it is about is told what time it is, as in every rehearsal.
    """

    def __init__(
        self,
        legation: Legation,
        file: DelegationFile,
        browser: Browser,
        letters: LetterBox,
        applicants: Applicants,
        desk: DeskActs,
        known: KnownAs,
    ) -> None:
        super().__init__(legation.client, legation.store, legation.register)
        self._file = file
        self._browser = browser
        self._letters = letters
        self._applicants = applicants
        self._desk = desk
        self._known = known

    async def open(self, file: DelegationFile, tempo: Tempo) -> str:
        """It was opened at the desk, before the first form of the call could be looked at."""
        assert tempo.rehearsed
        return delegation_workflow_id(file.slug)

    # --- applicants and evaluators ---------------------------------------------------------------

    async def submit(
        self,
        slug: str,
        application: Application,
        received_at: datetime,
        *,
        at: datetime | None = None,
        substitute_for: str | None = None,
    ) -> Receipt:
        await self._pass_to(None, at)
        if substitute_for is None:
            link = "" if self._applicants.is_new(application) else await self._own_link(application.id)
            answered = await self._applicants.send(application, f"{link}/received")
            if answered is None:  # they write to the organiser, who takes it in as it came
                await self._desk.take_letter(application, self._file)
                return Receipt(participant=application.id, code="by mail", received_at=received_at)
        else:
            address = await self._desk.address_of_place(substitute_for)
            answered = await self._applicants.step_in(address, application)
        return Receipt(participant=application.id, code=code_on(answered), received_at=received_at)

    async def hand_in(self, slug: str, sheets: Scoresheets, *, cut_off: str = "") -> EvaluationView:
        await self.pass_time(f"{delegation_workflow_id(slug)}/evaluation", _at(sheets))
        evaluators = self._file.evaluation.evaluators if self._file.evaluation else ()
        person = next(one.person for one in evaluators if one.id == sheets.evaluator)
        desk = await self._letters.link(self._address(person), "e")
        open_ = {sheet.application: sheet for sheet in sheets.sheets}
        page = await self._browser.get(desk)
        while open_:
            if page.last_part not in open_:
                page = await self._browser.get(f"{desk}/{next(iter(open_))}")
            sheet = open_.pop(page.last_part)
            page = await self._browser.send(page, typed.sheet_typed(sheet), press=("go", "next"))
            assert f"taken={sheet.application}" in page.url
        return await self.evaluation(slug, cut_off=cut_off)

    # --- organisers ------------------------------------------------------------------------------

    async def decide(self, slug: str, decide: Decide) -> Acknowledged:
        await self._pass_to(None, decide.at)
        await self._desk.decide(decide)
        return DONE

    async def publish(self, slug: str, publish: Publish) -> Acknowledged:
        await self._pass_to(None, publish.at)
        await self._desk.publish(publish)
        return DONE

    async def release_place(self, slug: str, release: ReleasePlace) -> Acknowledged:
        await self._pass_to(None, release.at)
        await self._desk.release(release)
        return DONE

    async def change(self, slug: str, change: Change) -> ChangeRecord:
        await self._pass_to(None, change.at)
        made = await self._desk.change(change)
        self._known.note_change(change.id, made)
        return next(one for one in (await self.ledger(slug)).changes if one.change.id == made)

    # --- applicants and delegates ----------------------------------------------------------------

    async def answer(self, slug: str, participant: str, answer: OfferAnswer) -> OfferOutcome:
        """Told to the organiser; who answers by link comes by `send_link`."""
        await self._desk.answer(participant, answer)
        outcome = (await self.journey(slug, participant)).state.outcome
        assert outcome is not None
        return outcome

    async def send_link(self, page: str, fields: Mapping[str, str]) -> None:
        """Open the page of an offer or an invite, and press the button; see `SendForm`.

        Costs are ticked where the page asks about them; who accepts an offer is not asked for a remark.
        """
        shown = await self._browser.get(page)
        press = ("answer", fields["answer"])
        asked = {one.name for one in shown.form(press=press).fields}
        said = {name: value for name, value in fields.items() if name in asked - {"answer"} and value}
        await self._browser.send(shown, said, press=press)

    async def withdraw(self, slug: str, participant: str, withdrawal: Withdrawal) -> None:
        page = await self._mine(participant, "", withdrawal)
        press = ("answer", "withdraw")
        asked = {one.name for one in page.form(press=press).fields}
        await self._browser.send(page, {"sure": "yes"} if "sure" in asked else {}, press=press)

    async def provide(
        self,
        slug: str,
        participant: str,
        papers: dict[ChecklistItem, bytes],
        at: datetime | None = None,
        *,
        room: RoomWish | None = None,
    ) -> None:
        """With whom one shares a room is typed as a name; the page finds out who that is."""
        for item, paper in sorted(papers.items()):
            said = typed.paper_typed(item, json.loads(paper))
            await self._hand_in(participant, f"papers/{item.value}", said, Dated(at=at))

    async def wish(self, slug: str, participant: str, wishes: Wishes) -> None:
        if wishes.visits:
            await self._hand_in(participant, "visits", typed.visits_typed(wishes), wishes)
        if wishes.meetings:
            await self._hand_in(participant, "wishes", typed.meetings_typed(wishes), wishes)

    async def answer_survey(self, slug: str, participant: str, answer: SurveyAnswer) -> None:
        await self._hand_in(participant, "survey", typed.survey_typed(answer, self._file), answer)

    async def report_outcomes(self, slug: str, participant: str, report: OutcomeReport) -> None:
        await self._hand_in(participant, f"outcomes/{report.day}", typed.outcomes_typed(report), report)

    # --- hosts -----------------------------------------------------------------------------------

    async def answer_host(self, slug: str, answer: HostAnswer) -> HostState:
        await self.pass_time(host_workflow_id(slug, answer.host), _at(answer))
        if answer.source is HostSource.ORGANISER:
            await self._desk.answer_host(answer)
        else:
            host = self._file.host(answer.host)
            assert host is not None
            page = await self._browser.get(await self._letters.link(self._address(host.person), "h"))
            answered = await self._browser.send(page, typed.host_typed(answer))
            assert answered.url.endswith("/answered")
        return (await self.host(slug, answer.host)).state

    async def withdraw_host(self, slug: str, withdrawal: HostWithdrawal) -> HostState:
        raise AssertionError("No host of this story withdraws.")

    # --- inside ----------------------------------------------------------------------------------

    async def _hand_in(self, participant: str, step: str, said: Typed, at: Dated) -> None:
        page = await self._mine(participant, f"/{step}", at)
        answered = await self._browser.send(page, said, to=step.rpartition("/")[2])
        assert f"todo?done={step}" in answered.url

    async def _mine(self, participant: str, below: str, at: Dated) -> Page:
        """A page of "My delegation", by the link in their letters, at this time."""
        await self._pass_to(participant, at.at)
        return await self._browser.get(await self._own_link(participant) + below)

    async def _pass_to(self, participant: str | None, at: datetime | None) -> None:
        slug = self._file.slug
        whose = (
            delegation_workflow_id(slug)
            if participant is None
            else participant_workflow_id(slug, participant)
        )
        assert at is not None
        await self.pass_time(whose, at)

    async def _own_link(self, participant: str) -> str:
        return await self._letters.link(self._address(participant), "o")

    def _address(self, person: str) -> str:
        return self.register.person(self._file.slug, person).email


def _at(said: Dated) -> datetime:
    assert said.at is not None
    return said.at
