from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.ports import Missing
from activities.register import Register
from delegation.file import DelegationFile
from delegation.person import Person
from tests.fakes import MemoryStore


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
