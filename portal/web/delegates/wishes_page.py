"""Wishes as forms: parallel visits put in an order by numbers, and whom one would like to meet."""

from collections.abc import Mapping, Sequence

from delegation.calendars.when import when_on_route
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.languages.tongue import file_in, tongue_of
from delegation.meeting import MeetingWish, VisitWish, Wish, Wishes
from portal.web.delegates.papers_page import Mistake
from portal.web.delegates.todo_page import told
from portal.web.delegates.todo_steps import Step, StepState, is_taken
from portal.web.delegates.visit import MinePage, Visit, mine

CHOICES = ("must", "nice", "no", "")
"""What a form posts for a host; empty: nothing is said of it."""


class VisitShown(Fact):
    """One of the visits of a block, and which number it has."""

    id: str
    title: str
    about: str
    rank: int


class BlockShown(Fact):
    """Visits at the same time; `numbers` are the places one may give them."""

    id: str
    when: str
    visits: tuple[VisitShown, ...]
    numbers: tuple[int, ...]
    problem: str = ""


class HostShown(Fact):
    id: str
    organisation: str
    profile: str
    city: str
    said: str


class WishesPage(MinePage):
    """The facts of `mine-visits.html` and `mine-wishes.html`."""

    name: str
    due: str
    state: str
    is_taken: bool
    is_given: bool
    blocks: tuple[BlockShown, ...] = ()
    hosts: tuple[HostShown, ...] = ()
    choices: tuple[str, ...] = CHOICES
    mistakes: tuple[Mistake, ...] = ()
    problem: str = ""
    moved: str = ""
    """Where somebody pressed a button to move a visit: the visit, so that the focus returns there."""


def blocks_of(file: DelegationFile) -> dict[str, tuple[ItineraryItem, ...]]:
    """Items at the same time by block, in the order of their days; each in the order of the file."""
    found: dict[str, tuple[ItineraryItem, ...]] = {}
    for item in file.itinerary:
        if item.block is not None and not item.cancelled:
            found[item.block] = (*found.get(item.block, ()), item)
    return dict(sorted(found.items(), key=lambda one: min(item.starts_at for item in one[1])))


# --- visits ------------------------------------------------------------------------------------------


def rankings_of(file: DelegationFile, wishes: Wishes) -> dict[str, tuple[str, ...]]:
    """Every block with all its visits in the order wished for so far; new ones come last."""
    said = {one.block: one.ranking for one in wishes.visits or ()}
    return {block: in_order(items, said.get(block, ())) for block, items in blocks_of(file).items()}


def in_order(items: Sequence[ItineraryItem], said: Sequence[str]) -> tuple[str, ...]:
    known = [item.id for item in items]
    first = [one for one in dict.fromkeys(said) if one in known]
    return (*first, *(one for one in known if one not in first))


