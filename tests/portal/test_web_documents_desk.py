"""Documents at the organiser's desk: what there is, whether it is true, making and fetching."""

import pytest

from tests.portal import stages
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import OrganisersDesk


@pytest.fixture(scope="module")
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.published())


async def test_what_is_missing_is_listed_by_kind_and_made_once(desk: OrganisersDesk):
    page = (await desk.get("/documents")).text
    assert "not made" in page
    assert "Make 1" in page

    done = await desk.post("/documents", kind="programme-booklet")

    assert done.status_code == 303
    assert done.headers["location"].startswith(f"/desk/{SLUG}/documents?kind=programme-booklet&made=")
    made = [one for one in desk.legation.state.documents if one.kind == "programme-booklet"]
    assert made
    again = await desk.post("/documents", kind="programme-booklet")
    assert again.headers["location"].endswith("made=0")


async def test_a_document_is_fetched_by_its_digest_and_by_no_name_of_a_person(desk: OrganisersDesk):
    await desk.post("/documents", kind="programme-booklet")
    ref = next(one for one in desk.legation.state.documents if one.kind == "programme-booklet")

    answer = await desk.get(f"/documents/{ref.sha256}")

    assert answer.content == desk.store.read(ref.key)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    assert (await desk.get("/documents/0000")).status_code == 404


async def test_a_kind_there_is_not_is_refused(desk: OrganisersDesk):
    assert (await desk.post("/documents", kind="poster")).status_code == 400
