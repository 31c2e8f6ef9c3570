"""Documents on the command line: which there are, whether they are true, and making what is missing."""

from activities.register import Register
from delegation.document import DocumentKind
from portal.document_state import DocumentsShown, Truth
from tests.portal.commands_portal import Terminal
from tests.portal.fakes_portal import LegationInMemory


def legation_at(terminal: Terminal) -> LegationInMemory:
    assert terminal.legation is not None
    return terminal.legation


def listed(terminal: Terminal) -> DocumentsShown:
    return DocumentsShown.model_validate(terminal("documents list usa-2017 --json").object)


def test_what_a_published_programme_needs_and_nobody_made_yet_is_listed_as_missing(at_itinerary):
    shown = listed(at_itinerary)

    assert shown.version == 1
    assert (shown.documents, shown.states) == ((), {})
    assert sum(one.kind is DocumentKind.BRIEFING_BOOK for one in shown.missing) == 19
    assert "not made" in at_itinerary("documents list usa-2017").out


def test_a_document_is_made_on_demand_once(at_itinerary):
    first = at_itinerary("documents make usa-2017 guest-list --about mit-host")
    again = at_itinerary("documents make usa-2017 guest-list --about MIT-HOST")

    made = listed(at_itinerary).documents
    assert [one.key for one in made] == first.out.splitlines()[:-1]
    assert [one.key.rsplit(".", 1)[-1] for one in made] == ["pdf", "xlsx"]
    assert {(one.about, one.version) for one in made} == {("mit-host", 1)}
    assert again.out == "All are up to date.\n"
    assert {listed(at_itinerary).states[one.key] for one in made} == {Truth.UP_TO_DATE}


def test_a_kind_that_does_not_exist_is_answered_with_the_nearest(at_itinerary):
    said = at_itinerary("documents make usa-2017 guest-lists")

    assert said.code == 3
    assert "There is no kind of document 'guest-lists'" in said.err
    assert "guest-list" in said.err


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(at_itinerary):
    said = at_itinerary("documents make usa-2017 briefing-book --about a-01 --dry-run")

    assert said.out == "1 document would be made: A-01 (pdf). Nothing was done.\n"
    assert listed(at_itinerary).documents == ()


def test_a_document_whose_facts_changed_is_out_of_date_and_made_anew(at_itinerary):
    at_itinerary("documents make usa-2017 badge-sheet")
    at_itinerary("documents make usa-2017 route-map")
    legation = legation_at(at_itinerary)
    one = legation.state.delegates[0]
    person = legation.register.person("usa-2017", one)
    Register(legation.store).keep("usa-2017", person.model_copy(update={"name": "Anna Nowak-Żak"}))

    old = listed(at_itinerary)
    at_itinerary("documents make usa-2017 badge-sheet")
    new = listed(at_itinerary)

    assert [old.states[ref.key] for ref in old.documents] == [Truth.OUT_OF_DATE, Truth.UP_TO_DATE]
    assert [new.states[ref.key] for ref in new.documents] == [
        Truth.REPLACED,
        Truth.UP_TO_DATE,
        Truth.UP_TO_DATE,
    ]
    assert at_itinerary("documents list usa-2017").out.count("badge-sheet/") == 1
    assert at_itinerary("documents list usa-2017 --every").out.count("badge-sheet/") == 2


def test_a_newer_version_without_another_fact_leaves_a_document_true(at_itinerary):
    at_itinerary("documents make usa-2017 table-cards")
    legation = legation_at(at_itinerary)
    plan = legation.state.plan
    assert plan is not None
    newer = plan.model_copy(update={"itinerary": plan.itinerary.model_copy(update={"version": 7})})
    legation.state = legation.state.model_copy(update={"plan": newer})

    shown = listed(at_itinerary)

    assert shown.version == 7
    assert [(ref.version, shown.states[ref.key]) for ref in shown.documents] == [(1, Truth.UP_TO_DATE)]


def test_papers_made_for_a_date_are_neither_true_nor_outdated(at_follow_up):
    shown = listed(at_follow_up)

    states = {ref.kind: shown.states[ref.key] for ref in shown.documents}
    assert states[DocumentKind.CERTIFICATE] is states[DocumentKind.FUNDER_REPORT] is Truth.ON_ITS_DATE


def test_what_cannot_be_made_is_refused_with_what_can(at_itinerary, at_offers):
    nobody = at_itinerary("documents make usa-2017 guest-list --about nobody")
    dated = at_itinerary("documents make usa-2017 certificate --dry-run")
    early = at_offers("documents make usa-2017 guest-list")

    assert nobody.code == dated.code == early.code == 4
    assert "There is no guest-list about 'nobody'; there is one about " in nobody.err
    assert "A certificate is made on its date, not on demand" in dated.err
    assert "There is no programme yet" in early.err
