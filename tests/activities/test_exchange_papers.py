"""The papers of an exchange as they are set: in whose language, with whose names, made once."""

import tomllib

import pytest
from temporalio.testing import ActivityEnvironment

from activities.adapters.typesetting import TypstTypesetter
from activities.exchange_papers import ExchangePaperActivities, owners
from activities.keys import profile_key
from activities.register import Register
from delegation.application import Application
from delegation.document import DocumentKind
from delegation.exchange import Party, Taker
from delegation.papers.exchange_papers import (
    Commitment,
    ExchangeCertificate,
    FinancialAgreement,
    StayProgramme,
    exchange_paper,
)
from tests.activities.exchange_papers_made import KINDS, STAY, an_order, people, programme
from tests.fakes import MemoryStore
from tests.usa import TEMPLATES

TYPESETTER = TypstTypesetter(TEMPLATES)


def vault() -> MemoryStore:
    """With the programme, and both of the exchange."""
    store = MemoryStore()
    register = Register(store)
    register.keep_file(programme())
    for one in (people().visitor, people().host):
        register.keep(programme().slug, one.person)
        application = Application(id=one.participant, person=one.person, answers=one.answers)
        content = application.model_dump_json().encode()
        store.create(profile_key(programme().slug, one.participant), content, "application/json")
    return store


def making(store: MemoryStore) -> ExchangePaperActivities:
    return ExchangePaperActivities(store, Register(store), typesetter=TYPESETTER)


def words(kind: DocumentKind, language: str) -> dict[str, object]:
    return tomllib.loads((TEMPLATES / kind.value / f"{language}.toml").read_text(encoding="utf-8"))


def shape(value: object) -> object:
    """Keys and slots, without the words."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return sorted(part.split("}")[0] for part in str(value).split("{")[1:])


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_can_be_set_in_every_language(kind: DocumentKind, language: str):
    order = an_order()

    for owner in owners(order, kind):
        paper = exchange_paper(kind, order, people(language), owner)
        typeset = TYPESETTER.pdf(kind.value, paper, made_at=order.made_at)
        assert paper.language == language
        assert typeset.replaced == 0
        assert typeset.content.startswith(b"%PDF-1.")


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_language_says_the_same_with_the_same_slots(kind: DocumentKind, language: str):
    assert shape(words(kind, language)) == shape(words(kind, "en"))


def test_papers_are_made_once_however_often_they_are_ordered():
    store = vault()
    env = ActivityEnvironment()

    first = env.run(making(store).make_exchange_papers, an_order())
    again = env.run(making(store).make_exchange_papers, an_order())
    alone = env.run(making(store).make_exchange_papers, an_order(DocumentKind.EXCHANGE_CERTIFICATE))

    assert first == again
    assert [(one.kind, one.participant) for one in first.documents] == [
        (DocumentKind.COMMITMENT_TO_QUALITY, None),
        (DocumentKind.FINANCIAL_AGREEMENT, None),
        (DocumentKind.STAY_PROGRAMME, "A-1"),
        (DocumentKind.STAY_PROGRAMME, "A-2"),
        (DocumentKind.EXCHANGE_CERTIFICATE, "A-1"),
    ]
    assert alone.documents[0].key == first.documents[-1].key
    assert len([key for key in store.content if "/exchanges/" in key]) == 5


def test_a_paper_that_was_made_stays_where_a_name_was_corrected_since():
    store = vault()
    env = ActivityEnvironment()
    first = env.run(making(store).make_exchange_papers, an_order())
    corrected = people().visitor.person.model_copy(update={"name": "Runa Velander-Holm"})
    Register(store).keep(programme().slug, corrected)

    assert env.run(making(store).make_exchange_papers, an_order()) == first


def test_nothing_is_made_of_an_exchange_whose_visitor_is_not_known_any_more():
    store = MemoryStore()
    Register(store).keep_file(programme())

    made = ActivityEnvironment().run(making(store).make_exchange_papers, an_order())

    assert (made.documents, made.left_out) == ((), ("A-1", "A-2"))


def test_what_several_sign_is_in_english_where_they_read_different_languages():
    mixed = people("de", coordinators="fr")

    commitment = exchange_paper(DocumentKind.COMMITMENT_TO_QUALITY, an_order(), mixed, None)
    certificate = exchange_paper(DocumentKind.EXCHANGE_CERTIFICATE, an_order(), mixed, "A-1")

    assert (commitment.language, certificate.language) == ("en", "de")


def test_who_is_outside_the_partnerships_leaves_the_name_to_their_organisation():
    order = an_order(visitor=Taker(participant="A-1", organisation="Saimaa Lakes"))

    paper = exchange_paper(DocumentKind.COMMITMENT_TO_QUALITY, order, people(), None)

    assert isinstance(paper, Commitment)
    spaces = {one.party: (one.name, one.organisation) for one in paper.spaces}
    assert spaces[Party.VISITOR_BODY] == ("", "Saimaa Lakes")
    assert spaces[Party.HOST_BODY] == ("Sofia Prats", "South Water")


def test_the_agreement_names_the_lump_sum_of_the_table_in_the_signs_of_the_language():
    paper = exchange_paper(DocumentKind.FINANCIAL_AGREEMENT, an_order(), people("de"), None)

    assert isinstance(paper, FinancialAgreement)
    assert (paper.amount, paper.days, paper.distance) == ("780,00 EUR", "5 Tage", "2.900 km")
    assert [one.amount for one in paper.table] == ["390,00 EUR", "780,00 EUR"]
    assert paper.imprint.made_on == "4. Mai 2027"


def test_the_programme_is_by_day_on_the_clock_of_the_place_and_says_how_to_reach_each_other():
    paper = exchange_paper(DocumentKind.STAY_PROGRAMME, an_order(), people(), "A-2")

    assert isinstance(paper, StayProgramme)
    assert [(one.day, [item.hours for item in one.items]) for one in paper.blocks] == [
        ("Monday, 7 June 2027", ["09:30–11:00"]),
        ("Tuesday, 8 June 2027", ["22:00–9 Jun 01:00"]),
    ]
    assert paper.clock == "Lisbon"
    assert (paper.visitor.email, paper.host.email) == ("a-1@water.example", "a-2@water.example")


def test_the_certificate_is_about_the_days_that_were_found():
    order = an_order(days=3, stay=STAY.model_copy(update={"items": ()}))

    paper = exchange_paper(DocumentKind.EXCHANGE_CERTIFICATE, order, people("fr"), "A-1")

    assert isinstance(paper, ExchangeCertificate)
    assert (paper.days, paper.place, paper.signature.name) == (
        "3\N{NO-BREAK SPACE}jours",
        "Lisboa",
        "Liesbeth Wouters",
    )
