"""The command that takes in applications that were left behind."""

from datetime import timedelta

from activities.sweeping import JSON, Slips, application_content
from delegation.application import Application
from delegation.person import Person
from portal.commands.parameters import now
from tests.portal.commands_portal import Terminal
from tests.portal.invites_portal import SLUG

NOTED = timedelta(minutes=10)


def left_behind(at_call: Terminal, *, ago: timedelta = NOTED) -> Application:
    legation = at_call.legation
    assert legation is not None
    person = Person(id="A-60", name="Lena Lind", email="lena@forest.example", organisation="Forest Valley")
    application = Application(id="A-60", person=person, answers={"country": "SE"})
    _, slip = Slips(legation.store).note(SLUG, application, legation.now, now=now() - ago)
    legation.store.create(slip.document.key, application_content(application), JSON)
    return application


def test_nothing_left_behind_is_said_to_be_nothing(at_call: Terminal):
    typed = at_call(f"applications sweep {SLUG}")

    assert (typed.code, typed.out) == (0, "Nothing was left behind.\n")


def test_what_was_left_behind_is_named_before_it_is_taken_in(at_call: Terminal):
    left_behind(at_call)
    before = dict(at_call.legation.store.content)  # type: ignore[attr-defined]

    typed = at_call(f"applications sweep {SLUG} --dry-run")

    assert typed.code == 0
    assert "1 application would be taken in; its receipt would leave by mail." in typed.out
    assert typed.out.endswith("Nothing was done.\n")
    assert at_call.legation.store.content == before  # type: ignore[attr-defined]


def test_what_is_on_its_way_just_now_is_left_alone(at_call: Terminal):
    left_behind(at_call, ago=timedelta(minutes=1))

    assert "1 application on the way just now." in at_call(f"applications sweep {SLUG}").out


def test_a_delegation_that_does_not_exist_is_not_found(at_call: Terminal):
    assert at_call("applications sweep atlantis-2030").code == 3
