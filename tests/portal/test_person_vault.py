"""What is handed to a person: under names of ours, escaped, and all that erasing would destroy."""

import io
import re
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.owners import PERSONAL_DOCUMENTS, PERSONAL_FOLDERS, Owner, places_of
from delegation.languages.export_sayings import EXPORT_SAYINGS, HEADINGS
from delegation.languages.tongue import ENGLISH, Tongue, said_text
from delegation.own_record import without_ids
from portal.person_export import PersonExport, archive
from portal.person_index import Manifest, index, shown
from portal.person_vault import PLACES, KeptFile, kept_of, named
from tests.fakes import MemoryStore

OURS = re.compile(r"[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*-\d{3,}\.[a-z0-9]+")
TAG = re.compile(r"<(?!/?(!doctype|html|head|meta|title|style|body|h1|h2|p|a|table|tr|th|td|ul|li)\b)")


def test_every_place_that_erasing_reaches_has_a_section_with_a_heading():
    reached = {place.split("/")[2] for place in places_of(Owner("usa-2017", "a-17"))}

    assert {*PLACES} == reached == {*PERSONAL_FOLDERS, "documents"}
    assert {place.section for place in PLACES.values()} <= {*HEADINGS}
    assert {f"documents/{kind}/a-17-" for kind in PERSONAL_DOCUMENTS} == {
        place.partition("/usa-2017/")[2]
        for place in places_of(Owner("usa-2017", "a-17"))
        if "/documents/" in place
    }


hostile_keys = st.lists(
    st.tuples(
        st.sampled_from(["uploads", "participants", "meetings", "outbox", "exchanges", "applications"]),
        st.from_regex(r"[a-z0-9][a-z0-9./-]{0,30}", fullmatch=True),
    ).map(lambda parts: f"delegations/usa-2017/{parts[0]}/a-17/{parts[1]}"),
    unique=True,
    max_size=8,
)
hostile_text = st.sampled_from(
    ["../../etc/passwd", "C:\\x\\con", "<script>alert(1)</script>", '"><img src=x onerror=y>', "\x00\n\u202e"]
) | st.text(max_size=30)


@settings(max_examples=60)
@given(hostile_keys, hostile_text)
def test_names_are_ours_whatever_keys_and_contents_are_like(keys: list[str], text: str):
    content = f'Subject: {text}\n\n{{"{text}": "{text}"}}'.encode(errors="replace")

    files = named([(key, content) for key in keys])

    assert all(OURS.fullmatch(one.name) for one in files)
    assert len({one.name for one in files}) == len(files) == len(keys)
    packed = zipfile.ZipFile(io.BytesIO(archive(_export(files))))
    assert packed.testzip() is None
    assert [entry.filename for entry in packed.infolist()] == [one.name for one in files]


@settings(max_examples=60)
@given(hostile_text)
def test_the_index_escapes_whatever_people_wrote(text: str):
    from json import dumps

    said = KeptFile("person/person-001.json", dumps({text: [text, {"x": text}]}).encode(), about=text)

    page = index(text, [said], ENGLISH).content.decode()

    assert TAG.findall(page) == []
    assert "onerror=y>" not in page


def test_an_archive_is_the_same_whenever_it_is_made():
    files = [KeptFile("person/person-001.json", b"{}"), KeptFile("uploads/file-001.pdf", b"%PDF")]

    packed = archive(_export(files))

    assert packed == archive(_export(files))
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(packed)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_a_neighbour_whose_id_begins_in_the_same_way_stays_out():
    store = MemoryStore()
    for person in ("a-1", "a-17"):
        store.create(f"delegations/usa-2017/people/{person}.json", person.encode(), "application/json")
        store.create(f"delegations/usa-2017/meetings/{person}/{'0' * 32}.txt", person.encode(), "text/plain")

    files = kept_of(store, "usa-2017", "A-1")

    assert {one.content for one in files} == {b"a-1"}
    assert [one.name for one in files] == ["meetings/words-001.txt", "person/person-001.json"]


def test_the_page_is_in_german_and_french_where_the_house_has_the_words():
    for saying in EXPORT_SAYINGS.sayings:
        assert {*saying.told} == {"de", "fr"}
    german = index("x", [KeptFile("mails/mail-001.eml", b"")], Tongue(language="de-AT")).content.decode()
    swedish = index("x", [KeptFile("mails/mail-001.eml", b"")], Tongue(language="sv")).content.decode()

    assert "E-Mails an Sie" in german
    assert '<html lang="de">' in german
    assert "Mails to you" in swedish
    assert '<html lang="en">' in swedish
    assert said_text("What we know of Runa: Lakes", Tongue(language="fr"), EXPORT_SAYINGS).startswith(
        "Ce que"
    )


def test_ids_of_others_are_hidden_where_they_stand_as_words():
    said = "Promoted for A-3; A-31 and evaluator-2 passed over, A-1 stays."

    assert without_ids(said, {"A-3", "A-31", "evaluator-2"}) == (
        "Promoted for [id]; [id] and [id] passed over, A-1 stays."
    )


def _export(files: list[KeptFile]) -> PersonExport:
    manifest = Manifest(delegation="usa-2017", participant="A-17", files=tuple(map(shown, files)))
    return PersonExport(manifest, tuple(files))
