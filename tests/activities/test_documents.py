"""Making documents: each once, for those it can be made for, without a word about them in the payload."""

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.adapters.typesetting import TypstTypesetter
from activities.adapters.word import WordLetters
from activities.documents import DocumentActivities, DocumentOrder, document_key
from activities.dossiers import Dossiers
from activities.keys import papers_key, profile_key
from activities.letters import LetterWriter
from activities.register import Register
from delegation.document import DocumentKind, file_name
from delegation.offer import Offer
from delegation.papers.catalogue import may_be_shown
from delegation.papers.funder_report import FunderReportFacts
from tests.fakes import MemoryStore
from tests.usa import MADE_AT, PASSPORT, TEMPLATES, a_person, an_application, usa_2017, with_meetings

TYPESETTER = TypstTypesetter(TEMPLATES)
NAMES = {"A-1": "Anna Żak", "A-2": "Piotr Łoś"}


@pytest.fixture
def store() -> MemoryStore:
    """A vault with the example's file, two delegates, and the passport of the first."""
    store = MemoryStore()
    register = Register(store)
    register.keep_file(usa_2017())
    for participant, name in NAMES.items():
        register.keep(usa_2017().slug, a_person(participant, name))
        application = an_application(participant, name).model_dump_json().encode()
        store.create(profile_key("usa-2017", participant), application, "application/json")
    passport = PASSPORT.model_dump_json().encode()
    store.create(papers_key("usa-2017", "A-1", "passport"), passport, "application/json")
    return store


def making(store: MemoryStore) -> DocumentActivities:
    return DocumentActivities(
        store,
        Register(store),
        typesetter=TYPESETTER,
        word=WordLetters(TEMPLATES),
        spreadsheets=XlsxSpreadsheets(),
        letters=LetterWriter(TEMPLATES.parent / "letters"),
    )


def make(store: MemoryStore, order: DocumentOrder):
    return ActivityEnvironment().run(making(store).make_documents, order)


def an_order(kind: DocumentKind, *participants: str, **facts: object) -> DocumentOrder:
    return DocumentOrder(
        delegation="usa-2017",
        kind=kind,
        participants=participants or ("A-1", "A-2"),
        itinerary=with_meetings("A-1"),
        made_at=MADE_AT,
        **facts,
    )


def test_everyone_gets_a_certificate_of_their_own(store):
    made = make(store, an_order(DocumentKind.CERTIFICATE))

    assert [ref.participant for ref in made.documents] == ["A-1", "A-2"]
    assert [file_name(ref) for ref in made.documents] == ["certificate-A-1.pdf", "certificate-A-2.pdf"]
    assert all(store.read(ref.key).startswith(b"%PDF-") for ref in made.documents)
    assert {(ref.kind, ref.version, ref.made_at) for ref in made.documents} == {
        (DocumentKind.CERTIFICATE, 3, MADE_AT)
    }


@pytest.mark.parametrize(
    "kind", [DocumentKind.PROGRAMME_BOOKLET, DocumentKind.PARTICIPANT_CATALOGUE, DocumentKind.BADGE_SHEET]
)
def test_all_share_one_booklet_one_catalogue_one_badge_sheet(store, kind):
    (ref,) = make(store, an_order(kind)).documents
    assert ref.participant is None
    assert ref.key.startswith(f"delegations/usa-2017/documents/{kind.value}/all-v3-")


def test_an_order_tried_twice_makes_everything_once(store):
    order = an_order(DocumentKind.CERTIFICATE)
    first = make(store, order)
    before = dict(store.content)

    assert make(store, order) == first
    assert store.content == before


def test_what_the_first_try_made_stays_when_the_vault_has_changed_since(store):
    order = an_order(DocumentKind.CERTIFICATE, "A-1")
    first = make(store, order)
    Register(store).keep("usa-2017", a_person("A-1", "Anna Nowak"))

    (kept,), (made,) = make(store, order).documents, first.documents
    assert kept == made.model_copy(update={"facts": ""}), "it no longer says what is so"
    assert len(made.facts) == 64


