"""What happens at the evaluation desk: `/e/{token}`."""

import json
import re
from datetime import timedelta

import httpx
import pytest

from delegation.evaluation import ConflictOfInterest, Relief, Scoresheets
from portal.errors import EngineAway
from tests.portal.evaluators_portal import E1, E2, Panel
from tests.portal.invites_portal import PORTAL, SLUG

HOSTILE = '<script>alert("x")</script>\u202e{{7*7}}'


@pytest.fixture
def panel() -> Panel:
    return Panel()


def words_of(page: str) -> str:
    """What somebody reads: without elements, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


async def followed(panel: Panel, answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == 303
    return await panel.get(str(answer.url.join(answer.headers["location"])).removeprefix(PORTAL))


# --- the list -------------------------------------------------------------------------------------------


async def test_the_list_shows_what_is_open_until_when_and_how_far_one_is(panel: Panel):
    first, second, *_ = panel.asked()
    await panel.legation.hand_in(SLUG, Scoresheets(evaluator=E1, sheets=(panel.sheet(first),)))

    page = words_of((await panel.get(panel.path())).text)

    assert f"1 of {len(panel.asked())} handed in" in page
    assert f"Go on with {second}" in page
    assert "Fri 3 March 2017, 18:00 Brussels (CET, UTC+1)" in page
    assert "Mon 6 March 2017, 10:00 Brussels" in page
    assert re.search(rf"{first} [\w ]+ handed in 4\.00", page)
    assert re.search(rf"{second} \S[^<]* to score –", page)


async def test_somebody_in_another_zone_reads_the_deadline_on_their_own_clock_too(panel: Panel):
    person = panel.legation.register.person(SLUG, "evaluator-1").model_copy(update={"zone": "Asia/Tokyo"})
    panel.know(person)

    assert "02:00 Tokyo" in (await panel.get(panel.path())).text


async def test_the_list_is_there_for_programs_without_the_secret(panel: Panel):
    answer = await panel.get(f"{panel.path()}?format=json")

    said = json.loads(answer.text)
    assert [row["application"] for row in said["rounds"][0]["rows"]] == panel.asked()
    assert panel.path().rsplit("/", 1)[1] not in answer.text


async def test_nobody_reads_what_is_with_others(panel: Panel):
    others = sorted(set(panel.asked(E2)) - set(panel.asked()))
    made_up = await panel.get(panel.path("A-999"))
    made_up_sent = await panel.post(panel.path("A-999"), panel.form())

    for application in others:
        for path in (panel.path(application), f"{panel.path(application)}/conflict"):
            seen, sent = await panel.get(path), await panel.post(path, panel.form())
            assert (seen.status_code, seen.text) == (404, made_up.text)
            assert (sent.status_code, sent.text) == (404, made_up_sent.text)
    assert panel.held() == ()


async def test_looking_changes_nothing_so_that_scanners_of_mail_may_open_every_link(panel: Panel):
    own = panel.path(panel.asked()[0])
    before, store = panel.legation.state, dict(panel.legation.store.content)

    async with panel.browser() as browser:
        for path in (panel.path(), own, f"{own}/conflict"):
            for method in ("GET", "HEAD"):
                assert (await browser.request(method, path)).status_code == 200

    assert (panel.legation.state, dict(panel.legation.store.content)) == (before, store)


async def test_whoever_is_relieved_is_told_so_and_reads_nothing_any_more(panel: Panel):
    application = panel.asked()[0]
    await panel.legation.relieve(SLUG, Relief(evaluator=E1, author="Jonas", reason="No answer."))

    pages = [await panel.get(panel.path()), await panel.get(panel.path(application))]
    sent = await panel.post(panel.path(application), panel.form())

    assert [one.status_code for one in (*pages, sent)] == [410, 410, 410]
    assert "given your applications to other evaluators" in pages[0].text
    assert panel.held() == ()


@pytest.mark.parametrize("token", ["x", "eyJkIjoidXNhLTIwMTciLCJ2IjoiZTEifQ.x", "a" * 600])
async def test_made_up_addresses_open_nothing(panel: Panel, token: str):
    assert (await panel.get(f"/e/{token}")).status_code == 404
    assert (await panel.get(f"/e/{token}/{panel.asked()[0]}")).status_code == 404


async def test_a_revoked_address_opens_nothing(panel: Panel):
    path = panel.path()
    panel.desk.feeds.ring.bump(SLUG, E1, panel.legation.now)

    assert (await panel.get(path)).status_code == 404


# --- one application ----------------------------------------------------------------------------------


async def test_an_application_is_read_in_the_words_of_the_applicant_beside_its_criteria(panel: Panel):
    application = panel.asked()[0]
    kept = panel.legation.register.application(SLUG, application)

    page = await panel.get(panel.path(application))

    shown = words_of(page.text)
    assert str(kept.answers["objectives"]) in shown
    assert kept.person.organisation in shown
    for criterion in panel.rules.criteria:
        assert criterion.text in shown
        assert criterion.help in shown
        assert page.text.count(f'type="radio" id="mark-{criterion.id}-') == 6
    assert f"1 of {len(panel.asked())}" in shown


async def test_every_field_has_a_label_and_the_page_is_kept_nowhere(panel: Panel):
    application = panel.asked()[0]

    for path in (panel.path(application), f"{panel.path(application)}/conflict"):
        page = await panel.get(path)
        fields = re.findall(r'<(?:input type="radio"|input|textarea) id="([^"]+)"', page.text)
        assert set(fields) <= set(re.findall(r'<label for="([^"]+)"', page.text))
        assert len(re.findall(r"<h1>", page.text)) == 1
        assert page.headers["cache-control"] == "no-store"
        assert " style=" not in page.text


async def test_one_press_hands_in_and_goes_on_to_the_next(panel: Panel):
    first, second, *_ = panel.asked()

    answer = await panel.post(panel.path(first), panel.form())

    assert answer.headers["location"] == f"{second}?taken={first}"
    assert panel.held() == (panel.sheet(first),)
    after = await followed(panel, answer)
    assert f"Your score sheet for {first} is handed in." in after.text
    assert f'data-taken="{panel.path(first)}"' in after.text


async def test_after_the_last_one_the_list_says_thank_you(panel: Panel):
    *others, last = panel.asked()
    sheets = tuple(panel.sheet(one) for one in others)
    await panel.legation.hand_in(SLUG, Scoresheets(evaluator=E1, sheets=sheets))

    after = await followed(panel, await panel.post(panel.path(last), panel.form()))

    assert "That was the last one. Thank you, Birgit Sommerfeld." in after.text
    assert "Go on with" not in after.text


async def test_a_sheet_may_be_replaced_and_opens_as_it_was_handed_in(panel: Panel):
    application = panel.asked()[0]
    await panel.post(panel.path(application), panel.form("2"))
    page = (await panel.get(panel.path(application))).text

    await panel.post(panel.path(application), panel.form("5", seen=seen_in(page)))

    assert page.count('value="2" checked>') == len(panel.rules.criteria)
    assert "Replace the score sheet" in page
    assert "A clear plan." in page
    assert panel.held() == (panel.sheet(application, 5),)


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


async def test_pressing_twice_hands_in_once(panel: Panel):
    application = panel.asked()[0]
    answers = [await panel.post(panel.path(application), panel.form()) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert panel.legation.writes.count("hand_in") == 1


async def test_a_second_window_does_not_silently_replace_what_the_first_handed_in(panel: Panel):
    application = panel.asked()[0]
    await panel.post(panel.path(application), panel.form("5", comment="From the first window."))

    stale = await panel.post(panel.path(application), panel.form("1", comment="From the second window."))

    assert stale.status_code == 409
    assert "handed in another score sheet for this application meanwhile" in stale.text
    assert "From the second window." in stale.text
    assert panel.held()[0].comment == "From the first window."
    meant = await panel.post(
        panel.path(application), panel.form("1", comment="From the second window.", seen=seen_in(stale.text))
    )
    assert meant.status_code == 303
    assert panel.held()[0].comment == "From the second window."


async def test_what_is_missing_is_listed_with_links_and_nothing_typed_is_lost(panel: Panel):
    application = panel.asked()[0]
    first, second, *_ = panel.rules.criteria
    typed = panel.form(comment="Half done.")
    del typed[f"mark-{second.id}"]

    answer = await panel.post(panel.path(application), typed)

    assert answer.status_code == 422
    assert f'<a href="#mark-{second.id}-0">“{second.text}” has no mark; choose one from 0 to 5.</a>' in (
        answer.text
    )
    assert f'id="mark-{second.id}-0"' in answer.text
    assert f'id="mark-{first.id}-4" name="mark-{first.id}" value="4" checked' in answer.text
    assert "Half done." in answer.text
    assert "<title>Not handed in yet" in answer.text
    assert panel.held() == ()


@pytest.mark.parametrize("mark", ["6", "-1", "4.5", "٣", "9" * 400, HOSTILE, "", " "])
async def test_what_is_no_mark_is_refused_in_words(panel: Panel, mark: str):
    answer = await panel.post(panel.path(panel.asked()[0]), panel.form(mark))

    assert answer.status_code == 422
    assert "from 0 to 5." in answer.text
    assert HOSTILE not in answer.text
    assert panel.held() == ()


async def test_hostile_comments_are_kept_as_typed_and_shown_as_text(panel: Panel):
    application = panel.asked()[0]
    comment = f"{HOSTILE} 🚀 </textarea>\nsecond line\x00\x1b"

    await panel.post(panel.path(application), panel.form(comment=comment))
    page = await panel.get(panel.path(application))

    assert panel.held()[0].comment == comment.replace("\x00\x1b", "\ufffd\ufffd")
    assert "<script>alert" not in page.text
    assert "&lt;/textarea&gt;" in page.text


async def test_a_comment_of_exactly_the_limit_is_taken_and_one_more_is_refused(panel: Panel):
    application = panel.asked()[0]
    long = "🚀" * 1000 + "\r\n" + "x" * 999

    assert (await panel.post(panel.path(application), panel.form(comment=f"{long}x"))).status_code == 422
    assert (await panel.post(panel.path(application), panel.form(comment=long))).status_code == 303


async def test_five_megabytes_are_refused(panel: Panel):
    answer = await panel.post(panel.path(panel.asked()[0]), panel.form(comment="x" * 5_000_000))

    assert answer.status_code == 413
    assert panel.held() == ()


async def test_marks_of_a_wide_scale_are_typed(panel: Panel):
    panel.rule(highest_mark=100)
    application = panel.asked()[0]

    page = await panel.get(panel.path(application))
    high = await panel.post(panel.path(application), panel.form("101"))
    await panel.post(panel.path(application), panel.form("80"))

    assert 'type="radio"' not in page.text
    assert "give a whole number from 0 to 100" in high.text
    assert {one.mark for one in panel.held()[0].marks} == {80}
    assert "4.00" in (await panel.get(panel.path())).text


async def test_another_sites_page_cannot_hand_in(panel: Panel):
    for tail in ("", "/conflict"):
        path = panel.path(panel.asked()[0]) + tail
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            async with panel.browser() as browser:
                assert (await browser.post(path, data=panel.form(), headers=headers)).status_code == 403

    assert panel.held() == ()


async def test_what_was_typed_while_the_engine_is_away_can_be_sent_again(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
):
    async def away(*_: object, **__: object) -> None:
        raise EngineAway("Temporal does not answer.")

    monkeypatch.setattr(panel.legation, "evaluation", away)
    application = panel.asked()[0]

    answer = await panel.post(panel.path(application), panel.form(comment="Half an hour of work."))

    assert answer.status_code == 503
    assert "Half an hour of work." in answer.text
    for criterion in panel.rules.criteria:
        assert f'name="mark-{criterion.id}" value="4"' in answer.text


# --- dates ------------------------------------------------------------------------------------------------


async def test_after_the_deadline_sheets_still_count_until_the_panel_meets(panel: Panel):
    panel.legation.now = panel.rules.closes_at + timedelta(hours=1)
    application = panel.asked()[0]

    page = await panel.get(panel.path())
    answer = await panel.post(panel.path(application), panel.form())

    assert "They still count until the panel meets" in page.text
    assert "overdue" in page.text
    assert answer.status_code == 303
    assert panel.held() == (panel.sheet(application),)


async def test_once_the_panel_has_met_sheets_are_read_and_no_longer_changed(panel: Panel):
    first, second, *_ = panel.asked()
    await panel.post(panel.path(first), panel.form())
    panel.legation.now = panel.rules.panel_at + timedelta(minutes=1)

    read = await panel.get(panel.path(first))
    late = await panel.post(panel.path(second), panel.form(comment="Too late."))
    conflict = await panel.get(f"{panel.path(first)}/conflict")

    assert "nothing can be changed any more" in read.text
    assert "A clear plan." in read.text
    assert "<form" not in read.text
    assert late.status_code == 409
    assert "The panel has met; score sheets are no longer taken." in late.text
    assert "Too late." in late.text
    assert conflict.status_code == 410
    assert panel.held() == (panel.sheet(first),)


async def test_before_anything_is_given_out_the_desk_says_when_it_opens(panel: Panel):
    state = panel.legation.state
    panel.legation.state = state.model_copy(update={"assignment": type(state.assignment)()})

    page = await panel.get(panel.path())

    assert "The evaluation opens on Thu 23 February 2017, 09:00 Brussels" in page.text


async def test_long_after_the_delegation_the_address_has_ended(panel: Panel):
    panel.legation.now = panel.legation._file.ends_at + timedelta(days=400)

    assert (await panel.get(panel.path())).status_code == 410


# --- conflicts of interest --------------------------------------------------------------------------------


async def test_a_conflict_is_declared_in_two_steps_and_goes_to_somebody_else(panel: Panel):
    application = panel.asked()[0]
    path = f"{panel.path(application)}/conflict"
    await panel.post(panel.path(application), panel.form())

    asked = await panel.post(path, {"link": "work", "words": "We share a project."})
    assert asked.status_code == 200
    assert "the score sheet you handed in no longer counts" in asked.text
    assert panel.legation.conflicts == ()

    done = await panel.post(path, {"link": "work", "words": "We share a project.", "sure": "yes"})
    after = await followed(panel, done)

    reason = "I work or have worked with the applicant. We share a project."
    assert panel.legation.conflicts == (
        ConflictOfInterest(evaluator=E1, application=application, reason=reason),
    )
    assert f"Your conflict of interest with {application} is recorded." in after.text
    assert reason in after.text
    assert application not in panel.asked()
    assert panel.held() == ()


async def test_declaring_twice_is_once_and_its_application_is_closed(panel: Panel):
    application = panel.asked()[0]
    said = {"link": "family", "words": "", "sure": "yes"}
    answers = [await panel.post(f"{panel.path(application)}/conflict", said) for _ in range(2)]

    late = await panel.post(panel.path(application), panel.form())

    assert [one.status_code for one in answers] == [303, 303]
    assert len(panel.legation.conflicts) == 1
    assert late.status_code == 410
    assert "somebody else scores it" in late.text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"sure": "yes"}, "choose one of the sentences"),
        ({"link": "made-up", "sure": "yes"}, "choose one of the sentences"),
        ({"link": "other", "words": "  ", "sure": "yes"}, "Say in a few words what it is."),
        ({"link": "work", "words": "x" * 301, "sure": "yes"}, "Shorten your words by 1 characters."),
    ],
)
async def test_a_conflict_without_a_reason_is_not_declared(panel: Panel, said: dict[str, str], sentence: str):
    answer = await panel.post(f"{panel.path(panel.asked()[0])}/conflict", said)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert panel.legation.conflicts == ()


async def test_hostile_reasons_are_one_line_and_shown_as_text(panel: Panel):
    path = f"{panel.path(panel.asked()[0])}/conflict"
    words = f"{HOSTILE}\r\nBcc: everybody\x00"

    asked = await panel.post(path, {"link": "work", "words": words})
    await panel.post(path, {"link": "work", "words": words, "sure": "yes"})

    assert "<script>alert" not in asked.text
    (declared,) = panel.legation.conflicts
    assert declared.reason.endswith(f"{HOSTILE} Bcc: everybody\ufffd")