def typed_ranks(file: DelegationFile, posted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    """By block the number each visit was given; 0 where it is no number of the page."""
    return {
        block: {item.id: _rank(posted.get(f"rank-{block}-{item.id}", ()), len(items)) for item in items}
        for block, items in blocks_of(file).items()
    }


def _rank(values: Sequence[str], most: int) -> int:
    text = values[-1].strip() if values else ""
    is_number = text.isascii() and text.isdigit() and len(text) < 4
    return int(text) if is_number and 1 <= int(text) <= most else 0


def unclear_blocks(ranks: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    """Blocks in which a number is missing or stands twice."""
    return tuple(
        block
        for block, own in ranks.items()
        if 0 in own.values() or len(set(own.values())) != len(own.values())
    )


def ranked(ranks: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[str, ...]]:
    """By block the visits in the order of their numbers; equals in the order of the page."""
    return {
        block: tuple(sorted(own, key=lambda one: (own[one] or len(own) + 1, list(own).index(one))))
        for block, own in ranks.items()
    }


def moved(order: Sequence[str], item: str, by: int) -> tuple[str, ...]:
    """With `item` one place up (-1) or down (1); at the end nothing happens."""
    if item not in order:
        return tuple(order)
    place = order.index(item)
    there = min(max(place + by, 0), len(order) - 1)
    rest = [one for one in order if one != item]
    return (*rest[:there], item, *rest[there:])


def visit_wishes(orders: Mapping[str, Sequence[str]]) -> Wishes:
    return Wishes(visits=tuple(VisitWish(block=one, ranking=tuple(order)) for one, order in orders.items()))


def visits_page(
    visit: Visit,
    step: Step,
    *,
    ranks: Mapping[str, Mapping[str, int]] | None = None,
    problem: str = "",
    moved_visit: str = "",
) -> WishesPage:
    """`ranks` are the numbers of a form that was not taken."""
    file = file_in(tongue_of(visit.words.language, visit.file), visit.file)
    orders = rankings_of(file, visit.view.state.wishes)
    numbers = ranks or {
        block: {item: place for place, item in enumerate(order, start=1)} for block, order in orders.items()
    }
    unclear = unclear_blocks(numbers) if ranks else ()
    blocks = tuple(
        _block(visit, file, block, items, numbers[block], is_unclear=block in unclear)
        for block, items in blocks_of(file).items()
    )
    wrong = tuple(
        Mistake(field=f"block-{one.id}", label=one.when, message=one.problem) for one in blocks if one.problem
    )
    return _page(visit, step, problem, mistakes=wrong).model_copy(
        update={"blocks": blocks, "moved": moved_visit}
    )


def _block(
    visit: Visit,
    file: DelegationFile,
    block: str,
    items: Sequence[ItineraryItem],
    numbers: Mapping[str, int],
    *,
    is_unclear: bool,
) -> BlockShown:
    shown = [
        VisitShown(id=item.id, title=item.title, about=_about(file, item), rank=numbers.get(item.id, 0))
        for item in items
    ]
    return BlockShown(
        id=block,
        when=when_on_route(items[0], file.legs, visit.words.language),
        visits=tuple(sorted(shown, key=lambda one: one.rank or len(items) + 1)),
        numbers=tuple(range(1, len(items) + 1)),
        problem=visit.words("todo-visits", "each-once", most=len(items)) if is_unclear else "",
    )


def _about(file: DelegationFile, item: ItineraryItem) -> str:
    place = file.place(item.place)
    return item.description or (place.name if place else "")


# --- meetings ----------------------------------------------------------------------------------------


def typed_wishes(file: DelegationFile, posted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """By host what was chosen; what is no choice of the page counts as nothing."""
    hosts = [host.id for host in file.hosts if host.meets]
    chosen = {host: (posted.get(f"wish-{host}") or [""])[-1] for host in hosts}
    return {host: one if one in CHOICES else "" for host, one in chosen.items()}


def meeting_wishes(chosen: Mapping[str, str]) -> Wishes:
    """What is said of no host is no wish."""
    return Wishes(
        meetings=tuple(MeetingWish(host=host, wish=Wish(one)) for host, one in chosen.items() if one)
    )


def meetings_page(
    visit: Visit, step: Step, *, chosen: Mapping[str, str] | None = None, problem: str = ""
) -> WishesPage:
    """`chosen` is what stood in a form that was not taken."""
    file = file_in(tongue_of(visit.words.language, visit.file), visit.file)
    said = (
        {one.host: one.wish.value for one in visit.view.state.wishes.meetings or ()}
        if chosen is None
        else chosen
    )
    cities = {leg.id: leg.city for leg in file.legs}
    several = len(file.meeting_sections) > 1
    hosts = tuple(
        HostShown(
            id=host.id,
            organisation=host.organisation,
            profile=host.profile,
            city=cities.get(host.meets_in or "", "") if several else "",
            said=said.get(host.id, ""),
        )
        for host in file.hosts
        if host.meets
    )
    return _page(visit, step, problem).model_copy(update={"hosts": hosts})


def _page(visit: Visit, step: Step, problem: str, mistakes: Sequence[Mistake] = ()) -> WishesPage:
    file, words = visit.file, visit.words
    due = told(step.due_at, file, words) if step.due_at else ""
    opens = told(step.opens_at, file, words) if step.opens_at else ""
    takes = is_taken(step, file, visit.view)
    said = "open" if takes else "ahead" if step.state is StepState.AHEAD else "closed"
    return WishesPage(
        **mine(visit, "/todo"),
        name=visit.person.name,
        due=words("todo-wishes", said, due=due, opens=opens),
        state=said,
        is_taken=takes,
        is_given=step.state is StepState.DONE,
        mistakes=tuple(mistakes),
        problem=problem,
    )