def test_another_fact_gives_another_document(store):
    offer = Offer(confirm_by=MADE_AT, reason="Selected.")
    plain = an_order(DocumentKind.OFFER_LETTER, "A-1")
    dated = an_order(DocumentKind.OFFER_LETTER, "A-1", offers={"A-1": offer})

    assert document_key(plain, "A-1") != document_key(dated, "A-1")
    assert len({ref.key for order in (plain, dated) for ref in make(store, order).documents}) == 2


def test_an_order_keeps_its_key_through_json():
    order = an_order(DocumentKind.OFFER_LETTER, offers={"A-1": Offer(confirm_by=MADE_AT)})
    back = DocumentOrder.model_validate_json(order.model_dump_json())
    assert back == order
    assert document_key(back, "A-1") == document_key(order, "A-1")


def test_without_a_passport_no_visa_letter_is_made_and_it_says_for_whom(store):
    made = make(store, an_order(DocumentKind.VISA_INVITATION))

    assert [ref.participant for ref in made.documents] == ["A-1"]
    assert made.left_out == ("A-2",)
    assert made.documents[0].media_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize("content", [b"{}", b"not json", b'{"full_name": ""}'])
def test_an_incomplete_passport_is_no_passport(store, content):
    store.create(papers_key("usa-2017", "A-2", "passport"), content, "application/json")
    assert make(store, an_order(DocumentKind.VISA_INVITATION)).left_out == ("A-2",)


@pytest.mark.parametrize(
    ("consent", "named"),
    [
        (b'{"consent-profile": true}', True),
        (b'{"consent-profile": "no"}', False),
        (b"[]", False),
        (b"?", False),
    ],
)
def test_a_consent_given_later_counts_and_a_broken_one_is_none(store, consent, named):
    store.delete(profile_key("usa-2017", "A-2"))
    store.create(papers_key("usa-2017", "A-2", "consent"), consent, "application/json")

    delegate = Dossiers(store, Register(store)).delegate("usa-2017", "A-2")

    assert delegate is not None
    assert may_be_shown(delegate) is named


def test_who_was_erased_is_left_out_of_what_is_made_afterwards(store):
    for key in list(store.keys("delegations/usa-2017/people/a-2")):
        store.delete(key)

    certificates = make(store, an_order(DocumentKind.CERTIFICATE))
    badges = make(store, an_order(DocumentKind.BADGE_SHEET))

    assert (len(certificates.documents), certificates.left_out) == (1, ("A-2",))
    assert (len(badges.documents), badges.left_out) == (1, ("A-2",))


def test_a_name_no_font_can_show_is_reported_with_its_document(store):
    Register(store).keep("usa-2017", a_person("A-2", "東京 花子"))

    made = make(store, an_order(DocumentKind.CERTIFICATE))

    assert made.imperfect == (made.documents[1].key,)


def test_the_report_is_a_workbook(store):
    (ref,) = make(store, an_order(DocumentKind.FUNDER_REPORT, report=FunderReportFacts())).documents
    assert ref.key.endswith(".xlsx")
    assert store.read(ref.key).startswith(b"PK")


@pytest.mark.parametrize("kind", [DocumentKind.FUNDER_REPORT, DocumentKind.APPLICATION])
def test_an_order_nobody_could_fulfil_is_refused_for_good(store, kind):
    with pytest.raises(ApplicationError) as refused:
        make(store, an_order(kind))
    assert (refused.value.type, refused.value.non_retryable) == ("DocumentCannotBeMade", True)


def test_an_unknown_delegation_is_named():
    with pytest.raises(ApplicationError, match="usa-2017 is not in the vault") as refused:
        make(MemoryStore(), an_order(DocumentKind.CERTIFICATE))
    assert (refused.value.type, refused.value.non_retryable) == ("DelegationUnknown", True)


def test_nothing_personal_is_in_what_the_activity_returns_or_in_a_key(store):
    for kind in (DocumentKind.CERTIFICATE, DocumentKind.VISA_INVITATION, DocumentKind.BADGE_SHEET):
        returned = make(store, an_order(kind)).model_dump_json()
        assert not any(
            word in returned for word in ("Anna", "Żak", "Lubelska", "WISNIEWSKA", "cluster.example")
        )
