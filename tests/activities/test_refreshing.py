"""Documents that age: what one change makes anew, and what it leaves alone."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.composing import Composer
from activities.dossiers import Dossiers
from activities.keys import papers_key
from activities.refreshing import Refreshed, RefreshOrder
from activities.register import Register
from delegation.document import DocumentKind, DocumentRef, newest
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.meeting import MeetingWish, Wish
from delegation.papers.fingerprint import fingerprint
from delegation.papers.needed import documents_needed
from delegation.papers.programme import Programme
from tests.fakes import MemoryStore
from tests.usa import usa_2017
from tests.usa_programme import MADE_AT, a_vault, making, published, rename
from tests.workflows.ports import PlainPress

FILE = usa_2017()
FIRST = published(7)
PRESS = PlainPress()


class Vault:
    """A vault in which the documents of a programme are kept up to it, one order after the other."""

    def __init__(self, programme: Programme = FIRST) -> None:
        self.store = a_vault(programme)
        self.known: tuple[DocumentRef, ...] = ()

    def refresh(self, programme: Programme, *, days: int = 0, **more: object) -> Refreshed:
        order = RefreshOrder(
            delegation="usa-2017",
            programme=programme,
            known=self.known,
            made_at=MADE_AT + timedelta(days=days),
            **more,
        )
        made = making(self.store, PRESS, PRESS, PRESS)
        refreshed = ActivityEnvironment().run(made.refresh_documents, order)
        self.known = tuple(newest((*self.known, *refreshed.documents)).values())
        return refreshed


def published_vault() -> Vault:
    vault = Vault()
    vault.refresh(FIRST)
    return vault


def anew(refreshed: Refreshed) -> set[tuple[str, str]]:
    """Kind and owner of what was made."""
    return {
        (one.kind.value, one.participant or one.about or "all") for one in refreshed.documents if one.kind
    }


def next_version(programme: Programme, item_id: str, **update: object) -> Programme:
    items = tuple(
        one.model_copy(update=update) if one.id == item_id else one for one in programme.itinerary.items
    )
    version = programme.itinerary.version + 1
    return programme.model_copy(update={"itinerary": Itinerary(version=version, items=items)})


def a_meeting(programme: Programme = FIRST) -> ItineraryItem:
    return next(item for item in programme.items if item.kind == "meeting")


def everything_composed(programme: Programme, store: MemoryStore) -> dict[str, str]:
    composer = Composer(Dossiers(store, Register(store)), FILE, programme, MADE_AT)
    made = {one: composer.compose(one) for one in documents_needed(FILE, programme)}
    return {f"{one.kind} {one.owner} {one.form}": two.fingerprint for one, two in made.items() if two}


# --- the story -----------------------------------------------------------------------------------------


def test_the_first_time_everything_is_made_and_says_from_what():
    refreshed = Vault().refresh(FIRST)

    assert len(refreshed.documents) == len(documents_needed(FILE, FIRST))
    assert (refreshed.unchanged, refreshed.gone, refreshed.left_out) == (0, (), ())
    assert {(one.version, one.made_at, len(one.facts)) for one in refreshed.documents} == {(3, MADE_AT, 64)}


def test_without_a_change_nothing_is_made_whatever_the_version_says():
    vault = published_vault()
    later = FIRST.model_copy(update={"itinerary": Itinerary(version=9, items=FIRST.itinerary.items)})
    before = dict(vault.store.content)

    refreshed = vault.refresh(later, days=1)

    assert refreshed.documents == ()
    assert refreshed.unchanged == len(documents_needed(FILE, FIRST))
    assert vault.store.content == before


def test_another_room_for_one_meeting_touches_only_those_who_need_to_know():
    vault, meeting = published_vault(), a_meeting()

    refreshed = vault.refresh(next_version(FIRST, meeting.id, room="Maryland Ballroom"))

    assert meeting.attendees is not None
    assert anew(refreshed) == {
        ("briefing-book", meeting.attendees[0]),
        ("guest-list", meeting.hosts[0]),
        ("table-cards", "all"),
        ("day-sheet", "2017-05-16"),
    }
    assert len(refreshed.documents) == 5, "the list of the host is a PDF and a workbook"
    assert {one.version for one in refreshed.documents} == {4}


def test_a_change_and_its_inverse_make_two_sets_of_papers_that_say_the_same():
    vault, meeting = published_vault(), a_meeting()
    first = {wanted: ref.facts for wanted, ref in newest(vault.known).items()}
    moved = next_version(FIRST, meeting.id, room="Maryland Ballroom")

    there = vault.refresh(moved)
    back = vault.refresh(next_version(moved, meeting.id, room=meeting.room))

    assert anew(there) == anew(back)
    assert {wanted: ref.facts for wanted, ref in newest(vault.known).items()} == first


def test_a_name_corrected_in_the_vault_is_corrected_on_paper_at_the_next_occasion():
    vault = published_vault()
    rename(vault.store, "A-01", "Piotr Łoś-Nowak")

    refreshed = vault.refresh(FIRST, days=1)

    kinds = {kind for kind, _ in anew(refreshed)}
    assert kinds >= {"badge-sheet", "guest-list", "rooming-list", "transfer-manifest", "briefing-book"}
    assert ("briefing-book", "A-01") in anew(refreshed)
    assert ("briefing-book", "A-02") not in anew(refreshed)
    assert ("route-map", "all") not in anew(refreshed)


def test_who_drops_out_has_no_book_any_more_and_is_on_no_list():
    vault = published_vault()
    staying = tuple(one for one in FIRST.delegates if one != "A-05")
    schedule = tuple(one for one in FIRST.schedule.meetings if one.participant != "A-05")
    items = tuple(
        item.model_copy(
            update={
                "attendees": tuple(one for one in item.attendees if one != "A-05"),
                "cancelled": item.attendees == ("A-05",),
            }
        )
        if item.attendees is not None
        else item
        for item in FIRST.itinerary.items
    )
    smaller = FIRST.model_copy(
        update={
            "delegates": staying,
            "schedule": FIRST.schedule.model_copy(update={"meetings": schedule}),
            "itinerary": Itinerary(version=4, items=items),
        }
    )

    refreshed = vault.refresh(smaller)

    assert [key.split("/")[-1].split("-v")[0] for key in refreshed.gone] == ["a-05"]
    assert not any(kind == "briefing-book" for kind, _ in anew(refreshed))
    assert {"programme-booklet", "badge-sheet", "transfer-manifest"} <= {kind for kind, _ in anew(refreshed)}


def test_what_is_over_stays_as_it_was_when_it_was_used():
    vault = published_vault()
    on_tuesday = 5
    fewer = FIRST.model_copy(update={"delegates": FIRST.delegates[1:]})

    refreshed = vault.refresh(fewer, days=on_tuesday)

    made = anew(refreshed)
    assert not made & {("day-sheet", "2017-05-14"), ("day-sheet", "2017-05-15"), ("guest-list", "eda")}
    assert not any(about in ("coach-navy-yard", "train-washington") for _, about in made)
    assert {("day-sheet", "2017-05-17"), ("transfer-manifest", "flight-boston")} <= made


def test_only_what_was_asked_for_is_looked_at():
    wanted = tuple(one for one in documents_needed(FILE, FIRST) if one.kind is DocumentKind.DAY_SHEET)
    refreshed = Vault().refresh(FIRST, only=wanted)

    assert {kind for kind, _ in anew(refreshed)} == {"day-sheet"}
    assert (len(refreshed.documents), refreshed.gone) == (6, ())


def test_a_task_stands_on_the_sheet_of_its_day_and_nowhere_else():
    from delegation.papers.programme import OpenTask

    vault = published_vault()
    day = FILE.legs[0].leaves
    busy = FIRST.model_copy(update={"tasks": (OpenTask(text="Ask for the gate.", day=day),)})

    assert anew(vault.refresh(busy)) == {("day-sheet", day.isoformat())}


# --- promises ------------------------------------------------------------------------------------------


def test_an_order_tried_twice_makes_everything_once():
    one, other = Vault(), Vault()
    first = one.refresh(FIRST)
    before = dict(one.store.content)
    one.known = ()

    assert one.refresh(FIRST) == first == other.refresh(FIRST)
    assert one.store.content == before


def test_documents_made_one_by_one_before_are_known_by_what_they_say():
    from activities.documents import DocumentOrder

    vault = Vault()
    order = DocumentOrder(
        delegation="usa-2017",
        kind=DocumentKind.BADGE_SHEET,
        participants=FIRST.delegates,
        itinerary=FIRST.itinerary,
        made_at=MADE_AT,
    )
    made = making(vault.store, PRESS, PRESS, PRESS).make_documents
    vault.known = ActivityEnvironment().run(made, order).documents

    assert ("badge-sheet", "all") not in anew(vault.refresh(FIRST))


def test_an_order_goes_through_json_unchanged():
    order = RefreshOrder(delegation="usa-2017", programme=FIRST, made_at=MADE_AT)
    assert RefreshOrder.model_validate_json(order.model_dump_json()) == order
    assert len(order.model_dump_json()) < 120_000


def test_who_was_erased_is_left_out_and_said_so():
    vault = Vault()
    for key in list(vault.store.keys("delegations/usa-2017/people/a-02")):
        vault.store.delete(key)

    refreshed = vault.refresh(FIRST)

    assert refreshed.left_out == ("A-02",)
    assert ("briefing-book", "A-02") not in anew(refreshed)


def test_diets_passports_and_wishes_of_hosts_are_on_no_paper_of_the_programme():
    vault = Vault()
    secrets = {"passport": b'{"passport_number": "XY0000000"}', "diet": b'{"diet": "halal"}'}
    for paper, content in secrets.items():
        vault.store.create(papers_key("usa-2017", "A-01", paper), content, "application/json")

    refreshed = vault.refresh(FIRST)

    said = b"".join(vault.store.read(one.key) for one in refreshed.documents)
    assert b"XY0000000" not in said
    assert b"halal" not in said


def test_what_a_delegate_wished_for_is_in_no_paper_but_their_own():
    vault = published_vault()
    meeting = FIRST.schedule.meetings[1]
    wishes = {**FIRST.wishes, meeting.participant: (MeetingWish(host=meeting.host, wish=Wish.MUST),)}

    assert anew(vault.refresh(FIRST.model_copy(update={"wishes": wishes}))) == {
        ("briefing-book", meeting.participant)
    }


def test_nothing_personal_is_in_what_the_activity_is_told_or_tells():
    refreshed = Vault().refresh(FIRST)
    order = RefreshOrder(delegation="usa-2017", programme=FIRST, made_at=MADE_AT, known=refreshed.documents)

    for payload in (refreshed.model_dump_json(), order.model_dump_json()):
        assert not any(word in payload for word in ("Żak", "Piotr", "Lubelska", "cluster.example"))


def test_an_order_for_a_delegation_nobody_opened_is_refused_for_good():
    press = PlainPress()
    order = RefreshOrder(delegation="usa-2018", programme=FIRST, made_at=MADE_AT)
    with pytest.raises(ApplicationError, match="usa-2018 is not in the vault") as refused:
        ActivityEnvironment().run(making(MemoryStore(), press, press, press).refresh_documents, order)
    assert refused.value.non_retryable


# --- fingerprints --------------------------------------------------------------------------------------

STORE = a_vault(FIRST)
COMPOSED = [
    made
    for one in documents_needed(FILE, FIRST)
    if (made := Composer(Dossiers(STORE, Register(STORE)), FILE, FIRST, MADE_AT).compose(one)) is not None
][::7]
"""Some of every kind: composing is quick, but not free."""
KEPT_OUT = {("imprint", "made_on"), ("imprint", "version")}


def leaves(shown: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to every text and number of the facts."""
    match shown:
        case dict():
            return [way for name, value in shown.items() for way in leaves(value, (*path, name))]
        case list():
            return [way for number, value in enumerate(shown) for way in leaves(value, (*path, number))]
        case _:
            return [path]


