"""Whatever is typed into the form: an answer in words, never a crash, and nothing of it becomes markup."""

from functools import cache
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import example as example_form
from hypothesis import strategies as st

from delegation.file import DelegationFile
from delegation.form import Column, FieldType, FormField, MediaType
from portal.web.app import create_app
from portal.web.applying.form_page import form_of
from portal.web.applying.posted import parts_of
from portal.web.words import WordBook
from tests.portal.applying_portal import ANSWERS, LINA, PORTAL, Applying, example, hidden
from tests.portal.invites_portal import TEMPLATES

BOOK = WordBook(TEMPLATES / "apply")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; drop table applications; --",
    "{{ 7 * 7 }}",
    "{person}",
    "\x00\x1b[31m",
    "\u202etxt.exe",
    '=HYPERLINK("http://x")',
    "A" * 50_000,
    "e\u0301" * 200,
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "🧑‍🚀" * 60,
    "../../etc/passwd",
    "%00%0d%0aSet-Cookie: a=b",
)
OUR_SCRIPTS = 2
"""Of the form and of going back."""
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=400))
names = st.one_of(
    st.sampled_from([f"answers.{field.id}" for field in example("usa-2017").call.fields]),
    st.sampled_from(
        [*LINA, "submission", "lang", "do", "kept", "id", "answers", "person", "answers.offer.0.x"]
    ),
)
forms = st.dictionaries(names, st.lists(texts, min_size=1, max_size=4), max_size=12)


def every_kind() -> DelegationFile:
    """A form with a field of each type."""
    ids = {
        kind: FormField(
            id=f"f-{kind.value}",
            label=f"Field <{kind.value}>",
            type=kind,
            choices=("one", "two", "three")
            if kind in (FieldType.CHOICE, FieldType.CHOICES, FieldType.RANKING)
            else (),
            columns=(
                Column(id="name", label="Name", required=True),
                Column(id="land", label="Land", type=FieldType.COUNTRY),
            )
            if kind is FieldType.ROWS
            else (),
            zone="Europe/Brussels" if kind is FieldType.DATE_TIME else None,
            media_types=(MediaType.PDF,) if kind is FieldType.FILE else (),
        )
        for kind in FieldType
    }
    file = example("usa-2017")
    return file.model_copy(update={"call": file.call.model_copy(update={"fields": tuple(ids.values())})})


@cache
def standing() -> tuple[Applying, FastAPI]:
    """One portal for many forms: none of them is complete, so nothing is left behind."""
    town = Applying()
    return town, create_app(town.desk())


