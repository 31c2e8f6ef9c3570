"""Travel papers are erased on their day, with the answers they were made of."""

import json

from temporalio.testing import ActivityEnvironment

from activities.keys import papers_key
from activities.papers import PaperActivities, Purge
from tests.fakes import MemoryStore

SLUG, WHO = "usa-2017", "A-17"
ANSWERS = {"diet": "vegan", "emergency-contact": "Ole", "passport-number": "C01X00T47", "room": "single"}


def purged(*papers: str) -> MemoryStore:
    """The vault after the papers of these names (none: all) were erased, twice."""
    store = MemoryStore()
    for name, content in (("diet", {"diet": "vegan"}), ("room", {"room": "single"}), ("answers", ANSWERS)):
        store.create(papers_key(SLUG, WHO, name), json.dumps(content).encode(), "application/json")
    purge = Purge(delegation=SLUG, participants=(WHO, "A-18"), papers=papers)
    for _ in range(2):
        ActivityEnvironment().run(PaperActivities(store).purge_passports, purge)
    return store


def test_a_diet_is_erased_with_the_answers_it_was_made_of_and_the_rest_stays():
    store = purged("diet")

    assert list(store.keys(papers_key(SLUG, WHO, "diet"))) == []
    kept = json.loads(store.read(papers_key(SLUG, WHO, "answers")))
    assert kept == {"passport-number": "C01X00T47", "room": "single"}
    assert json.loads(store.read(papers_key(SLUG, WHO, "room"))) == {"room": "single"}


def test_all_papers_are_erased_with_all_answers():
    assert list(purged().keys(f"delegations/{SLUG}/participants/")) == []
