"""Everything that passes between people, workflows and activities, found in their signatures."""

import inspect
import typing
from collections.abc import Callable, Iterator

from pydantic import BaseModel
from temporalio import activity, workflow

from activities.deciding import DecisionActivities
from activities.dispatching import DispatchActivities
from activities.documents import DocumentActivities
from activities.exchange_papers import ExchangePaperActivities
from activities.exchanges import ExchangeActivities
from activities.journeys import JourneyActivities
from activities.mail import MailActivities
from activities.mail_count import CountActivities
from activities.papers import PaperActivities
from activities.payments import PaymentActivities
from activities.planning import PlanningActivities
from activities.reassigning import ReplacementActivities
from activities.records import RecordActivities
from activities.sweeping import SweepActivities
from activities.versions import VersionActivities
from activities.yearly_reports import YearlyReportActivities
from worker import WORKFLOWS

ACTIVITIES = (
    CountActivities,
    DecisionActivities,
    DispatchActivities,
    DocumentActivities,
    ExchangeActivities,
    ExchangePaperActivities,
    JourneyActivities,
    MailActivities,
    PaperActivities,
    PaymentActivities,
    PlanningActivities,
    RecordActivities,
    VersionActivities,
    ReplacementActivities,
    SweepActivities,
    YearlyReportActivities,
)


def definitions() -> list[workflow._Definition]:
    return [workflow._Definition.must_from_class(one) for one in WORKFLOWS]


def activity_functions() -> dict[str, Callable[..., object]]:
    """Every activity by its name."""
    methods = [method for one in ACTIVITIES for _, method in inspect.getmembers(one, inspect.isfunction)]
    named = [(activity._Definition.from_callable(method), method) for method in methods]
    return {definition.name: method for definition, method in named if definition and definition.name}


def messages() -> dict[str, Callable[..., object]]:
    """Every update, signal and query of every workflow, and every run, as `Delegation.change`."""
    found: dict[str, Callable[..., object]] = {}
    for one in definitions():
        found[f"{one.name}.run"] = one.run_fn
        found |= {f"{one.name}.{name}": update.fn for name, update in one.updates.items() if name}
        found |= {f"{one.name}.{name}": signal.fn for name, signal in one.signals.items() if name}
        found |= {f"{one.name}.{name}": query.fn for name, query in one.queries.items() if name}
    return found


def signature_of(function: Callable[..., object]) -> tuple[list[object], object]:
    """Types of what goes in, without self, and of what comes out."""
    hints = typing.get_type_hints(function)
    returned = hints.pop("return", None)
    return list(hints.values()), returned


def payloads() -> set[type[BaseModel]]:
    """Every model that passes between people, workflows and activities, with all it is made of."""
    found: set[type[BaseModel]] = set()
    for function in (*activity_functions().values(), *messages().values()):
        arguments, returned = signature_of(function)
        for annotation in (*arguments, returned):
            _gather(annotation, found)
    return found


def _gather(annotation: object, found: set[type[BaseModel]]) -> None:
    for part in typing.get_args(annotation):
        _gather(part, found)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
        found.add(annotation)
        for field in annotation.model_fields.values():
            _gather(field.annotation, found)


def leaves(annotation: object) -> Iterator[object]:
    parts = typing.get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from leaves(part)
