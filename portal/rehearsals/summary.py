"""The figures of one delegation, as `summary.json` states them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import mean
from typing import Any

from delegation.application import ApplicationStatus
from delegation.change import ChangeRecord
from delegation.file import DelegationFile, Phase
from delegation.itinerary import ItemKind
from delegation.planning.plan_state import PlanState
from delegation.status import DelegationStatus, Ledger
from portal.rehearsals.harvest import Harvest
from portal.rehearsals.own_figures import OWN_FIGURES, organisations_line, own_figures


def summary_of(
    file: DelegationFile,
    status: DelegationStatus,
    ledger: Ledger,
    plan: PlanState,
    harvest: Harvest,
    *,
    wall_seconds: float,
    began: datetime,
) -> dict[str, Any]:
    """What the delegation amounts to; plain values, ready for JSON."""
    return {
        "delegation": file.slug,
        "phase": status.phase,
        "applications": {
            "received": status.counts.received,
            "ineligible": status.counts.ineligible,
            "evaluated": status.counts.evaluated,
        },
        **({"selection": _selection(ledger)} if file.has(Phase.SELECTION) else {}),
        **({"offers": _offers(ledger)} if file.has(Phase.OFFERS) else {}),
        "delegates": len(ledger.travelled),
        **({"itinerary": _itinerary(plan)} if file.has(Phase.ITINERARY) else {}),
        **own_figures(file, ledger, plan),
        **({"organisations": harvest.organisations} if harvest.organisations else {}),
        "mails": dict(sorted(harvest.mails.items())),
        "invites": {kind: harvest.mails[f"invite-{kind}"] for kind in ("request", "update", "cancel")},
        "replies": harvest.replies,
        "documents": dict(sorted(harvest.documents.items())),
        "outcomes": _outcomes(ledger),
        "calendars": _calendars(harvest),
        "answers": harvest.answers,
        "changes_told": harvest.changes_told,
        "changes": [record.change.id for record in ledger.changes],
        "change_effects": {record.change.id: _effects(record, file) for record in ledger.changes},
        "wall_seconds": round(wall_seconds, 1),
        "virtual_days": (status.now - began).days,
        "history_events": _history(harvest.events),
    }


def headlines(summary: Mapping[str, Any]) -> list[str]:
    """The figures told at the end, as far as the event has them: `34 applications`, `99 meetings`."""
    told = [f"{summary['applications']['received']} applications, {summary['delegates']} delegates"]
    if "itinerary" in summary:
        told.append(_meetings_line(summary["itinerary"]))
    for name, own in OWN_FIGURES.items():
        if name in summary:
            told.append(own.headline(summary[name]))
    if "organisations" in summary:
        told.append(organisations_line(summary["organisations"]))
    return [*told, f"{sum(summary['mails'].values())} mails"]


def _meetings_line(figures: Mapping[str, Any]) -> str:
    """`239 meetings, objective 1,660 of at most 1,660`; where no objective is kept, the meetings alone."""
    meetings = f"{figures['meetings']} meetings"
    if "objective" not in figures:
        return meetings
    return f"{meetings}, objective {figures['objective']:,} of at most {figures['bound']:,}"


def _selection(ledger: Ledger) -> dict[str, Any]:
    decided = Counter(one.status for one in ledger.selection.decisions) if ledger.selection else Counter()
    return {
        "selected": decided[ApplicationStatus.SELECTED],
        "reserve": decided[ApplicationStatus.RESERVE],
        "not_selected": decided[ApplicationStatus.NOT_SELECTED],
        "objective": ledger.selection.objective if ledger.selection else 0,
        "bound": ledger.selection.bound if ledger.selection else 0,
        "rules": [
            {"rule": check.rule, "satisfied": check.satisfied, "found": check.detail}
            for check in ledger.final_rules
        ],
    }


def _offers(ledger: Ledger) -> dict[str, int]:
    counted = Counter(one.outcome.value for one in ledger.offers if one.outcome is not None)
    ended = {"confirmed": 0, "declined": 0, "expired": 0, **counted}
    return {**ended, "promoted": sum(one.promoted for one in ledger.offers)}


def _itinerary(plan: PlanState) -> dict[str, Any]:
    items = [item for item in plan.itinerary.items if not item.cancelled]
    kinds = Counter(item.kind for item in items)
    schedule, met = plan.schedule, plan.encounters
    each = [len(schedule.of(one)) + len(met.of(one)) for one in plan.delegates]
    return {
        "version": plan.itinerary.version,
        "items": len(items),
        "meetings": kinds[ItemKind.MEETING],
        "visits": kinds[ItemKind.VISIT],
        "meetings_per_delegate": {"fewest": min(each, default=0), "most": max(each, default=0)},
        "idle_slots": schedule.idle_slots + met.idle_slots,
        "unmet_musts": len(schedule.unmet_musts) + len(met.unmet_musts),
        "gap_percent": round(max(schedule.gap_percent, met.gap_percent), 2),
        **({"objective": met.value, "bound": met.bound} if met.encounters else {}),
    }


def _effects(record: ChangeRecord, file: DelegationFile) -> dict[str, Any]:
    """Whom a change touched, what it cost the published meetings, and what was made anew."""
    hosts = {host.id for host in file.hosts}
    told = record.told()
    disturbance = record.disturbance
    return {
        "delegates": sorted(one for one in told if one not in hosts),
        "hosts": sorted(one for one in told if one in hosts),
        "meetings": {
            "dropped": disturbance.dropped,
            "regained": disturbance.regained,
            "moved": disturbance.moved,
        },
        "documents": dict(sorted(Counter(one.kind for one in record.documents if one.kind).items())),
    }


def _calendars(harvest: Harvest) -> dict[str, Any]:
    """How many delegates' calendars show the itinerary, then hosts', then of those who left the trip."""
    who_left = [one.id for one in harvest.recipients if one.has_left]
    hosts = [one.id for one in harvest.recipients if one.is_host]
    delegates = [one.id for one in harvest.recipients if one.id not in (*who_left, *hosts)]
    return {
        **_equal(harvest, delegates),
        "hosts": _equal(harvest, hosts),
        "left": _equal(harvest, who_left),
        "different": [
            check.model_dump(mode="json") for check in harvest.calendars.values() if not check.is_true
        ],
    }


def _equal(harvest: Harvest, names: Sequence[str]) -> dict[str, int]:
    return {"equal": sum(harvest.calendars[name].is_true for name in names), "of": len(names)}


def _outcomes(ledger: Ledger) -> dict[str, dict[str, int]]:
    """By kind, how many are only claimed and how many evidenced."""
    counted: dict[str, dict[str, int]] = {}
    for one in ledger.outcomes:
        states = counted.setdefault(one.outcome.kind.value, {"claimed": 0, "evidenced": 0})
        states[one.outcome.evidence_state.value] += 1
    return dict(sorted(counted.items()))


def _history(events: Mapping[str, int]) -> dict[str, float]:
    journeys = [count for name, count in events.items() if name.startswith("participant-")]
    hosts = [count for name, count in events.items() if name.startswith("host-")]
    return {
        "delegation": events.get("delegation", 0),
        "evaluation": events.get("evaluation", 0),
        "participant_max": max(journeys, default=0),
        "participant_mean": round(mean(journeys), 1) if journeys else 0,
        "host_mean": round(mean(hosts), 1) if hosts else 0,
    }
