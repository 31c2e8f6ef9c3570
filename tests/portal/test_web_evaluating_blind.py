"""What the evaluation desk never shows, least of all in blind mode: every personal value is searched for."""

import html
import json
import re

import pytest

from delegation.application import Application, words_of
from delegation.form import FieldType, FormField, Stage
from delegation.person import Person
from tests.portal.evaluators_portal import E1, Panel
from tests.portal.invites_portal import SLUG

FIELDS = (
    FormField(id="second-mail", label="Second mail", type=FieldType.EMAIL),
    FormField(id="mobile", label="Mobile", type=FieldType.PHONE),
    FormField(id="passport", label="Passport", type=FieldType.TEXT, personal=True),
    FormField(id="diet", label="Diet", type=FieldType.TEXT, personal=True),
    FormField(id="allergies", label="Allergies", type=FieldType.LONG_TEXT, personal=True),
    FormField(id="friends", label="Evaluators you know", type=FieldType.TEXT, hidden_from_evaluators=True),
    FormField(id="hotel", label="Hotel", type=FieldType.TEXT, stage=Stage.LOGISTICS),
)
PLANTED = {
    "second-mail": "canary.second@quibbling.example",
    "mobile": "+32 470 99 88 77",
    "passport": "CANARY-PASSPORT-X1",
    "diet": "canary-diet-no-nightshade",
    "allergies": "canary-allergy-to-hazel",
    "friends": "canary-friend-of-e5",
    "hotel": "canary-hotel-top-floor",
}
NAME, ORGANISATION = "Wilhelmina Quistorp-Zanetti", "Quibbling Materials Cluster"
SHOWN = "Wetlands we planted"
TELLING = ("Wilhelmina", "Quistorp", "Zanetti", "Quibbling", "canary.first")


@pytest.fixture
def panel() -> Panel:
    """The first application of e1 is by somebody whose every value is known."""
    panel = Panel()
    panel.ask_besides(*FIELDS)
    application = panel.asked()[0]
    kept = panel.legation.register.application(SLUG, application)
    objectives = (
        f"{SHOWN}. Ask {NAME} of {ORGANISATION} (www.quibbling.example, canary.first@quibbling.example, "
        "+32 2 555 66 77)."
    )
    person = Person(
        id=application,
        name=NAME,
        email="canary.first@quibbling.example",
        organisation=ORGANISATION,
        position="canary-position",
        phone="+32 2 555 66 77",
    )
    answers = {**kept.answers, **PLANTED, "objectives": objectives}
    told = Application(id=application, person=person, answers=answers)
    panel.legation.register.keep_application(SLUG, told)
    applied = tuple(
        one.model_copy(update={"facts": one.facts.model_copy(update={"organisation": ORGANISATION})})
        if one.participant == application
        else one
        for one in panel.legation.state.applied
    )
    panel.legation.state = panel.legation.state.model_copy(update={"applied": applied})
    return panel


async def everything_read(panel: Panel) -> str:
    """All that e1 can see of the first application, as text: every page, before and after handing in."""
    application, second, *_ = panel.asked()
    own = panel.path(application)
    pages = [
        await panel.get(path)
        for path in (panel.path(), own, f"{own}/conflict", f"{panel.path()}?format=json")
    ]
    pages.append(await panel.post(own, {}))
    pages.append(await panel.post(own, panel.form()))
    pages.append(await panel.post(f"{own}/conflict", {"link": "work"}))
    pages.append(await panel.get(f"{panel.path(second)}?taken={application}"))
    pages.append(await panel.post(f"{own}/conflict", {"link": "work", "sure": "yes"}))
    pages.append(await panel.get(f"{panel.path()}?declared={application}"))
    return html.unescape("\n".join(f"{one.headers}\n{one.text}" for one in pages))


def personal_values() -> list[str]:
    return [*PLANTED.values(), "canary-position", "canary.first@quibbling.example", "555 66 77", NAME]


async def test_no_contact_passport_diet_or_hidden_answer_is_ever_shown(panel: Panel):
    read = await everything_read(panel)

    assert SHOWN in read
    assert ORGANISATION in read
    hidden = [
        value
        for value in personal_values()
        if value not in (NAME, "555 66 77", "canary.first@quibbling.example")
    ]
    assert [value for value in hidden if value in read] == []


async def test_in_blind_mode_nothing_tells_who_applied(panel: Panel):
    panel.rule(blind=True)

    read = await everything_read(panel)

    assert SHOWN in read
    assert "[organisation]" in read
    found = [value for value in (*personal_values(), *TELLING) if value.lower() in read.lower()]
    assert found == []


async def test_in_blind_mode_no_page_of_any_evaluator_names_an_organisation_or_a_person(panel: Panel):
    """Every application of the example, as its evaluators open it."""
    panel.rule(blind=True)
    evaluators = [one.id for one in panel.rules.evaluators]
    leaks = []
    for evaluator in evaluators:
        known = panel.legation.register.delegation_file(SLUG)
        queue = html.unescape((await panel.get(panel.path("", evaluator))).text)
        for application in panel.asked(evaluator):
            kept = panel.legation.register.application(SLUG, application)
            page = html.unescape((await panel.get(panel.path(application, evaluator))).text)
            values = (kept.person.name, kept.person.email, kept.person.organisation, kept.person.phone)
            personal = [
                word
                for field in known.call.fields
                if field.personal and field.id in kept.answers
                for word in words_of(kept.answers[field.id])
                if len(word) > 5
            ]
            leaks += [(application, one) for one in (*values, *personal) if one and one in page + queue]
    assert leaks == []


async def test_an_applicant_who_was_erased_is_no_longer_scored(panel: Panel):
    from activities.keys import profile_key

    application = panel.asked(E1)[0]
    panel.legation.store.delete(profile_key(SLUG, application))

    page = await panel.get(panel.path(application))

    assert page.status_code == 410
    assert "its data were erased" in page.text
    assert (await panel.get(panel.path())).status_code == 200
    assert not re.search(r"canary", page.text)
    assert json.loads((await panel.get(f"{panel.path()}?format=json")).text)["asked"] == len(panel.asked())