class Page(HTMLParser):
    """What a browser makes of it: elements, and the values of inputs by name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.ids: list[str] = []
        self.strange: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.strange.append(name)
            if name == "id":
                self.ids.append(value or "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example_form(form={"person.language": ["<b>"]})
@given(form=forms)
async def test_any_form_is_answered_in_words_and_only_a_complete_one_is_taken(form: dict[str, list[str]]):
    town, app = standing()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PORTAL) as browser:
        answer = await browser.post(f"{town.path}/apply", data={"lang": "en", **form})

    assert answer.status_code in (200, 303, 413, 422)
    if answer.status_code == 422:
        page = Page(answer.text)
        assert page.strange == []
        assert page.elements.isdisjoint({"img", "iframe", "object", "style"})
        assert answer.text.count("<script") == OUR_SCRIPTS
        assert len(page.ids) == len(set(page.ids))


@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_what_was_typed_into_any_field_comes_back_as_it_was(text: str):
    file = example("usa-2017")
    asked = [one for one in file.call.fields if one.type is FieldType.LONG_TEXT and one.stage == "apply"]
    typed = parts_of({f"answers.{one.id}": [text] for one in asked}, file, "W-A")
    controls = {
        one.name: one for part in form_of(file, BOOK.read_by("en"), typed).sections for one in part.controls
    }

    for one in asked:
        assert controls[f"answers.{one.id}"].value == text.replace("\r\n", "\n")


@pytest.mark.parametrize("value", HOSTILE)
async def test_hostile_values_are_shown_as_text_in_every_kind_of_field(value: str):
    town = Applying(file=every_kind())
    names = [f"answers.{one.id}" for one in town.file.call.fields]
    more = {
        f"{name}{tail}": value
        for name in names
        for tail in (".amount", ".currency", ".0", ".0.name", ".0.land")
    }
    async with town.browser() as browser:
        answer = await browser.post(
            f"{town.path}/apply",
            data={**dict.fromkeys(names, value), **more, "do": "send", "person.name": value},
        )
    page = Page(answer.text)

    assert answer.status_code in (413, 422)
    assert page.strange == []
    assert "<script>alert" not in answer.text
    assert "img" not in page.elements


async def test_a_form_with_every_kind_of_field_can_be_filled_in_and_is_taken():
    town = Applying(file=every_kind())
    filled = {
        "text": "A line", "long-text": "Two\r\nlines", "choice": "two", "choices": ["one", "three"],
        "yes-no": "no", "declaration": "yes", "number": "7", "decimal": "4.5", "country": "DK",
        "email": "a@b.example", "url": "https://b.example", "date": "1980-06-30",
        "date-time": "2017-05-14T14:35", "phone": "+45 33 92 33 00", "list": "First\r\n\r\nSecond",
    }  # fmt: skip
    form: dict[str, object] = {f"answers.f-{kind}": value for kind, value in filled.items()}
    form |= {
        "answers.f-money.amount": "1200.50", "answers.f-money.currency": "EUR",
        "answers.f-rows.0.name": "Penn State", "answers.f-rows.0.land": "US",
        "answers.f-ranking.0": "2", "answers.f-ranking.1": "1", "answers.f-ranking.2": "2",
    }  # fmt: skip
    async with town.browser() as browser:
        answer = await browser.post(
            f"{town.path}/apply",
            data={**LINA, **form, "do": "send"},
            files={"answers.f-file.file": ("profile.pdf", PDF)},
        )
    answers = town.register.application("usa-2017", town.applied[0]).answers

    assert answer.status_code == 303
    assert answers["f-long-text"] == "Two\nlines"
    assert answers["f-list"] == ("First", "Second")
    assert answers["f-money"] == "1200.50 EUR"
    assert answers["f-rows"] == ({"name": "Penn State", "land": "US"},)
    assert [one["choice"] for one in answers["f-ranking"]] == ["two", "one", "three"]
    assert answers["f-date-time"] == "2017-05-14 14:35 Europe/Brussels"
    assert str(answers["f-file"]).startswith("upload:")


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def test_a_file_that_was_good_need_not_be_chosen_again_after_a_mistake():
    town = Applying(file=with_a_file())
    async with town.browser() as browser:
        first = await browser.post(
            f"{town.path}/apply",
            data={**LINA, **ANSWERS, "answers.members": "many", "do": "send"},
            files={"answers.profile.file": ("p.pdf", PDF)},
        )
        again = {
            **LINA,
            **ANSWERS,
            "submission": hidden(first.text, "submission"),
            "answers.profile": hidden(first.text, "answers.profile"),
            "do": "send",
        }
        second = await browser.post(f"{town.path}/apply", data=again)

    assert (first.status_code, second.status_code) == (422, 303)
    assert "A file is here already." in first.text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90\x00 a program", "This is no file of a kind that is known here; hand in a PDF."),
        (b"%PDF-1.4 cut off", "The PDF breaks off before its end; export it anew."),
        (PDF + b"x" * 200_000, "The file is larger than 100,000 bytes; make it smaller."),
    ],
)
async def test_a_file_that_is_not_what_was_asked_for_is_refused_in_words(content: bytes, says: str):
    town = Applying(file=with_a_file())
    async with town.browser() as browser:
        answer = await browser.post(
            f"{town.path}/apply",
            data={**LINA, **ANSWERS, "do": "send"},
            files={"answers.profile.file": ("profile.pdf", content)},
        )

    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert not [key for key in town.store.content if "/uploads/" in key]


async def test_a_file_of_somebody_else_cannot_be_named():
    town = Applying(file=with_a_file())
    town.store.create(f"delegations/usa-2017/uploads/w-other/{'0' * 64}.pdf", PDF, "application/pdf")
    async with town.browser() as browser:
        answer = await browser.post(
            f"{town.path}/apply",
            data={**LINA, **ANSWERS, "answers.profile": f"upload:{'0' * 64}.pdf", "do": "send"},
        )

    assert answer.status_code == 422
    assert "hand it in again" in answer.text


def with_a_file() -> DelegationFile:
    file = example("usa-2017")
    profile = FormField(id="profile", label="Profile", type=FieldType.FILE, required=True, largest=100_000)
    return file.model_copy(
        update={"call": file.call.model_copy(update={"fields": (*file.call.fields, profile)})}
    )
