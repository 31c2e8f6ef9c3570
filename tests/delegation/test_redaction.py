"""Redaction: who applied cannot be read, everything else can."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.selecting.redaction import Hidden, Redaction, folded, words_of

LEUVEN = Redaction.of(
    ["Leuven Nano Circle", "https://www.leuvennano.example/about", "+32 16 555 01 23"],
    ["Ève van Looy-Østergård"],
)
HIDDEN = ("leuven", "looy", "ostergard", "leuvennano", "165550123")
WAYS = (
    str,
    str.upper,
    str.lower,
    str.title,
    lambda name: name.replace(" ", "-"),
    lambda name: name.replace(" ", "\n  "),
    lambda name: name.replace(" ", ""),
    lambda name: name + "'s",
    lambda name: name + "\u2019s",
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name[:4] + "-\n" + name[4:],
    lambda name: name[:2] + "\u00ad" + name[2:],
)
ORDINARY_TEXT = (
    "We are a cluster of 40 members in nano and energy. Our circle of partners will grow by May; "
    "2017-02-17 17:00, 1.5 million EUR, e.g. in the USA."
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Leuven Nano Circle is large", "[organisation] is large"),
        ("at LEUVEN-NANO-CIRCLE's labs", "at [organisation] labs"),
        ("the Leuven region", "the [organisation] region"),
        ("LNC leads", "[organisation] leads"),
        ("Ask Eve Van Looy.", "Ask [person]."),
        ("Mrs Looy and Ève", "Mrs [person] and [person]"),
        ("eve.looy@leuvennano.example, call", "[address], call"),
        ("See https://www.leuvennano.example/x?y=1.", "See [link]."),
        ("See lab.leuvennano.example/x.", "See [link]."),
        ("Phone +32 16 555 01 23 or 016/555.01.23.", "Phone [phone] or [phone]."),
        ("Any other +44 20 7946 0958 too", "Any other [phone] too"),
        ("Anyone at anyone@else.example too", "Anyone at [address] too"),
    ],
)
def test_what_tells_who_applied_is_replaced_by_what_it_was(written, shown):
    assert LEUVEN.text(written) == shown


def test_ordinary_words_stay_also_where_they_are_part_of_a_name():
    assert LEUVEN.text(ORDINARY_TEXT) == ORDINARY_TEXT


def test_a_first_name_that_is_an_ordinary_word_is_hidden_with_a_capital_only():
    will = Redaction.of([], ["Will Hoekstra"])
    assert will.text("Will said we will go with hoekstra") == "[person] said we will go with [person]"


def test_a_name_of_ordinary_words_is_hidden_as_a_whole():
    assert (
        Redaction.of(["Cool Silicon"]).text("Cool\nSilicon makes silicon") == "[organisation] makes silicon"
    )


def test_free_mail_says_nothing_about_its_provider():
    free = Redaction.of(["zofia.bartnik@outlook.com"])
    assert free.text("Our outlook is good, says Bartnik") == "Our outlook is good, says [person]"


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("Leuven Nano Circle", "Leuven", "Looy", "Østergård", "Ève van Looy-Østergård")),
            st.sampled_from(WAYS),
            st.sampled_from((" and ", ", ", "\n", " (", ") ", ". ", "; [person] ", "/", " [link]")),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_hidden_words_never_survive_however_they_are_written(pieces):
    text = "".join(way(name) + between for name, way, between in pieces)
    left = folded(LEUVEN.text(text)).replace("-\n", "").replace("\n", "")

    assert [word for word in HIDDEN if word in left] == []
    assert LEUVEN.text(LEUVEN.text(text)) == LEUVEN.text(text)


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=80))
def test_hiding_twice_changes_nothing_more(text):
    assert LEUVEN.text(LEUVEN.text(text)) == LEUVEN.text(text)


@settings(max_examples=50, deadline=None)
@given(st.text("abc ABC.,-\n\u00e9\u00f8 '", max_size=80))
def test_a_text_without_hidden_words_is_unchanged(text):
    """No word of the alphabet above is a hidden one, and it has no digits and no signs of addresses."""
    assert LEUVEN.text(text) == text


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(categories=("L", "Zs", "Pd")), min_size=4, max_size=30))
def test_any_name_of_four_letters_or_more_is_hidden_as_it_was_given(name):
    if len("".join(words_of(name))) > 3:
        shown = Redaction.of([name]).text(f"We, {name}, apply.")
        assert Hidden.ORGANISATION in shown
        assert not set(words_of(name)) & set(words_of(shown)) - {"we", "apply", "organisation"}
