"""Badges of an event with groups and several languages."""

from delegation.papers.badge import badge_sheet
from delegation.registration import Group, RegistrationRules
from tests.usa import MADE_AT, a_delegate, usa_2017

REGISTRATION = RegistrationRules(
    zone="Europe/Berlin",
    places=250,
    groups=(Group(id="cluster", title="Cluster organisations"), Group(id="public", title="Ministries")),
    group_field="kind",
)


def delegates(*languages: str):
    return tuple(
        one.model_copy(
            update={
                "person": one.person.model_copy(update={"language": language}),
                "answers": {**one.answers, "kind": "cluster"},
            }
        )
        for number, language in enumerate(languages)
        for one in (a_delegate(f"R-{number}", f"Person {number}"),)
    )


def test_badges_show_group_and_language_where_people_register_in_several():
    file = usa_2017().model_copy(update={"registration": REGISTRATION})

    badges = badge_sheet(file, delegates("de", "fr-FR"), MADE_AT).badges

    assert [(one.group, one.language) for one in badges] == [
        ("Cluster organisations", "DE"),
        ("Cluster organisations", "FR"),
    ]


def test_badges_say_nothing_that_is_the_same_for_all():
    file = usa_2017().model_copy(update={"registration": REGISTRATION})

    assert {one.language for one in badge_sheet(file, delegates("de", "de"), MADE_AT).badges} == {""}
    assert {one.group for one in badge_sheet(usa_2017(), delegates("de", "fr"), MADE_AT).badges} == {""}
