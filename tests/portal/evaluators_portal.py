"""An evaluation in memory, as evaluators meet it: real rules, links and pages; only servers are left out."""

import httpx

from activities.keys import file_key
from delegation.evaluation import Evaluation, Mark, Scoresheet
from delegation.form import FormField
from delegation.person import Person
from portal.web.app import create_app
from tests.portal import stages
from tests.portal.desk_portal import desk_of
from tests.portal.invites_portal import PORTAL, SLUG

E1, E2 = "e1", "e2"


class Panel:
    """The evaluation is open, and evaluators have the addresses of their letters."""

    def __init__(self) -> None:
        self.legation = stages.scoring()
        self.desk = desk_of(self.legation)

    @property
    def rules(self) -> Evaluation:
        return self.legation._file.evaluation_rules

    def rule(self, **changes: object) -> None:
        """The evaluation goes by other rules."""
        rules = self.rules.model_copy(update=changes)
        self._have(evaluation=rules)

    def ask_besides(self, *fields: FormField) -> None:
        """The form asks for more."""
        file = self.legation._file
        call = file.call.model_copy(update={"fields": (*file.call.fields, *fields)})
        self._have(call=call)

    def _have(self, **changes: object) -> None:
        file = self.legation._file.model_copy(update=changes)
        self.legation._file = file
        self.legation.store.delete(file_key(SLUG))
        self.legation.register._files.clear()
        self.legation.register.keep_file(file)

    def know(self, person: Person) -> None:
        """Somebody of the delegation file is another now."""
        file = self.legation._file
        self._have(people=tuple(person if one.id == person.id else one for one in file.people))
        self.legation.register.keep(SLUG, person)

    def asked(self, evaluator: str = E1) -> list[str]:
        assigned = self.legation.state.assignment.assigned
        return [one.application for one in assigned if evaluator in one.evaluators]

    def path(self, application: str = "", evaluator: str = E1) -> str:
        own = self.desk.links.evaluator_link(SLUG, evaluator).removeprefix(PORTAL)
        return f"{own}/{application}" if application else own

    def form(self, mark: str = "4", **typed: str) -> dict[str, str]:
        return {
            **{f"mark-{one.id}": mark for one in self.rules.criteria},
            "comment": "A clear plan.",
            **typed,
        }

    def sheet(self, application: str, mark: int = 4, evaluator: str = E1) -> Scoresheet:
        marks = tuple(Mark(criterion=one.id, mark=mark) for one in self.rules.criteria)
        return Scoresheet(application=application, evaluator=evaluator, marks=marks, comment="A clear plan.")

    def held(self) -> tuple[Scoresheet, ...]:
        return self.legation.state.sheets

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(self.desk)), base_url=PORTAL)

    async def get(self, path: str) -> httpx.Response:
        async with self.browser() as browser:
            return await browser.get(path)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        async with self.browser() as browser:
            return await browser.post(path, data=fields, headers=headers)
