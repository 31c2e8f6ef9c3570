"""What a rehearsal prints at its end opens for each kind of person."""

import re

from portal.rehearsals.front_doors import front_doors
from tests.portal import stages
from tests.portal.desk_portal import anybody, desk_of
from tests.portal.invites_portal import PORTAL


async def test_every_address_that_is_printed_opens():
    legation = stages.published()
    doors = await front_doors(legation, legation.register.delegation_file(stages.SLUG), PORTAL)

    async with anybody(desk_of(legation)) as browser:
        answers = [await browser.get(one.address) for one in doors]

    assert [one.who.partition(" ")[0] for one in doors] == ["Organiser", "Delegate", "Evaluator", "Host"]
    assert [one.status_code for one in answers] == [200, 200, 200, 200]
    assert all(re.search(r"<h1", one.text) for one in answers)
