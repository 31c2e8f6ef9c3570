"""Which organisations are perhaps one, and who fits whom."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.organisations.duplicates import duplicates, merged
from delegation.organisations.likeness import domain, name_key
from delegation.organisations.matching import likeness
from delegation.organisations.planning_import import Occasion
from delegation.organisations.profile import Contact, Known, OrganisationProfile, mark_of
from delegation.organisations.suggesting import SimpleParty, fit, sentence, suggestions
from tests.organisations_read import AT, EVERYTHING, plan, table


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elbe Nanowerk e.V.", "ELBE NANOWERK"),
        ("Müller Biotech GmbH", "Mueller Biotechnology"),
        ("Łódź Tkaniny", "Lodz Tkaniny"),
        ("Research & Innovation Ctr.", "Research and Innovation Centre"),
        ("Αθήνα Νανο", "Athina Nano"),
    ],
)
def test_spelling_accents_legal_forms_and_abbreviations_do_not_tell_names_apart(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other", "is_perhaps"),
    [
        ("NanoRhone", "Nano Rhône", True),
        ("Great Lakes Lightweighting", "Great Lake Lightweighting", True),
        ("Life Sciences Pennsylvania", "LSP", True),
        ("Alpes Matériaux Cluster", "Alpes Matériaux", True),
        ("Bio Cluster Berlin", "Bio Cluster Bremen", False),
        ("Region 7 Energy Network", "Region 8 Energy Network", False),
    ],
)
def test_names_that_are_nearly_the_same_are_shown_as_perhaps_one(
    one: str, other: str, is_perhaps: bool
) -> None:
    assert (likeness(one, other)[0] > 0.8) is is_perhaps
    assert likeness(one, other) == likeness(other, one)


def test_a_website_is_known_by_its_domain_and_shared_hosts_tell_nothing() -> None:
    written = ("https://www.nano.example/en", "http://NANO.example:80", "nano.example?x=1")

    assert {domain(one) for one in written} == {"nano.example"}
    assert domain("https://www.facebook.com/nano") == ""
    assert domain("https://xn--mnster-3ya.example") == domain("https://münster.example")


def test_two_of_one_website_or_of_nearly_one_name_are_a_pair() -> None:
    first, second, third = (
        OrganisationProfile(id=f"o-{n}", name=name, country="DE", website=site)
        for n, name, site in (
            (1, "Weser Photonik", "https://weser.example"),
            (2, "Weser-Photonik e.V.", ""),
            (3, "Bremen Optics", "http://www.weser.example"),
        )
    )

    assert [(one.one, one.other, one.alike) for one in duplicates((third, second, first))] == [
        ("o-1", "o-2", 100),
        ("o-1", "o-3", 100),
    ]


def test_a_merge_keeps_what_is_known_adds_what_was_lacking_and_points_from_one_to_the_other() -> None:
    contact = Contact(name="Ada", email="ada@nano.example")
    kept = Known(profile=OrganisationProfile(id="o-1", name="NanoRhone", size=30, offers=("a",)))
    gone = Known(
        profile=OrganisationProfile(id="o-2", name="Nano Rhône", size=99, region="Lyon", offers=("b", "a")),
        contact=contact,
        contact_mark=mark_of(contact),
    )

    made = merged(kept, gone, Occasion(at=AT))

    profile = made.kept.profile
    assert (profile.size, profile.region, profile.offers) == (30, "Lyon", ("a", "b"))
    assert (profile.other_names, profile.version, made.kept.contact) == (("Nano Rhône",), 2, contact)
    assert (made.gone.profile.merged_into, made.gone.contact) == ("o-1", None)


def test_what_was_merged_is_not_new_again_when_its_file_is_imported_again() -> None:
    lines = ("E-1,NanoRhone,FR,https://nano.example,,,", "E-2,Other Name,ES,https://other.example,,,")
    one, other = plan(table(*lines)).versions
    made = merged(one, other, Occasion(at=AT))

    again = plan(table(*lines), (made.kept, made.gone), accept=EVERYTHING)

    assert [row.outcome.value for row in again.report.rows] == ["same", "same"]


PARTIES = st.builds(
    SimpleParty,
    id=st.sampled_from([f"p-{n}" for n in range(6)]),
    name=st.just("Name"),
    country=st.sampled_from(["", "DE", "US"]),
    region=st.sampled_from(["", "North", "South"]),
    size=st.none() | st.integers(0, 400),
    themes=st.lists(st.sampled_from(["nano", "bio", "it"]), unique=True).map(tuple),
    offers=st.lists(st.sampled_from(["laser sources", "clinical trials", "a"]), unique=True).map(tuple),
    seeks=st.lists(st.sampled_from(["a laser source", "trial sites", "the"]), unique=True).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(PARTIES, PARTIES)
def test_two_fit_each_other_equally_well_from_either_side(one: SimpleParty, other: SimpleParty) -> None:
    there, back = fit(one, other), fit(other, one)

    assert (there is None) == (back is None)
    if there and back:
        assert (there.points, there.themes, there.gives) == (back.points, back.themes, back.gets)


@settings(max_examples=40, deadline=None)
@given(st.lists(PARTIES, max_size=6, unique_by=lambda one: one.id), st.randoms())
def test_suggestions_do_not_depend_on_the_order_of_the_others(others: list[SimpleParty], chance) -> None:
    me = SimpleParty(id="me", name="Me", themes=("nano",), seeks=("laser",))
    shuffled = list(others)
    chance.shuffle(shuffled)

    assert suggestions(me, others) == suggestions(me, shuffled)


def test_the_best_partner_is_explained_and_those_agreed_with_are_left_out() -> None:
    me = SimpleParty(id="me", name="Me", country="DE", size=50, themes=("nano",), offers=("chip packaging",))
    best = SimpleParty(
        id="best", name="Best", country="US", size=80, themes=("nano",), seeks=("packaging of chips",)
    )
    plain = SimpleParty(id="plain", name="Plain", country="DE", themes=("nano",))
    other = SimpleParty(id="other", name="Other", themes=("food",))

    found = suggestions(me, (other, plain, best))

    assert [(one.partner, one.points) for one in found] == [("best", 45), ("plain", 15)]
    assert sentence(found[0], {"nano": "Nanotechnologies"}) == (
        "Best shares Nanotechnologies; seeks what is offered: packaging of chips; is in another country; "
        "is of like size."
    )
    assert [one.partner for one in suggestions(me, (plain, best), agreed=[("best", "me")])] == ["plain"]
