from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.ports import Missing
from activities.register import Register
from delegation.application import Application
from delegation.file import DelegationFile
from delegation.person import Person
from tests.fakes import MemoryStore


class CountedWrites(MemoryStore):
    """Counts what is written in place of something."""

    count = 0

    def replace(self, key: str, content: bytes, media_type: str, *, instead_of: bytes | None) -> bool:
        self.count += 1
        return super().replace(key, content, media_type, instead_of=instead_of)


def test_a_person_is_found_as_they_were_kept_last(usa_2017: DelegationFile, jorg: Person):
    register = Register(MemoryStore())
    moved = jorg.model_copy(update={"email": "new@cluster.example"})

    for person in (jorg, moved, moved):
        register.keep("usa-2017", person)

    assert register.person("usa-2017", "A-17") == moved


def test_the_people_of_the_file_are_found_by_their_id(usa_2017: DelegationFile):
    register = Register(MemoryStore())
    register.keep_file(usa_2017)

    for person in usa_2017.people:
        assert register.person("usa-2017", person.id) == person


def test_the_file_reads_back_as_it_was_kept(usa_2017: DelegationFile):
    register = Register(MemoryStore())
    register.keep_file(usa_2017)
    register.keep_file(usa_2017)

    assert register.delegation_file("usa-2017") == usa_2017


@pytest.mark.parametrize("person_id", ["A-99", "", "../secret", "a/b", "Ä"])
def test_nobody_is_found_under_an_id_that_nobody_has(usa_2017: DelegationFile, person_id: str):
    register = Register(MemoryStore())
    register.keep_file(usa_2017)

    with pytest.raises(Missing):
        register.person("usa-2017", person_id)


def test_a_delegation_has_one_secret_whoever_asks_first():
    register = Register(MemoryStore())

    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: register.secret("usa-2017"), range(16)))

    assert [len(secret) for secret in secrets] == [32]
    assert register.secret("other") not in secrets


def test_asking_whether_there_is_a_secret_draws_none():
    store = MemoryStore()
    register = Register(store)

    assert register.drawn_secret("usa-2017") is None
    assert store.content == {}
    assert register.secret("usa-2017") == register.drawn_secret("usa-2017")


def test_keys_hold_ids_only(jorg: Person):
    store = MemoryStore()
    Register(store).keep("usa-2017", jorg)

    assert list(store.content) == ["delegations/usa-2017/people/a-17.json"]


def test_the_mailbox_of_an_opened_delegation_is_known_to_those_who_read_answers(usa_2017: DelegationFile):
    register = Register(MemoryStore())
    register.keep_file(usa_2017)
    register.keep_file(usa_2017.model_copy(update={"slug": "usa-2018"}))

    assert register.mailboxes() == (usa_2017.organiser.mailbox,)


def test_what_is_kept_already_is_not_written_again(jorg: Person):
    store = CountedWrites()
    register, application = Register(store), Application(id="A-17", person=jorg, answers={"country": "DE"})

    assert register.introduce("usa-2017", application)
    register.keep_application("usa-2017", application)
    assert store.count == 2


def test_who_is_known_is_not_introduced_again(jorg: Person):
    register, application = Register(MemoryStore()), Application(id="A-17", person=jorg, answers={})
    later = application.model_copy(update={"answers": {"country": "DE"}})

    assert register.introduce("usa-2017", application)
    assert not register.introduce("usa-2017", later)
    assert register.application("usa-2017", "A-17") == application


def test_the_secret_is_looked_up_once(jorg: Person):
    store = MemoryStore()
    secret = Register(store).secret("usa-2017")
    register = Register(store)
    assert register.drawn_secret("usa-2017") == secret
    store.delete(next(iter(store.keys("delegations/usa-2017/secret"))))

    assert register.drawn_secret("usa-2017") == secret
