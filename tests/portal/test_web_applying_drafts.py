"""Drafts: kept at a word, found again by a link in a mail, saved as one types, gone once handed in."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx

from activities.draft_ends import DraftEnd, DraftEnds
from activities.keys import draft_end_key, draft_key
from activities.owners import Owner, owner_of
from portal.web.applying.draft_sweep import sweep_drafts
from tests.portal.applying_portal import ANSWERS, LINA, Applying, hidden

BEGUN = {
    "person.name": "Lina Berg",
    "person.email": "lina@fyn.example",
    "answers.objectives": "Half a sentence",
    "answers.focus-areas": ["energy"],
    "answers.whole-programme": "yes",
    "lang": "en",
}


async def kept(town: Applying, form: dict[str, object] | None = None) -> httpx.Response:
    async with town.browser() as browser:
        page = await browser.get(f"{town.path}/apply")
        submission = hidden(page.text, "submission")
        data = {**(form or BEGUN), "submission": submission, "do": "keep"}
        return await browser.post(f"{town.path}/apply", data=data)


def mailed(town: Applying) -> str:
    """The path of the link in the last mail."""
    text = town.mailer.sent[-1].part("text/plain").decode()
    found = re.search(r"https://portal\.legation\.example(/draft/\S+)", text)
    assert found is not None
    return found[1]


async def test_a_draft_is_kept_and_its_link_is_mailed_to_the_address_that_was_typed():
    town = Applying()
    answer = await kept(town)
    async with town.browser() as browser:
        here = (await browser.get(answer.headers["location"])).text
        there = (await browser.get(mailed(town))).text

    assert answer.status_code == 303
    assert town.mailer.sent[-1].recipient == "lina@fyn.example"
    assert "Your draft is saved" in here
    for page in (here, there):
        assert "Half a sentence" in page
        assert 'value="Lina Berg"' in page
        assert re.search(r'value="energy" checked', page)
    assert town.applied == []


async def test_a_draft_lies_under_the_key_of_whoever_typed_it_and_no_key_of_the_vault_tells_who():
    town = Applying()
    await kept(town)
    drafts = [key for key in town.store.content if "/drafts/" in key]

    assert len(drafts) == 1
    person = drafts[0].rpartition("/")[2].removesuffix(".json")
    assert owner_of(drafts[0]) == Owner("usa-2017", person)
    assert not any("lina" in key for key in town.store.content)


async def test_a_draft_needs_an_address_and_says_so_without_losing_anything():
    town = Applying()
    answer = await kept(town, {**BEGUN, "person.email": "lina at fyn"})

    assert answer.status_code == 422
    assert 'href="#f-person-email"' in answer.text
    assert "Half a sentence" in answer.text
    assert "Please answer" not in answer.text
    assert town.mailer.sent == []


async def test_a_draft_that_is_handed_in_becomes_one_application_and_is_gone():
    town = Applying()
    await kept(town)
    path = mailed(town)
    async with town.browser() as browser:
        sent = await browser.post(path, data={**LINA, **ANSWERS, "do": "send"})
        again = await browser.post(path, data={**LINA, **ANSWERS, "do": "send"})
        shown = (await browser.get(path)).text

    assert (sent.status_code, again.status_code) == (303, 303)
    assert len(town.applied) == 1
    assert draft_key("usa-2017", town.applied[0]) not in town.store.content
    assert "A test harbour." in shown


async def test_the_first_tab_and_the_link_are_one_application():
    town = Applying()
    async with town.browser() as browser:
        submission = hidden((await browser.get(f"{town.path}/apply")).text, "submission")
        form = {**LINA, **ANSWERS, "submission": submission}
        await browser.post(f"{town.path}/apply", data={**form, "do": "keep"})
        await browser.post(mailed(town), data={**form, "do": "send"})
        await browser.post(f"{town.path}/apply", data={**form, "do": "send"})

    assert len(town.applied) == 1


async def test_a_draft_saves_itself_and_another_window_is_not_overwritten():
    town = Applying()
    await kept(town)
    path = mailed(town)
    async with town.browser() as browser:
        first = hidden((await browser.get(path)).text, "kept")
        town.legation.now += timedelta(minutes=1)
        one = await browser.post(path, data={**BEGUN, "person.name": "Lina B.", "kept": first, "do": "save"})
        town.legation.now += timedelta(minutes=1)
        other = await browser.post(path, data={**BEGUN, "person.name": "L.", "kept": first, "do": "save"})
        following = {**BEGUN, "person.name": "Lina Bergs", "kept": one.json()["kept"], "do": "save"}
        third = await browser.post(path, data=following)
        page = (await browser.get(path)).text

    assert [one.status_code, other.status_code, third.status_code] == [200, 409, 200]
    assert other.json() == {"saved": False, "why": "stale"}
    assert 'value="Lina Bergs"' in page


async def test_while_the_vault_is_away_a_draft_says_so_and_nothing_typed_is_lost():
    town = Applying()
    await kept(town)
    async with town.browser() as browser:
        page = (await browser.get(mailed(town))).text
        action = re.search(r'action="([^"]+)"', page)
        assert action is not None
        form = {**BEGUN, "kept": hidden(page, "kept")}
        town.store.is_away = True
        saved = await browser.post(action[1], data={**form, "do": "save"})
        sent = await browser.post(action[1], data={**form, "do": "send", "answers.seek": "Harbours 🚢"})

    assert (saved.status_code, saved.json()["why"]) == (503, "away")
    assert sent.status_code == 503
    assert "Harbours 🚢" in sent.text
    assert f'action="{action[1]}"' in sent.text


async def test_after_the_last_cut_off_the_link_says_until_when_it_was_open():
    town = Applying()
    await kept(town)
    path = mailed(town)
    town.late_by(timedelta(seconds=1))
    async with town.browser() as browser:
        seen = await browser.get(path)
        sent = await browser.post(path, data={**LINA, **ANSWERS, "do": "send"})

    assert "It was open until Fri 31 March 2017, 17:00 Brussels" in seen.text
    assert (sent.status_code, "<form" in seen.text, town.applied) == (409, False, [])


async def test_a_link_of_another_kind_or_none_opens_no_draft():
    town = Applying()
    await kept(town)
    token = mailed(town).removeprefix("/draft/")
    offer = town.links.offer_link("usa-2017", "W-AAAAAAAAAA").rpartition("/")[2]
    async with town.browser() as browser:
        answers = [await browser.get(f"/draft/{one}") for one in (token[:-2], offer, "x", "a" * 600)]
        crossed = await browser.get(f"/o/{token}/received")

    assert {one.status_code for one in (*answers, crossed)} == {404}


async def test_a_revoked_draft_link_is_dead():
    town = Applying()
    await kept(town)
    path = mailed(town)
    participant = town.links.read_draft(path.removeprefix("/draft/"))
    assert participant is not None
    town.feeds.ring.bump("usa-2017", participant.participant, town.legation.now)
    async with town.browser() as browser:
        assert (await browser.get(path)).status_code == 404


async def test_mails_with_links_are_few_however_often_they_are_asked_for():
    town = Applying()
    async with town.browser() as browser:
        for number in range(12):
            form = {**BEGUN, "submission": f"submission-of-mine-{number:02d}", "do": "keep"}
            answer = await browser.post(f"{town.path}/apply", data=form)
            assert answer.status_code == 303

    assert len(town.mailer.sent) == 5


async def test_the_mail_is_in_the_language_of_the_page():
    town = Applying()
    await kept(town, {**BEGUN, "lang": "fr"})
    mail = town.mailer.sent[-1]

    assert mail.subject == "Votre brouillon : EU Cluster Delegation to the USA 2017"
    assert "Continuer le brouillon" in unescape(mail.part("text/html").decode())


async def test_a_draft_that_was_never_handed_in_goes_two_weeks_after_the_call_has_closed():
    town = Applying()
    await kept(town)
    closes_in = town.file.call.last_closes_at - town.legation.now
    now = datetime.now(UTC)
    early = await sweep_drafts(town.legation, now + closes_in + timedelta(days=13))
    there = [key for key in town.store.content if "/drafts/" in key]
    late = await sweep_drafts(town.legation, now + closes_in + timedelta(days=15))
    left = [key for key in town.store.content if "/drafts/" in key or "draft-ends/" in key]

    assert (early, len(there), late, left) == (0, 1, 1, [])


async def test_a_draft_stays_where_the_cut_off_was_moved_meanwhile():
    town = Applying()
    await kept(town)
    closes_in = town.file.call.last_closes_at - town.legation.now
    town.store.content[draft_end_key("usa-2017")] = (
        DraftEnd(delegation="usa-2017", ends_at=datetime.now(UTC)).model_dump_json().encode()
    )
    removed = await sweep_drafts(town.legation, datetime.now(UTC) + timedelta(hours=1))
    later = DraftEnds(town.store).past(datetime.now(UTC) + closes_in + timedelta(days=13))

    assert (removed, later) == (0, ())
