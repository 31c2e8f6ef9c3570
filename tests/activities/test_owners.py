"""Every place in the vault has an owner, or it would be sealed with nobody's key."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities import keys
from activities.owners import PERSONAL_DOCUMENTS, PERSONAL_FOLDERS, SHARED_FOLDERS, Owner, owner_of, places_of
from delegation.document import DocumentKind
from delegation.ids import send_id

VAULT, TRIP, PERSON = Owner(), Owner("usa-2017"), Owner("usa-2017", "a-17")
EXCHANGE = Owner("usa-2017", "x-k3mq9ab2")

OWNERS = {
    "account_key": PERSON,
    "afterwards_key": PERSON,
    "afterwards_upload_key": PERSON,
    "agreement_evidence_key": TRIP,
    "agreement_note_key": TRIP,
    "answer_key": PERSON,
    "application_key": PERSON,
    "applied_from_key": TRIP,
    "applied_twice_key": TRIP,
    "appointment_key": VAULT,
    "bounce_key": TRIP,
    "draft_end_key": VAULT,
    "draft_key": PERSON,
    "erasure_key": TRIP,
    "erasure_note_key": TRIP,
    "exchange_document_key": EXCHANGE,
    "exchange_paper_key": EXCHANGE,
    "expected_reply_key": VAULT,
    "feed_address_key": VAULT,
    "feed_key": PERSON,
    "file_key": TRIP,
    "inbound_key": VAULT,
    "letter_trouble_key": TRIP,
    "letter_words_index_key": TRIP,
    "letter_words_key": TRIP,
    "link_epoch_key": TRIP,
    "link_keys_key": TRIP,
    "mail_day_key": TRIP,
    "mail_event_key": VAULT,
    "marked_address_key": PERSON,
    "waiting_key": PERSON,
    "ledger_key": TRIP,
    "mailbox_key": VAULT,
    "meeting_words_key": PERSON,
    "offer_answer_key": PERSON,
    "organisation_contact_key": TRIP,
    "organisation_versions_key": TRIP,
    "organisations_index_key": TRIP,
    "organiser_account_key": VAULT,
    "organiser_secret_key": VAULT,
    "outbox_key": PERSON,
    "paper_upload_key": PERSON,
    "papers_key": PERSON,
    "payments_key": TRIP,
    "person_key": PERSON,
    "profile_key": PERSON,
    "programme_account_key": TRIP,
    "reading_key": VAULT,
    "reception_key": VAULT,
    "secret_key": TRIP,
    "slip_key": VAULT,
    "upload_key": PERSON,
    "version_key": TRIP,
}
"""Whose is what lies under the keys that each function gives. A new function needs a row."""
NO_KEYS = {"demand_key"}
"""Functions that give no place."""

SAMPLES: dict[str, object] = {
    "login": "anna@platform.example",
    "delegation": "usa-2017",
    "person": "A-17",
    "participant": "A-17",
    "recipient": "A-17",
    "owner": "A-17",
    "exchange": "x-k3mq9ab2",
    "agreement": "agreement-1",
    "organisation": "org-1",
    "send_id": send_id("usa-2017", "A-17", "offer", 0),
    "version": 3,
    "run": 1,
    "sha256": "0f" * 32,
    "kind": "pdf",
    "paper": "passport",
    "uid": "0f" * 16,
    "address": "organiser@cluster.example",
    "mailbox": "imap.cluster.example",
    "message_id": "<1@cluster.example>",
}


def places() -> dict[str, str]:
    """What every function of `activities.keys` gives, for the samples, by its name."""
    functions = inspect.getmembers(keys, inspect.isfunction)
    own = {name: one for name, one in functions if one.__module__ == keys.__name__ and name not in NO_KEYS}
    given = {name: list(inspect.signature(one).parameters) for name, one in own.items()}
    return {name: own[name](*(SAMPLES.get(one, "one") for one in of)) for name, of in given.items()}


def test_every_key_that_can_be_made_has_an_owner():
    found = {name: owner_of(key) for name, key in places().items() if isinstance(key, str) and key[-1] != "/"}

    assert found == OWNERS, "say in OWNERS whose it is, and name its folder in activities/owners.py"


def test_every_folder_of_a_delegation_is_somebodys_or_the_delegations():
    keys_in_folders = [key for key in places().values() if isinstance(key, str) and key.count("/") > 2]
    folders = {key.split("/")[2] for key in keys_in_folders if key.startswith("delegations/")}

    assert folders <= {*PERSONAL_FOLDERS, *SHARED_FOLDERS}
    assert not {*PERSONAL_FOLDERS} & {*SHARED_FOLDERS}


def test_every_prefix_under_which_things_of_a_person_are_looked_for_holds_theirs_alone():
    for prefix in keys.personal_prefixes("usa-2017", "A-17"):
        assert owner_of(f"{prefix}v3-0f0f0f0f0f0f.docx" if prefix[-1] == "-" else f"{prefix}x.json") == PERSON


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_document_is_the_participants_where_each_has_one_and_the_delegations_otherwise(kind: DocumentKind):
    key = f"delegations/usa-2017/documents/{kind}/a-17-v3-0f0f0f0f0f0f.pdf"

    assert owner_of(key) == (PERSON if kind in PERSONAL_DOCUMENTS else TRIP)


def test_data_keys_lie_unsealed_and_nowhere_else():
    assert {owner_of(one.key) for one in (VAULT, TRIP, PERSON, EXCHANGE)} == {None}
    assert len({one.key for one in (VAULT, TRIP, PERSON, EXCHANGE, Owner("other", "a-17"))}) == 5


names = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
paths = st.sampled_from([*PERSONAL_FOLDERS, *SHARED_FOLDERS, *(f"documents/{kind}" for kind in DocumentKind)])
ends = st.sampled_from([".json", "/x.json", "-v1-0f.pdf", "-v1-0f-v2-0a.pdf", "", "/uploads/x.pdf"])


@given(paths, names, ends, names)
def test_whatever_is_a_persons_is_found_when_they_are_erased(folder: str, name: str, end: str, person: str):
    key = f"delegations/usa-2017/{folder}/{name}{end}"
    owner = Owner("usa-2017", person)

    if owner_of(key) == owner:
        assert key.startswith(places_of(owner))
    assert owner_of(key) in {owner, Owner("usa-2017", name), Owner("usa-2017")} or "/documents/" in key
