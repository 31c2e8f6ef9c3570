"""Giving somebody their data, at the command line."""

import json
import re
import zipfile
from pathlib import Path

from activities.keys import outbox_key, upload_key
from delegation.person import Person
from tests.portal.commands_portal import Terminal

SLUG = "usa-2017"


def delegate_of(terminal: Terminal) -> tuple[Person, list[Person]]:
    """Somebody who travels, and everybody else who applied."""
    assert terminal.legation is not None
    legation = terminal.legation
    applied = [one.participant for one in legation.state.applied]
    people = [legation.register.person(SLUG, one) for one in applied]
    chosen = legation.state.delegates[0]
    return next(one for one in people if one.id == chosen), [one for one in people if one.id != chosen]


def test_an_archive_is_written_once_and_shows_one_person_alone(in_calendars: Terminal, tmp_path: Path):
    me, others = delegate_of(in_calendars)
    target = tmp_path / "new" / "mine.zip"

    said = in_calendars(f"participants export {SLUG} {me.id.lower()} --to {target}")
    again = in_calendars(f"participants export {SLUG} {me.id} --to {target}")

    assert said.code == 0
    assert f"{target}: " in said.out
    assert " kB" in said.out
    assert target.stat().st_mode & 0o777 == 0o600
    assert (again.code, "is there already" in again.err) == (4, True)
    with zipfile.ZipFile(target) as packed:
        everything = b"\n".join(packed.read(one) for one in packed.namelist()).decode(errors="replace")
    assert me.name in everything
    assert [one.email for one in others if one.email in everything and one.email != me.email] == []


def test_what_would_be_in_an_archive_is_shown_and_nothing_is_written(in_calendars: Terminal, tmp_path: Path):
    me, _ = delegate_of(in_calendars)
    assert in_calendars.legation is not None
    before = [*in_calendars.legation.writes]

    shown = in_calendars(f"participants export {SLUG} {me.id} --json").object
    words = in_calendars(f"participants export {SLUG} {me.id}")

    assert shown["path"] == ""
    assert shown["size"] > 0
    names = [one["name"] for one in shown["files"]]
    assert {"index.html", "person/person-001.json", "calendar/programme.ics"} <= {*names}
    assert all(len(one["sha256"]) == 64 and one["media_type"] for one in shown["files"])
    assert "Nothing was written" in words.out
    assert in_calendars.legation.writes == before
    assert [*tmp_path.iterdir()] == []


def test_the_manifest_names_a_mail_by_its_subject_and_the_page_escapes_it(
    in_calendars: Terminal, tmp_path: Path
):
    me, _ = delegate_of(in_calendars)
    assert in_calendars.legation is not None
    mail = b"Subject: ../<script>alert(1)</script>\r\n\r\nWelcome.\r\n"
    key = outbox_key(SLUG, me.id, "a" * 26)
    in_calendars.legation.store.create(key, mail, "message/rfc822")
    target = tmp_path / "mine.zip"

    in_calendars(f"participants export {SLUG} {me.id} --to {target}")

    with zipfile.ZipFile(target) as packed:
        files = json.loads(packed.read("manifest.json"))["files"]
        page = packed.read("index.html").decode()
    (found,) = [one for one in files if "script" in one["about"]]
    assert re.fullmatch(r"mails/mail-\d{3}\.eml", found["name"])
    assert found["media_type"] == "message/rfc822"
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_file_is_named_by_the_question_it_answers(in_calendars: Terminal):
    me, _ = delegate_of(in_calendars)
    assert in_calendars.legation is not None
    legation = in_calendars.legation
    sha256, content = "c" * 64, b"%PDF-1.7 statutes"
    application = legation.register.application(SLUG, me.id)
    answers = {**application.answers, "statutes": f"upload:{sha256}.pdf"}
    legation.register.keep_application(SLUG, application.model_copy(update={"answers": answers}))
    legation.store.create(upload_key(SLUG, me.id, sha256, "pdf"), content, "application/pdf")

    files = in_calendars(f"participants export {SLUG} {me.id} --json").object["files"]

    (found,) = [one for one in files if one["name"].startswith("uploads/")]
    assert (found["about"], found["media_type"], found["size"]) == (
        "statutes",
        "application/pdf",
        len(content),
    )


def test_nobody_unknown_is_exported_and_an_archive_is_a_zip(in_calendars: Terminal, tmp_path: Path):
    unknown = in_calendars(f"participants export {SLUG} Z-99")
    wrong = in_calendars(f"participants export {SLUG} A-01 --to {tmp_path / 'mine.tar'}")

    assert (unknown.code, "There is no 'Z-99'" in unknown.err) == (3, True)
    assert wrong.code != 0
    assert [*tmp_path.iterdir()] == []
