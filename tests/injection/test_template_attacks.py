"""Words of organisers that attack: refused where they are saved, and held where letters are written."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from activities.allowed_words import problems_of, problems_of_words
from activities.words_apart import MOST_SAID, NotWritten, drafted
from delegation.letter import LetterName
from delegation.letter_words import LONGEST_BODY_TEMPLATE, LetterWords, vocabulary

HERE = Path(__file__).parent
ATTACKS = yaml.safe_load((HERE / "template_attacks.yaml").read_text(encoding="utf-8"))
TEXTS = yaml.safe_load((HERE / "template_texts.yaml").read_text(encoding="utf-8"))
KNOWN = vocabulary(LetterName.AGENDA_FINAL)
OURS = frozenset({"closing"})
PORTAL = "https://portal.example"
FACTS = {
    "person": {"id": "A-1", "name": "Eve", "organisation": "", "position": ""},
    "language": "en",
    "rows": [],
    "version": "1",
}
BOMBS = (
    "{{ 'a' * 10**9 }}",
    "{{ 'a'.center(10**10) }}",
    "{% for a in '0123456789' %}" * 9 + "x" + "{% endfor %}" * 9,
    "{{ (9 ** 9 ** 9) | string }}",
    "{{ person.__class__.__mro__[1].__subclasses__() }}",
    "{{ person.update({'name': 'x'}) }}",
    "{{ lipsum.__globals__ }}",
    "{{ '%0999999999d' % 1 }}",
)


def written(attack: Mapping[str, str | int]) -> str:
    if "words" in attack:
        return str(attack["words"])
    part = {name: str(attack.get(name, "")) for name in ("before", "repeat", "middle", "mirror", "after")}
    times = int(attack["times"])
    return part["before"] + part["repeat"] * times + part["middle"] + part["mirror"] * times + part["after"]


def test_the_corpus_is_as_large_as_was_promised():
    assert len({written(one) for one in ATTACKS}) == len(ATTACKS) >= 250


@pytest.mark.parametrize(
    "attack", ATTACKS, ids=lambda one: written(one)[:50].encode("unicode_escape").decode()
)
def test_every_attack_is_refused_with_a_sentence_that_says_where(attack: dict[str, str]):
    found = problems_of(written(attack), KNOWN, OURS, longest=LONGEST_BODY_TEMPLATE)

    assert found
    for one in found:
        assert one.line >= 1
        assert one.column >= 1
        assert one.says[-1] in ".?"
        assert "Traceback" not in one.says


@pytest.mark.parametrize("text", TEXTS, ids=lambda one: one["what"])
def test_what_only_looks_like_an_attack_comes_out_as_the_text_it_is(text: dict[str, str]):
    words = LetterWords(
        letter=LetterName.AGENDA_FINAL,
        language="en",
        subject="Hello",
        body=text["words"],
        author="H",
        at=datetime(2017, 3, 7, tzinfo=UTC),
    )

    assert problems_of_words(words, KNOWN, OURS) == ()
    draft = drafted(words.subject, words.body, FACTS, {}, portal=PORTAL)
    assert text["shows"] in draft.text
    assert "<script" not in draft.content
    assert "<img" not in draft.content


@pytest.mark.parametrize("words", BOMBS, ids=lambda one: one[:40])
def test_what_gets_past_the_list_finds_neither_time_nor_memory_nor_anything_to_take(words: str):
    """The second wall: the same words, as if the list had let them through."""
    with pytest.raises(NotWritten) as refused:
        drafted("Hello", words, FACTS, {}, portal=PORTAL)

    assert len(str(refused.value)) < 300


def test_a_process_that_does_not_answer_is_ended():
    with pytest.raises(NotWritten, match="too long or too much memory"):
        drafted("Hello", "Hello", FACTS, {}, portal=PORTAL, seconds=0.0)


def test_a_letter_that_grows_beyond_bounds_is_not_written():
    rows = [{"title": "x" * 1_000} for _ in range(MOST_SAID // 1_000 + 1)]
    body = "{% for row in rows %}{{ row.title }}{% endfor %}"

    with pytest.raises(NotWritten, match="longer than 256 KB"):
        drafted("Hello", body, {**FACTS, "rows": rows}, {}, portal=PORTAL)


def test_values_are_never_formatted_again():
    evil = "{{ person.id }} {% raw %} %s {0}"
    facts = {**FACTS, "person": {**FACTS["person"], "name": evil}}

    draft = drafted("To {{ person.name }}", "Dear {{ person.name }}", facts, {}, portal=PORTAL)

    assert draft.subject == f"To {evil}"
    assert draft.text == f"Dear {evil}"
