"""Applications at the organiser's desk: found, sorted, paged, opened, admitted, withdrawn."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from delegation.application import ApplicationStatus
from delegation.status import AuditEntry, Roster, RosterEntry
from portal.web.organising.applications_page_list import applications_page, wanted_in
from tests.portal import stages
from tests.portal.organisers_portal import Organisers

SLUG = stages.SLUG
PAGE = f"/desk/{SLUG}/applications"


@pytest.fixture
def at_panel() -> Organisers:
    return Organisers(stages.solved())


@pytest.fixture
def at_call() -> Organisers:
    return Organisers(stages.call_open())


def ids_in(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*/applications/([^"]+)"', page)


async def test_the_table_is_filtered_and_sorted_by_its_address(at_panel: Organisers) -> None:
    async with at_panel.browser(SLUG) as client:
        every = await client.get(PAGE)
        french = await client.get(PAGE, params={"country": "FR", "sort": "points", "order": "down"})
        found = await client.get(PAGE, params={"find": "bIoSaX"})
        nothing = await client.get(PAGE, params={"find": "nobody is called so"})

    assert len(ids_in(every.text)) == 34
    points = re.findall(r'<td class="number">([0-9.]+)</td><td class="number">', french.text)
    assert len(points) >= 3
    assert points == sorted(points, key=float, reverse=True)
    assert 'aria-sort="descending"' in french.text
    assert ids_in(found.text) == ["A-01"]
    assert "None of the 34 applications is like that." in nothing.text


async def test_what_makes_no_sense_in_an_address_is_left_out(at_panel: Organisers) -> None:
    async with at_panel.browser(SLUG) as client:
        page = await client.get(PAGE, params={"sort": "<script>", "page": "-3", "order": "sideways"})

    assert page.status_code == 200
    assert len(ids_in(page.text)) == 34


async def test_the_same_table_comes_as_json_and_as_a_workbook(at_panel: Organisers) -> None:
    async with at_panel.browser(SLUG) as client:
        as_json = (await client.get(PAGE, params={"country": "FR", "format": "json"})).json()
        book = await client.get(PAGE, params={"country": "FR", "format": "xlsx"})

    assert {one["country"] for one in as_json["entries"]} == {"FR"}
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    ids = [str(row[0]) for row in rows if str(row[0]).startswith("A-")]
    assert ids == [one["participant"] for one in as_json["entries"]]
    assert book.headers["content-disposition"] == f'attachment; filename="applications-{SLUG}.xlsx"'


def test_ten_thousand_applications_are_shown_fifty_at_a_time() -> None:
    file, _ = stages.example()
    came = datetime(2017, 2, 1, tzinfo=UTC)
    entries = tuple(
        RosterEntry(
            participant=f"A-{number:05}",
            organisation="Cluster",
            country="DE" if number % 2 else "FR",
            received_at=came + timedelta(seconds=number),
            status="submitted",
        )
        for number in range(1, 10_001)
    )
    roster = Roster(entries=entries)
    last = applications_page(file, roster, wanted_in({"page": "200"}))
    beyond = applications_page(file, roster, wanted_in({"page": "999"}))
    half = applications_page(file, roster, wanted_in({"country": "FR", "page": "2"}))

    assert (last.first, last.last, last.pages, last.after) == (9951, 10_000, 200, "")
    assert beyond.rows == last.rows
    assert (half.found, half.first, half.rows[0].id) == (5000, 51, "A-00102")
    assert (half.before, half.after) == ("country=FR", "country=FR&page=3")


async def test_one_application_shows_who_what_eligibility_and_score_sheets(at_panel: Organisers) -> None:
    async with at_panel.browser(SLUG) as client:
        page = await client.get(f"{PAGE}/A-01")
        as_json = (await client.get(f"{PAGE}/A-01?format=json")).json()

    assert page.status_code == 200
    person = at_panel.legation.register.person(SLUG, "A-01")
    assert person.email in page.text
    assert "Eligibility: nothing stands in the way" in page.text
    assert "Weighted mean, 0 to 5" in page.text
    assert "What was handed in" in page.text
    assert as_json["person"]["email"] == person.email


async def test_a_rule_is_set_aside_with_a_reason_and_the_name_of_who_did_it(
    at_call: Organisers, monkeypatch: pytest.MonkeyPatch
) -> None:
    legation, ordered = at_call.legation, []

    async def override(slug: str, order: object) -> None:
        ordered.append(order)
        entry = AuditEntry(
            at=legation.now,
            what=f"the rule {order.rule} set aside for {order.participant}",  # type: ignore[attr-defined]
            who=order.author,  # type: ignore[attr-defined]
            why=order.reason,  # type: ignore[attr-defined]
            about=(order.participant,),  # type: ignore[attr-defined]
        )
        before = await type(legation).ledger(legation, slug)

        async def ledger(_: str) -> object:
            return before.model_copy(update={"audit": (entry,)})

        monkeypatch.setattr(legation, "ledger", ledger)

    monkeypatch.setattr(legation, "override_eligibility", override)
    async with at_call.browser(SLUG) as client:
        unmet = [
            one.participant
            for one in legation.state.applied
            if "Set this rule aside" in (await client.get(f"{PAGE}/{one.participant}")).text
        ]
        page = (await client.get(f"{PAGE}/{unmet[0]}")).text
        rule = re.search(r'name="rule" value="([^"]+)"', page)[1]  # type: ignore[index]
        without = await client.post(f"{PAGE}/{unmet[0]}/admit", data={"rule": rule, "reason": " "})
        form = {"rule": rule, "reason": "Sent by mail"}
        answers = [await client.post(f"{PAGE}/{unmet[0]}/admit", data=form) for _ in range(2)]
        after = (await client.get(f"{PAGE}/{unmet[0]}?done=admit")).text

    assert without.status_code == 422
    assert "Say in a few words why" in without.text
    assert [one.status_code for one in answers] == [303, 303]
    assert len(ordered) == 1
    assert "Set aside by Hanna Vermeulen: Sent by mail" in after


async def test_an_application_is_withdrawn_for_who_asked_and_only_when_ticked(at_call: Organisers) -> None:
    path = f"{PAGE}/A-01/withdraw"
    async with at_call.browser(SLUG) as client:
        unsure = await client.post(path, data={"reason": "They called"})
        sure = await client.post(path, data={"reason": "They called", "sure": "yes"})
        page = await client.get(f"{PAGE}/A-01?done=withdraw")

    assert (unsure.status_code, sure.status_code) == (422, 303)
    assert 'value="They called"' in unsure.text
    assert at_call.legation.journeys["A-01"].status is ApplicationStatus.WITHDRAWN
    assert "It is withdrawn." in page.text


async def test_who_has_not_applied_and_what_is_of_others_is_not_there(at_panel: Organisers) -> None:
    paths = (PAGE, f"{PAGE}/A-01", f"{PAGE}/A-01/files/profile")
    async with at_panel.browser("japan-2018") as client:
        answers = [(await client.get(path)).status_code for path in paths]
        answers.append((await client.post(f"{PAGE}/A-01/withdraw", data={"sure": "yes"})).status_code)
    async with at_panel.browser(SLUG) as client:
        unknown = [
            (await client.get(f"{PAGE}/{path}")).status_code for path in ("A-99", "../x", "A-01/files/none")
        ]

    assert answers == [404, 404, 404, 404]
    assert unknown == [404, 404, 404]
    assert at_panel.legation.writes == []
