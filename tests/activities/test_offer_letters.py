"""The document that comes with an offer: in the language of its mail, in the words of its mail."""

import re
import tomllib
from datetime import UTC, datetime

import pytest
from temporalio.testing import ActivityEnvironment

from activities.adapters.typesetting import TypstTypesetter
from activities.documents import DocumentActivities, DocumentOrder
from activities.letters import LetterWriter
from activities.register import Register
from delegation.decision_letters import offer_facts
from delegation.document import DocumentKind
from delegation.file import DelegationFile
from delegation.letter import FactValue, Letter, LetterName
from delegation.offer import Offer
from delegation.papers.offer_letter import OfferLetter, OfferTold, offer_letter
from delegation.papers.paper import Delegate
from delegation.selecting.reason import Reason, ReasonCode
from tests.decided import FIGURES, one_decision
from tests.fakes import MemoryStore
from tests.usa import TEMPLATES, a_delegate, a_person, usa_2017
from tests.workflows.ports import PlainPress

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")
WORDS = TEMPLATES / "offer-letter"
AT = datetime(2017, 3, 7, 9, 30, tzinfo=UTC)
WHY = (ReasonCode.SELECTED, ReasonCode.NEEDED_BY_RULE, ReasonCode.SELECTED_IN_PAIR)
WRITER = LetterWriter(TEMPLATES.parent / "letters")
DIRECTOR = a_person("director", "Helena Vermeulen", "European Cluster Collaboration Platform")


def anna(language: str) -> Delegate:
    delegate = a_delegate("A-1", "Anna Żak")
    person = delegate.person.model_copy(update={"language": language, "zone": "Europe/Helsinki"})
    return delegate.model_copy(update={"person": person})


def facts_of(file: DelegationFile, *codes: ReasonCode) -> dict[str, FactValue]:
    because = (Reason.model_validate({"code": code, **FIGURES.get(code, {})}) for code in codes)
    confirm_by = file.offers.confirm_by_at(needs_visa=False)
    return offer_facts(one_decision(*because), confirm_by, file, own_cost=True)


def told_in(language: str) -> OfferTold:
    return WRITER.offer_told(facts_of(usa_2017(), *WHY), anna(language).person, usa_2017(), AT)


def letter_in(language: str) -> OfferLetter:
    return offer_letter(usa_2017(), anna(language), told_in(language), DIRECTOR, AT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_document_and_mail_of_an_offer_give_the_same_reasons_and_the_same_date(language: str):
    file = usa_2017()
    letter = Letter(name=LetterName.OFFER, recipient="A-1", facts=facts_of(file, *WHY))

    mail = WRITER.write(letter, anna(language).person, file, AT).text
    told = told_in(language)

    assert told.language == language
    assert len(told.reasons) == len(WHY)
    for said in (*told.reasons, told.confirm_by, told.own_cost):
        assert said
        assert said in mail


def test_a_language_without_translation_is_answered_in_english():
    told = told_in("fi")

    assert told.language == "en"
    assert told.reasons[0] == "Selected with 84.50 points."


def test_who_pays_nothing_reads_nothing_of_cost():
    facts = {**facts_of(usa_2017(), *WHY), "own_cost": ""}

    assert WRITER.offer_told(facts, anna("de").person, usa_2017(), AT).own_cost == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_all_that_the_document_may_say(language: str):
    english, words = (tomllib.loads((WORDS / f"{name}.toml").read_text()) for name in ("en", language))

    assert words.keys() == english.keys()
    assert words["steps"].keys() == english["steps"].keys()
    assert {step.code for step in letter_in(language).next_steps} <= words["steps"].keys()
    for text, slot in ((words["greeting"], "{name}"), (words["opening"], "{delegation}")):
        assert text.count(slot) == 1
    assert language == "en" or words["heading"] != english["heading"]


@pytest.mark.parametrize("language", ["de", "pl"])
def test_the_document_is_accessible_names_its_language_and_has_a_glyph_for_every_sign(language: str):
    typeset = TypstTypesetter(TEMPLATES).pdf("offer-letter", letter_in(language), made_at=AT)

    assert typeset.replaced == 0
    assert f"/Lang ({language}".encode() in typeset.content.replace(b"/Lang(", b"/Lang (")
    assert b"pdfuaid:part" in typeset.content
    assert b"pdfaid:conformance>A<" in typeset.content


def test_no_language_needs_a_sign_that_our_fonts_lack():
    signs = "".join(path.read_text() for path in sorted(WORDS.glob("*.toml")))
    told = OfferTold(language="pl", reasons=(re.sub(r"\s+", " ", signs), *told_in("fr").reasons))

    typeset = TypstTypesetter(TEMPLATES).pdf(
        "offer-letter", offer_letter(usa_2017(), anna("pl"), told, DIRECTOR, AT), made_at=AT
    )

    assert typeset.replaced == 0


def set_for(language: str, **facts: object) -> OfferLetter:
    """What is set for Anna when an offer letter with these facts is ordered."""
    store, press = MemoryStore(), PlainPress()
    register = Register(store)
    register.keep_file(usa_2017())
    register.keep("usa-2017", anna(language).person)
    activities = DocumentActivities(
        store, register, typesetter=press, word=press, spreadsheets=press, letters=WRITER
    )
    order = DocumentOrder(
        delegation="usa-2017",
        kind=DocumentKind.OFFER_LETTER,
        participants=("A-1",),
        made_at=AT,
        **facts,
    )
    (made,) = ActivityEnvironment().run(activities.make_documents, order).documents
    content = store.read(made.key)
    return OfferLetter.model_validate_json(content[content.index(b"{") :])


def test_an_offer_letter_is_made_from_the_facts_of_its_mail():
    file = usa_2017()
    offer = Offer(confirm_by=file.offers.confirm_by_at(needs_visa=False), reason="Selected.")

    letter = set_for("de", offers={"A-1": offer}, told={"A-1": facts_of(file, *WHY)}, places=21)

    assert letter.told == told_in("de")
    assert letter.places == 21


def test_an_order_without_the_facts_of_the_mail_says_what_it_knows():
    offer = Offer(confirm_by=AT, reason="Selected.")

    letter = set_for("de", offers={"A-1": offer})

    assert (
        letter.told.confirm_by == "Di. 7. März 2017, 10:30 Brüssel (CET, UTC+1), 11:30 Helsinki (EET, UTC+2)"
    )
    assert letter.told.reasons == ("„Selected.“",)


def test_a_letter_without_an_offer_at_hand_promises_no_date():
    told = set_for("fr").told

    assert told == OfferTold(language="fr")
