"""The letters from application to place, in every language: whole, in one language, and about nobody else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.letters import LetterWriter, Written
from activities.typography import typeset
from delegation.answering.offer_reply import OfferReading, read_offer_reply
from delegation.application import Facts
from delegation.calendars.when import city_of
from delegation.cut_offs import terms_of
from delegation.decision_letters import (
    admitted_facts,
    cut_off_moved_facts,
    fix_needed,
    moment_of,
    not_eligible_facts,
    not_selected_facts,
    offer_facts,
    reserve_facts,
    withdrawal_facts,
)
from delegation.evaluation import Scoresheet
from delegation.file import DelegationFile
from delegation.languages.dates import dates_said
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import FACTS
from delegation.person import Person
from delegation.reason_rows import PROMOTED, PROMOTED_WITH_WAIVER
from delegation.selecting.reason import Reason, ReasonCode
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Decision, select
from delegation.selection_facts import SELECTION_FACTS
from delegation.told_comments import told_comments
from tests.activities.conftest import PORTAL, ROOT
from tests.activities.test_letters import Page, assert_nothing_unrendered, one_line, sample_letter
from tests.decided import every_finding, every_reason, one_decision

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")
TRANSLATED = LANGUAGES[1:]
OWN_TOO = {"nl": {"is", "was", "we", "of"}, "de": {"was"}, "pl": {"by", "we"}, "fr": {"place"}}
"""Words that are English and of that language."""
LETTERS = (
    *(name for name in SELECTION_FACTS if name is not LetterName.APPLICATION_REFUSED),
    LetterName.DELEGATE_LEFT,
)
CITIES = {one: {"Brussels": city_of("Europe/Brussels", one)} for one in LANGUAGES}
URL = f"{PORTAL}/o/eyJkIjoidXNhIn0.abc"
NOW = datetime(2017, 3, 7, 9, 30, tzinfo=UTC)
QUOTED = re.compile(r"„[^„]*?[”“]|«[^«]*?»|“[^“]*?”")
BOTH = {"both", "beide", "ambas", "dos", "deux", "entrambe", "obu", "duas"}
EMPTY = re.compile(r"„[”“]|«\s*»|“”|\"\"|\(\s*\)|\s[,.]|:\s*\.|\.\.|  ")
"""What a line looks like from which a fact is missing."""
ENGLISH = re.compile(
    r"\b(the|and|your|you|we|with|of|please|application|place|reply|by|until|from|is|are|was|this|that)\b"
)


def full_facts(name: LetterName, file: DelegationFile) -> dict[str, FactValue]:
    """All that a letter may say, as the workflows would put it."""
    decision, report = one_decision(*every_reason()), every_finding(file)
    comments = ("A concrete wish list.",)
    again = {"next_cut_off": moment_of(NOW + timedelta(days=24), file), "if_places_left": "yes"}
    facts: dict[LetterName, dict[str, FactValue]] = {
        LetterName.APPLICATION_RECEIVED: {
            "receipt_code": "7K4M-2QPX",
            "received_at": moment_of(NOW, file),
            "closes_at": moment_of(file.call.first_closes_at, file),
            "decision_by": moment_of(file.offers.sent_at, file),
            "own_cost": "yes",
        },
        LetterName.FIX_NEEDED: fix_needed(report, NOW, file),
        LetterName.NOT_ELIGIBLE: {**not_eligible_facts(report, file, now=NOW), **again},
        LetterName.APPLICATION_ADMITTED: admitted_facts("A cluster in all but name.", file),
        LetterName.CUT_OFF_MOVED: cut_off_moved_facts(
            NOW, NOW + timedelta(days=3), "The form was away.", file
        ),
        LetterName.WITHDRAWAL_NOTED: {
            **withdrawal_facts(NOW, terms_of(file, NOW), left_reserve=True),
            **again,
        },
        LetterName.OFFER: offer_facts(decision, NOW + timedelta(days=7), file, own_cost=True),
        LetterName.OFFER_REMINDER: {
            "confirm_by": moment_of(NOW, file),
            "time_left": "2 hours",
            "tone": "last",
            "answer_url": "",
        },
        LetterName.OFFER_EXPIRED: {"confirm_by": moment_of(NOW, file)},
        LetterName.OFFER_DECLINED: {"answered_at": moment_of(NOW, file)},
        LetterName.DELEGATE_LEFT: {"reason": "Cannot travel."},
        LetterName.PLACE_CONFIRMED: {"next_steps": ("by Fri 24 March 2017: passport data",)},
        LetterName.RESERVE: reserve_facts(decision, file, comments=comments, organisations={"A-17": "Donau"}),
        LetterName.RESERVE_CLOSED: {"closed_at": moment_of(NOW, file)},
        LetterName.NOT_SELECTED: {**not_selected_facts(decision, file, comments=comments, now=NOW), **again},
    }
    linked = {"answer_url": URL} if "answer_url" in FACTS[name] else {}
    return {**facts[name], **linked}


WriteIn = Callable[..., Written]


@pytest.fixture(scope="session")
def write_in(letters: LetterWriter, usa_2017: DelegationFile, jorg: Person) -> WriteIn:
    def write(language: str, name: LetterName, facts: dict[str, FactValue], zone: str = "UTC") -> Written:
        person = jorg.model_copy(update={"language": language, "zone": zone})
        return letters.write(Letter(name=name, recipient="A-17", facts=facts), person, usa_2017, NOW)

    return write


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_of_the_selection_is_translated(name: LetterName, language: str):
    folder = ROOT / "templates" / "letters" / name.value

    assert (folder / f"subject.{language}.txt.j2").is_file()
    assert (folder / f"body.{language}.md.j2").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_with_all_its_facts_is_whole(
    name: LetterName, language: str, write_in: WriteIn, usa_2017: DelegationFile
):
    written = write_in(language, name, full_facts(name, usa_2017))

    assert_whole(written)
    assert "Europe/" not in written.text
    if "answer_url" in FACTS[name]:
        assert Page(written.html).links == [URL]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_ordered_before_there_were_codes_is_written_with_what_it_has(
    name: LetterName, language: str, write_in: WriteIn
):
    wanted = FACTS[name]
    old = {key: fact for key, fact in sample_letter(name).facts.items() if not wanted[key].may_be_missing}
    old |= {"answer_url": ""} if "answer_url" in old else {}

    written = write_in(language, name, old)

    assert_whole(written)
    for key in ("confirm_by", "fix_by", "closes_at"):
        if key in old:
            assert dates_said(str(old[key]), language, CITIES[language]) in written.text


def assert_whole(written: Written) -> None:
    assert_nothing_unrendered(written)
    assert len(written.subject) <= 200
    assert "\n" not in written.subject
    for line in (written.subject, *written.text.splitlines()):
        assert not EMPTY.search(line), line
        assert "duration-" not in line, line


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", LETTERS)
def test_nothing_but_quotations_and_names_is_in_english(
    name: LetterName, language: str, write_in: WriteIn, usa_2017: DelegationFile
):
    written = write_in(language, name, full_facts(name, usa_2017))

    told = QUOTED.sub("", f"{written.subject}\n{written.text}").replace(usa_2017.title, "")
    told = told.replace(usa_2017.organiser.name, "").replace(URL, "").lower()
    foreign = set(ENGLISH.findall(told)) - OWN_TOO.get(language, set())
    assert foreign == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*ReasonCode, PROMOTED, PROMOTED_WITH_WAIVER])
def test_every_reason_has_a_sentence_in_every_language(
    code: str, language: str, write_in: WriteIn, usa_2017: DelegationFile
):
    rows = offer_facts(one_decision(*every_reason()), NOW, usa_2017)["because"]
    promoted = offer_facts(("Why.",), NOW, usa_2017, promoted=True)["because"]
    waived = offer_facts(("Why.",), NOW, usa_2017, promoted=True, waived=("At most 3.",))["because"]
    row = next(
        one for one in (*rows, *promoted, *waived) if isinstance(one, dict) and one["code"] == str(code)
    )
    facts: dict[str, FactValue] = {
        **offer_facts(("UNTRANSLATED",), NOW, usa_2017),
        "because": (row,),
    }

    written = write_in(language, LetterName.OFFER, facts)

    (sentence,) = re.findall(r"^- (.+)$", written.text, re.MULTILINE)
    assert len(sentence) > 20
    assert sentence.endswith((".", ".”", ".“", "»"))
    assert "UNTRANSLATED" not in written.text
    decimal = "." if language == "en" else ","
    for figure in ("points", "missing", "mean", "threshold"):
        assert row.get(figure, "").replace(".", decimal) in sentence
    for figure in ("low", "high", "text", "note"):
        assert row.get(figure, "") in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_points_missing_to_a_pair_are_those_of_both(
    language: str, write_in: WriteIn, usa_2017: DelegationFile
):
    missing = Reason(code=ReasonCode.POINTS_MISSING, missing=430, points=17310, places=2)
    alone = missing.model_copy(update={"places": None})

    def sentence(reason: Reason) -> str:
        facts = not_selected_facts(one_decision(reason), usa_2017)
        text = write_in(language, LetterName.NOT_SELECTED, facts).text
        return next(line for line in text.splitlines() if line.startswith("- "))

    both = [word for word in re.findall(r"\w+", sentence(missing)) if word in BOTH]
    assert both
    assert not BOTH & set(re.findall(r"\w+", sentence(alone)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_threshold_that_is_not_told_leaves_no_gap(
    language: str, write_in: WriteIn, usa_2017: DelegationFile
):
    below = Reason(code=ReasonCode.BELOW_THRESHOLD, mean=285)

    text = write_in(language, LetterName.NOT_SELECTED, not_selected_facts(one_decision(below), usa_2017)).text

    (sentence,) = [line for line in text.splitlines() if line.startswith("- ") and "85" in line]
    assert sentence.endswith(("threshold.", "Schwellenwert.", "seuil publié.", "umbral publicado.")) or (
        sentence.endswith(
            ("soglia pubblicata.", "gepubliceerde drempel.", "ogłoszonego progu.", "limiar publicado.")
        )
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", 'Displaced by the rule "At most 3 organisations per country." (Germany: at most 3)'),
        ("de", "die Regel „At most 3 organisations per country.“ (Deutschland: höchstens 3)"),
        ("fr", "la règle « At most 3 organisations per country. » (Allemagne : au plus 3)"),
        ("pl", "zasadę „At most 3 organisations per country.” (Niemcy: co najwyżej 3)"),
    ],
)
def test_a_published_rule_is_quoted_and_what_decided_is_said_in_the_language(
    language: str, told: str, write_in: WriteIn, usa_2017: DelegationFile
):
    written = write_in(language, LetterName.NOT_SELECTED, full_facts(LetterName.NOT_SELECTED, usa_2017))

    assert typeset(told, language) in written.text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Tue 7 March 2017, 10:30 Brussels (CET, UTC+1), 09:30 Lisbon (WET, UTC+0)"),
        ("de", "Di. 7. März 2017, 10:30 Brüssel (CET, UTC+1), 09:30 Lissabon (WET, UTC+0)"),
        ("fr", "mar. 7 mars 2017, 10:30 Bruxelles (CET, UTC+1), 09:30 Lisbonne (WET, UTC+0)"),
        ("pt", "terça, 7 de março de 2017, 10:30 Bruxelas (CET, UTC+1), 09:30 Lisboa (WET, UTC+0)"),
    ],
)
def test_a_deadline_is_told_on_the_organisers_clock_first_and_then_on_ones_own(
    language: str, told: str, write_in: WriteIn, usa_2017: DelegationFile
):
    facts: dict[str, FactValue] = {"closed_at": moment_of(NOW, usa_2017)}

    assert told in write_in(language, LetterName.RESERVE_CLOSED, facts, "Europe/Lisbon").text


def test_where_the_date_is_another_ones_own_clock_comes_with_its_date(
    write_in: WriteIn, usa_2017: DelegationFile
):
    late = datetime(2017, 3, 7, 22, 59, tzinfo=UTC)
    facts: dict[str, FactValue] = {"closed_at": moment_of(late, usa_2017)}

    text = write_in("en", LetterName.RESERVE_CLOSED, facts, "Europe/Helsinki").text

    assert (
        "Tue 7 March 2017, 23:59 Brussels (CET, UTC+1), Wed 8 March 2017, 00:59 Helsinki (EET, UTC+2)" in text
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_reminders_rise_in_tone(language: str, write_in: WriteIn, usa_2017: DelegationFile):
    def subject(tone: str, hours: int) -> str:
        facts: dict[str, FactValue] = {
            "confirm_by": moment_of(NOW + timedelta(hours=hours), usa_2017),
            "time_left": f"{hours} hours",
            "answer_url": "",
            "tone": tone,
        }
        return write_in(language, LetterName.OFFER_REMINDER, facts).subject

    offer = write_in(language, LetterName.OFFER, full_facts(LetterName.OFFER, usa_2017)).subject
    first, again, last = subject("first", 96), subject("again", 48), subject("last", 2)

    assert not first.split(":")[0].isupper()
    assert again.split(" ")[:2] == offer.split(" ")[:2]
    assert again[:6].isupper()
    assert last[:12].isupper()
    assert "12:30" in last
    assert subject("", 96) == first
    assert "12:30" not in subject("last", 26)
    assert len({first, again, last}) == 3


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "3 days"),
        ("de", "3 Tage"),
        ("fr", "3 jours"),
        ("es", "3 días"),
        ("it", "3 giorni"),
        ("nl", "3 dagen"),
        ("pl", "3 dni"),
        ("pt", "3 dias"),
    ],
)
def test_how_long_there_is_to_answer_is_said_in_the_language(
    language: str, told: str, write_in: WriteIn, usa_2017: DelegationFile
):
    facts = {**full_facts(LetterName.OFFER_REMINDER, usa_2017), "time_left": "3 days", "tone": "first"}

    written = write_in(language, LetterName.OFFER_REMINDER, facts)

    assert told in f"{written.subject} {written.text}".replace("\u00a0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_a_letter_asks_for_are_understood_when_they_come_back(
    language: str, write_in: WriteIn, usa_2017: DelegationFile
):
    facts = offer_facts(("Why.",), NOW, usa_2017, promoted=True)
    text = write_in(language, LetterName.OFFER, facts).text
    (line,) = [one for one in text.splitlines() if len(re.findall(r"[„«“\"][^„«“\"»”]+[“»”\"]", one)) == 2]

    yes, no = re.findall(r"[„«“\"]([^„«“\"»”]+)[“»”\"]", line)

    assert read_offer_reply(yes.strip()) is OfferReading.ACCEPT
    assert read_offer_reply(no.strip()) is OfferReading.DECLINE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_after_a_confirmation_are_said_in_the_language_with_their_dates(
    language: str, write_in: WriteIn
):
    written = write_in(language, LetterName.PLACE_CONFIRMED, {"next_steps": ("by Fri 24 March: passport",)})

    steps = re.findall(r"^- (.+)$", written.text, re.MULTILINE)
    assert len(steps) == (1 if language == "en" else 5)
    assert language == "en" or all("2017" in step for step in steps)


def test_a_comment_names_no_evaluator_no_other_organisation_and_leads_nowhere(
    write_in: WriteIn, usa_2017: DelegationFile
):
    wrote = (
        "Stronger than NanoRhone (A-3, scored by e2); Birgit Sommerfeld agrees. "
        "See https://evil.example/x or mail spy@evil.example."
    )
    sheets = (
        Scoresheet(application="A-17", evaluator="e1", marks=(), comment=wrote),
        Scoresheet(application="A-3", evaluator="e1", marks=(), comment="About somebody else."),
    )
    organisations = {"A-17": "Donau Werkstoffe", "A-3": "NanoRhone"}
    facts = not_selected_facts(
        one_decision(*every_reason()),
        usa_2017,
        comments=told_comments("A-17", sheets, organisations, ["e1", "e2"]),
        organisations=organisations,
    )

    text = write_in("de", LetterName.NOT_SELECTED, facts).text

    for hidden in ("NanoRhone", "A-3", "e2", "Sommerfeld", "Birgit", "evil.example", "somebody else"):
        assert hidden not in text
    assert "Stronger than [organisation]" in text


def test_comments_stay_out_of_letters_where_the_organiser_wants_it(usa_2017: DelegationFile):
    quiet = usa_2017.evaluation.model_copy(update={"comments_in_letters": False})

    facts = not_selected_facts(
        one_decision(*every_reason()), usa_2017.model_copy(update={"evaluation": quiet}), comments=("Good.",)
    )

    assert facts["comments"] == ()


WORDS = ("Strong", "network", "but", "less", "concrete", "than", "see", "also")


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_letter_of_a_selection_is_about_another_applicant(
    data: st.DataObject, write_in: WriteIn, usa_2017: DelegationFile
):
    """Comments name everybody; letters name nobody but their reader."""
    organisations = {f"A-{number}": f"Zyx{letter}qa Cluster" for number, letter in enumerate("bdfghk", 11)}
    pool = tuple(
        Evaluated(
            participant=name,
            facts=Facts(organisation=organisation, country=data.draw(st.sampled_from(("DE", "FR")))),
            score=data.draw(st.integers(0, 10_000)),
            received_at=NOW,
        )
        for name, organisation in organisations.items()
    )
    rules = usa_2017.selection.model_copy(update={"places": 2, "reserve": 2, "rules": ()})
    sheets = tuple(
        Scoresheet(application=name, evaluator="e1", marks=(), comment=data.draw(comments(organisations)))
        for name in organisations
    )

    for decision in select(pool, rules).decisions:
        written = letter_of(decision, sheets, organisations, usa_2017, write_in)
        for name, organisation in organisations.items():
            if name != decision.participant:
                told = one_line(f"{written.subject} {written.text}")
                assert name not in told
                assert organisation.split()[0].casefold() not in told.casefold()


@st.composite
def comments(draw: st.DrawFn, organisations: dict[str, str]) -> str:
    named = (*organisations, *organisations.values(), *(one.upper() for one in organisations.values()))
    return " ".join(draw(st.lists(st.sampled_from((*WORDS, *named)), max_size=12)))


def letter_of(
    decision: Decision,
    sheets: tuple[Scoresheet, ...],
    organisations: dict[str, str],
    file: DelegationFile,
    write_in: WriteIn,
) -> Written:
    comments = told_comments(decision.participant, sheets, organisations, ["e1"])
    match decision.status.value:
        case "selected":
            return write_in("de", LetterName.OFFER, offer_facts(decision, NOW, file))
        case "reserve":
            facts = reserve_facts(decision, file, comments=comments, organisations=organisations)
            return write_in("fr", LetterName.RESERVE, facts)
        case _:
            facts = not_selected_facts(decision, file, comments=comments, organisations=organisations)
            return write_in("en", LetterName.NOT_SELECTED, facts)