def with_another(shown: object, path: tuple[str | int, ...]) -> object:
    """The same facts with the one at the end of the way changed."""
    if not path:
        return shown + 1 if isinstance(shown, int) else f"{shown}."
    first, *rest = path
    if isinstance(shown, dict):
        return {**shown, first: with_another(shown[first], tuple(rest))}
    assert isinstance(shown, list)
    assert isinstance(first, int)
    return [*shown[:first], with_another(shown[first], tuple(rest)), *shown[first + 1 :]]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_fingerprint_changes_exactly_when_something_that_is_shown_does(data):
    composed = data.draw(st.sampled_from(COMPOSED))
    shown = composed.facts.model_dump(mode="json")
    texts = [path for path in leaves(shown) if path[-1] not in ("starts", "ends", "arrives", "leaves")]
    path = data.draw(st.sampled_from(texts))

    other = type(composed.facts).model_validate(with_another(shown, path))

    is_same = fingerprint(other, composed.drawn_from) == composed.fingerprint
    assert is_same is (path in KEPT_OUT)


def test_a_fingerprint_knows_what_a_picture_was_drawn_from():
    facts = COMPOSED[0].facts
    assert fingerprint(facts, ("a", "b")) != fingerprint(facts, ("ab",)) != fingerprint(facts)


def test_the_same_programme_has_the_same_fingerprints_in_whatever_order_it_is_told():
    turned = FIRST.model_copy(
        update={
            "itinerary": Itinerary(version=3, items=tuple(reversed(FIRST.itinerary.items))),
            "delegates": tuple(reversed(FIRST.delegates)),
        }
    )
    first, second = everything_composed(FIRST, STORE), everything_composed(turned, STORE)
    assert {name for name in first if first[name] != second[name]} == set()
