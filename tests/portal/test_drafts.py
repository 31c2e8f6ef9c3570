"""Applications in parts, by commands: drafts, their files, and what is asked after acceptance."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from activities.keys import papers_key, personal_prefixes, uploads_prefix
from delegation.application import ApplicationStatus
from delegation.file import Phase
from delegation.form import MediaType, Stage
from delegation.journey import ChecklistItem
from delegation.offer import OfferOutcome
from delegation.papers.paper import Passport
from delegation.reading.upload_content import Upload
from delegation.status import DelegationState
from portal.views import DraftShown, LaterAnswers
from tests.portal.commands_portal import Terminal, written
from tests.portal.fakes_portal import LegationInMemory
from tests.real_form import real_call, typed, typed_later

SLUG, ME = "usa-2017", "A-52"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
OTHER_PDF = PDF.replace(b"startxref\n9", b"startxref\n10")


@pytest.fixture
def legation() -> LegationInMemory:
    """The call with every real field, an hour before its first cut-off."""
    file = real_call()
    return LegationInMemory(
        file, DelegationState(phase=Phase.CALL), file.call.first_closes_at - timedelta(hours=1)
    )


@pytest.fixture
def type_(capsys: pytest.CaptureFixture[str], legation: LegationInMemory) -> Terminal:
    return Terminal(capsys, legation)


def form(folder: Path, *, without: tuple[str, ...] = (), **answers: Any) -> Path:
    """The complete application as a file, with its two files beside it."""
    (folder / "scans").mkdir(exist_ok=True)
    (folder / "scans" / "cv.pdf").write_bytes(PDF)
    (folder / "signed.pdf").write_bytes(OTHER_PDF)
    files = {"cv": "scans/cv.pdf", "signature": "signed.pdf"}
    named = {name.replace("_", "-"): answer for name, answer in answers.items()}
    given = {**typed()["answers"], **files, **named}
    return written(
        folder / "a-52.yaml",
        {**typed(), "answers": {name: one for name, one in given.items() if name not in without}},
    )


def kept_files(legation: LegationInMemory) -> list[bytes]:
    return [legation.store.read(key) for key in legation.store.keys(uploads_prefix(SLUG, ME))]


# --- drafts ------------------------------------------------------------------------------------------


def test_an_unfinished_application_is_kept_finished_and_handed_in(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    saved = type_(f"applications draft save {SLUG} {form(tmp_path, without=('country', 'cv'))}")
    early = type_(f"applications submit {SLUG} --draft a-52")
    finished = type_(f"applications draft save {SLUG} {form(tmp_path)}")
    handed_in = type_(f"applications submit {SLUG} --draft a-52")

    assert saved.out == "The draft A-52 is kept.\n2 answers are missing: Country, Curriculum vitae.\n"
    assert (early.code, legation.writes) == (1, ["submit"])
    assert "answers.country: Please answer: Country" in early.err
    assert "It is complete: applications submit usa-2017 --draft A-52 hands it in." in finished.out
    assert handed_in.out.startswith("A-52 is received. Receipt code: ")
    assert type_(f"applications draft show {SLUG} A-52").code == 3
    assert sorted(kept_files(legation)) == sorted([PDF, OTHER_PDF])


def test_a_draft_is_shown_as_it_was_typed_with_what_is_missing_and_what_is_wrong(
    type_: Terminal, tmp_path: Path
) -> None:
    type_(f"applications draft save {SLUG} {form(tmp_path, without=('city',), members='many')}")

    shown = type_(f"applications draft show {SLUG} A-52")
    as_json = DraftShown.model_validate(type_(f"applications draft show {SLUG} A-52 --json").object)

    assert "Number of members" in shown.out
    assert "1 answer is missing: City." in shown.out
    assert "answers.members: Write a whole number in digits." in shown.out
    assert [one.field for one in as_json.missing] == ["answers.city"]
    assert as_json.draft.typed["id"] == "A-52"


def test_nothing_is_kept_on_a_dry_run_and_nothing_is_forgotten(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    path = form(tmp_path)
    before = dict(legation.store.content)

    tried = type_(f"applications draft save {SLUG} {path} --dry-run")
    assert legation.store.content == before
    type_(f"applications draft save {SLUG} {path}")
    kept = dict(legation.store.content)
    forgotten = type_(f"applications draft discard {SLUG} A-52 --dry-run")

    assert tried.out == "The draft A-52 would be kept. Nobody would be told. Nothing was done.\n"
    assert "would be forgotten" in forgotten.out
    assert legation.store.content == kept


def test_a_discarded_draft_takes_its_files_along_but_not_those_of_the_application(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    type_(f"applications submit {SLUG} {form(tmp_path)}")
    path = form(tmp_path)
    (tmp_path / "scans" / "cv.pdf").write_bytes(PDF.replace(b"Catalog", b"Anotherone"))
    type_(f"applications draft save {SLUG} {path}")
    with_draft = len(kept_files(legation))

    said = type_(f"applications draft discard {SLUG} A-52")

    assert said.out == "The draft A-52 is forgotten.\n"
    assert with_draft == 3
    assert sorted(kept_files(legation)) == sorted([PDF, OTHER_PDF])
    assert type_(f"applications draft discard {SLUG} A-52").code == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"person": {"name": "Nobody"}}, "id: Give the id in capitals"),
        ({"id": "../A-52"}, "id: Give the id in capitals"),
        ({"id": "A-52", "answers": {"sector": "x" * 70_000}}, "Shorten the draft to 64,000 bytes."),
        (["A-52"], "Send a JSON object with id, person and answers."),
    ],
)
def test_a_draft_that_cannot_be_kept_is_refused(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path, content: object, says: str
) -> None:
    before = dict(legation.store.content)

    said = type_(f"applications draft save {SLUG} {written(tmp_path / 'draft.yaml', content)}")

    assert said.code == 1
    assert says in said.err
    assert legation.store.content == before


def test_either_a_file_or_a_draft_is_handed_in(type_: Terminal, tmp_path: Path) -> None:
    for line in (f"applications submit {SLUG}", f"applications submit {SLUG} {form(tmp_path)} --draft A-52"):
        said = type_(line)
        assert (said.code, said.err) == (1, "Name either a file or, with --draft, the id of a draft.\n")


# --- files -------------------------------------------------------------------------------------------


def test_the_files_of_an_application_come_out_again_for_the_organiser_alone(
    type_: Terminal, tmp_path: Path
) -> None:
    type_(f"applications submit {SLUG} {form(tmp_path)}")
    folder = tmp_path / "out"

    said = type_(f"applications show {SLUG} A-52 --save {folder}")

    assert said.out.split() == [str(folder / "cv-A-52.pdf"), str(folder / "signature-A-52.pdf")]
    assert (folder / "cv-A-52.pdf").read_bytes() == PDF
    assert (folder / "cv-A-52.pdf").stat().st_mode & 0o077 == 0


def test_no_key_in_the_vault_has_a_word_that_somebody_typed(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    type_(f"applications submit {SLUG} {form(tmp_path)}")

    for key in legation.store.keys(uploads_prefix(SLUG, ME)):
        assert "cv" not in key.rsplit("/", 1)[1]
        assert len(key.rsplit("/", 1)[1]) == len("0" * 64 + ".pdf")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../secret.pdf", "Name a file that lies beside the application, without a way out of its folder."),
        ("/etc/hostname", "Name a file that lies beside the application, without a way out of its folder."),
        ("link.pdf", "Name a file that lies beside the application, without a way out of its folder."),
        ("missing.pdf", "There is no file of that name beside the application."),
        ("scans", "There is no file of that name beside the application."),
        ("notes.pdf", "This is no file of a kind that is known here; hand in a PDF."),
        ("x" * 290, "The file cannot be read (File name too long)."),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_at_its_field(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path, name: str, says: str
) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    (tmp_path / "secret.pdf").write_bytes(PDF)
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "notes.pdf").write_text("I am no PDF.")

    said = type_(f"applications submit {SLUG} {form(folder, cv=name)}")

    assert (said.code, said.err) == (1, f"answers.cv: {says}\n")
    assert (legation.writes, kept_files(legation)) == ([], [])


def test_the_reference_of_a_file_that_was_never_handed_in_is_refused(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    said = type_(f"applications submit {SLUG} {form(tmp_path, cv=typed()['answers']['cv'])}")

    assert said.err == "answers.cv: The file is not in the vault; hand it in again.\n"
    assert legation.writes == []


def test_an_application_is_changed_without_handing_its_files_in_again(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    type_(f"applications submit {SLUG} {form(tmp_path)}")
    shown = type_(f"applications show {SLUG} A-52 --json").object
    answers = {**shown["answers"], "city": "Grenoble"}
    again = tmp_path / "again.json"
    again.write_text(json.dumps({**typed(), "answers": answers}), encoding="utf-8")

    said = type_(f"applications submit {SLUG} {again}")

    assert said.code == 0, said.err
    assert type_(f"applications show {SLUG} A-52 --json").object["answers"]["city"] == "Grenoble"


def test_a_frozen_answer_cannot_be_changed_by_handing_in_again(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    type_(f"applications submit {SLUG} {form(tmp_path)}")
    legation.now += timedelta(hours=2)

    said = type_(f"applications submit {SLUG} {form(tmp_path, country='BE')} --dry-run")

    assert "answers.country: This can no longer be changed since Fri 17 February 2017, 17:00" in said.err


# --- after acceptance --------------------------------------------------------------------------------


@pytest.fixture
def confirmed(type_: Terminal, legation: LegationInMemory, tmp_path: Path) -> Terminal:
    """The same, once the place is confirmed."""
    type_(f"applications submit {SLUG} {form(tmp_path)}")
    known = legation.journeys[ME]
    legation.journeys[ME] = known.model_copy(
        update={"status": ApplicationStatus.SELECTED, "outcome": OfferOutcome.CONFIRMED}
    )
    legation.writes.clear()
    return type_


def later(folder: Path, answers: dict[str, Any]) -> Path:
    return written(folder / "later.yaml", {"answers": answers})


def test_papers_are_handed_in_bit_by_bit_and_count_once_they_are_complete(
    confirmed: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    accept, logistics = typed_later(Stage.ACCEPT), typed_later(Stage.LOGISTICS)
    some = {name: answer for name, answer in accept.items() if name != "passport-number"}

    first = confirmed(f"applications provide {SLUG} A-52 {later(tmp_path, some)}")
    after_first = legation.journeys[ME].provided
    rest = {**logistics, "passport-number": accept["passport-number"]}
    second = confirmed(f"applications provide {SLUG} A-52 {later(tmp_path, rest)}")

    assert after_first == (ChecklistItem.CONSENT,)
    assert "complete: consent." in first.out
    assert "7 answers are missing: Passport number, Arrival, Hotel room, Diet" in first.out
    assert second.out == "The answers of A-52 are kept; complete: passport, room, diet, consent.\n"
    assert set(legation.journeys[ME].provided) == set(ChecklistItem)
    passport = Passport.model_validate_json(legation.store.read(papers_key(SLUG, ME, "passport")))
    assert (passport.passport_number, passport.nationality) == ("X1000137", "FR")


def test_what_is_asked_for_the_trip_is_erased_with_its_papers_and_evidence_outlives_them(
    confirmed: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    proof = PDF.replace(b"Catalog", b"Evidence")
    (tmp_path / "proof.pdf").write_bytes(proof)
    answers = {"room": "single", "evidence": "proof.pdf", "meeting-rating": "informative"}

    said = confirmed(f"applications provide {SLUG} A-52 {later(tmp_path, answers)}")
    for prefix in personal_prefixes(SLUG, ME):
        for key in list(legation.store.keys(prefix)):
            legation.store.delete(key)
    saved = confirmed(f"applications show {SLUG} A-52 --save {tmp_path / 'out'}")

    assert said.code == 0, said.err
    assert set(asyncio.run(legation.later_answers(SLUG, ME))) == {"evidence", "meeting-rating"}
    assert (tmp_path / "out" / "evidence-A-52.pdf").read_bytes() == proof
    assert len(saved.out.split()) == 3


def test_a_file_for_the_trip_is_erased_with_its_papers(
    capsys: pytest.CaptureFixture[str], legation: LegationInMemory, tmp_path: Path
) -> None:
    proof = Upload(MediaType.PDF, PDF)
    later_answers = LaterAnswers(participant=ME, answers={"full-name": "Solene", "visa": proof.reference})
    asyncio.run(legation.keep_later(real_call(), later_answers, (proof,)))

    assert asyncio.run(legation.upload(SLUG, ME, proof.reference)) == PDF
    assert all(key.startswith(personal_prefixes(SLUG, ME)) for key in _of_me(legation))


def _of_me(legation: LegationInMemory) -> list[str]:
    return [key for key in legation.store.content if "a-52" in key]


def test_who_holds_no_place_is_not_asked_for_papers(
    type_: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    type_(f"applications submit {SLUG} {form(tmp_path)}")

    said = type_(f"applications provide {SLUG} A-52 {later(tmp_path, {'room': 'single'})}")

    assert (said.code, said.err) == (
        4,
        "A-52 holds no confirmed place; these answers are asked afterwards.\n",
    )


def test_a_wrong_paper_is_refused_and_nothing_of_it_is_kept(
    confirmed: Terminal, legation: LegationInMemory, tmp_path: Path
) -> None:
    before = dict(legation.store.content)
    wrong = {"passport-number": "X1", "country": "BE", "rom": "single"}

    said = confirmed(f"applications provide {SLUG} A-52 {later(tmp_path, wrong)}")

    assert said.code == 1
    assert "answers.passport-number: Write it as in X1000137." in said.err
    assert "answers.country: This was asked in the application; hand that in anew to change it." in said.err
    assert "answers.rom: This field is not asked for" in said.err
    assert legation.store.content == before
    assert legation.writes == []
