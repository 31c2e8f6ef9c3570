"""Lists of a draft, filled from a table: looked through first, then put into the draft."""

import io

import pytest

from activities.adapters.table_books import CalamineTables
from delegation.reading.delegation_file import read_delegation
from portal.web.desk import Desk
from tests.portal import stages
from tests.portal.desk_portal import desk_of, signed_in
from tests.portal.forms_portal import fields_of
from tests.portal.test_web_wizard import AT, begun, file_of

HOSTS = """Organisation,Who answers for it,Profile,Takes one-to-one meetings,Most meetings,Colour
Harbour Board,Benedita Faro,"=1+1, and ""ships"" 🚢",yes,4,blue
Dock Laboratory,Duarte Salgado,Only water now.,yes,3,red
Nobody's House,Somebody Else,,no,many,red
"""


@pytest.fixture
def desk() -> Desk:
    return desk_of(stages.call_open())


def chosen(text: str) -> dict[str, tuple[str, io.BytesIO]]:
    return {"file": ("hosts.csv", io.BytesIO(text.encode()))}


async def test_hosts_come_from_a_table_row_by_row_and_only_once_confirmed(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        before = await file_of(browser)
        page = await browser.post(f"{AT}/hosts/table/hosts", files=chosen(HOSTS))
        assert page.status_code == 200
        assert await file_of(browser) == before
        for said in ("new", "changed", "write digits only", "left out: Colour", "Somebody Else"):
            assert said in page.text, said
        parts = [(name, (None, value)) for name, values in fields_of(page.text).items() for value in values]
        answers = [await browser.post(f"{AT}/hosts/table/hosts", files=parts) for _ in range(2)]
        assert [one.status_code for one in answers] == [303, 303]
        good = [line for line in HOSTS.splitlines() if "Nobody" not in line]
        written = await file_of(browser)

    assert "id: harbour-board" in written
    assert "at_most: many" in written
    assert written.count("organisation: Dock Laboratory") == before.count("organisation: Dock Laboratory")
    assert len(good) == 3


async def test_a_right_table_makes_a_right_file(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        right = HOSTS.partition("Nobody")[0].replace("yes,4,blue", "no,4,blue")
        page = await browser.post(f"{AT}/hosts/table/hosts", files=chosen(right))
        parts = [(name, (None, value)) for name, values in fields_of(page.text).items() for value in values]
        await browser.post(f"{AT}/hosts/table/hosts", files=parts)
        file = read_delegation(await file_of(browser))

    assert [one.id for one in file.hosts] == ["dock-lab", "bridge-house", "harbour-board"]
    assert file.hosts[2].profile == '=1+1, and "ships" 🚢'
    assert file.hosts[2].person == "bridge-desk"
    assert (file.hosts[0].profile, file.hosts[0].at_most) == ("Only water now.", 3)


async def test_the_template_of_a_list_can_be_filled_in_and_read(desk: Desk):
    async with signed_in(desk) as browser:
        await begun(browser)
        book = await browser.get(f"{AT}/programme/table/itinerary?format=xlsx")

    cells = [cell for row in CalamineTables().grid(book.content, "").rows for cell in row]
    assert {"Title", "Starts", "Venue", "Short name"} <= set(cells)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Organisation,Short name\nA,one\nB,one\n", "stands in two rows"),
        ("what,is,this\n1,2,3\n", "No row has headings that are known here"),
    ],
)
async def test_a_table_that_cannot_be_read_leaves_the_draft_as_it_was(desk: Desk, text: str, said: str):
    async with signed_in(desk) as browser:
        await begun(browser)
        before = await file_of(browser)
        answer = await browser.post(f"{AT}/hosts/table/hosts", files=chosen(text))
        assert answer.status_code == 422
        assert said in answer.text
        assert await file_of(browser) == before
        assert (await browser.get(f"{AT}/hosts/table/nothing")).status_code == 404
