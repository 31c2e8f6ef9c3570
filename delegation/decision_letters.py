"""The facts of the letters about decisions: eligible or not, selected, on the reserve list, moved, withdrawn.

Built from decisions, reports and the published rules. Nothing here is personal, and nothing is about
another applicant.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from delegation.file import DelegationFile
from delegation.letter import FactValue
from delegation.moments import told_moment
from delegation.panel import Settled
from delegation.reason_rows import Row, finding_rows, promoted_row, reason_rows
from delegation.selecting.eligibility import EligibilityReport
from delegation.selecting.reason import ReasonCode
from delegation.selecting.selection import Decision
from delegation.terms import Terms
from delegation.told_comments import without_others

Facts = dict[str, FactValue]
BAND = 3
YES = "yes"


def home_of(file: DelegationFile) -> str:
    """The organiser's city, read from its zone: `Europe/Brussels` is Brussels."""
    return file.organiser.zone.rsplit("/", 1)[-1].replace("_", " ")


def moment_of(at: datetime, file: DelegationFile) -> str:
    """A moment on the organiser's clock, as a fact that every language can say."""
    return told_moment(at, file.organiser.zone, home_of(file))


# --- eligibility ----------------------------------------------------------------------------------


def shortcomings(report: EligibilityReport) -> tuple[str, ...]:
    """What an application lacks: the published condition, and what was found instead."""
    return tuple(
        f"{finding.text} This is not met: {finding.reason[0].lower()}{finding.reason[1:]}"
        for finding in report.unmet
    )


def fix_needed(fixes: EligibilityReport | Sequence[str], until: datetime, file: DelegationFile) -> Facts:
    """What is to be put right by `until`: a report, or its sentences where letters are in English only."""
    report = fixes if isinstance(fixes, EligibilityReport) else None
    return {
        "fixes": shortcomings(report) if report else tuple(str(one) for one in fixes),
        "findings": finding_rows(report, file) if report else (),
        "fix_by": moment_of(until, file),
        "answer_url": "",
    }


def not_eligible_facts(
    report: EligibilityReport, file: DelegationFile, *, now: datetime | None = None
) -> Facts:
    """Which conditions are not met, and from `now` on when one may apply again."""
    return {
        "reasons": shortcomings(report),
        "findings": finding_rows(report, file),
        **again_facts(file, now),
    }


def admitted_facts(reason: str, file: DelegationFile, *, decision_by: datetime | None = None) -> Facts:
    """The organiser set a rule aside for `reason`: the application is evaluated after all."""
    return {"why": reason, "decision_by": moment_of(decision_by or file.offer_rules.sent_at, file)}


def cut_off_moved_facts(old: datetime, new: datetime, reason: str, file: DelegationFile) -> Facts:
    return {"old": moment_of(old, file), "new": moment_of(new, file), "why": reason, "answer_url": ""}


def withdrawal_facts(at: datetime, terms: Terms, *, left_reserve: bool) -> Facts:
    """A withdrawal that arrived at `at`, from the reserve list or before a decision."""
    return {
        "withdrawn_at": told_moment(at, terms.zone, terms.place),
        "reserve": YES if left_reserve else "",
    }


def again_facts(file: DelegationFile, now: datetime | None) -> Facts:
    """Until when one may apply again: the first cut-off after `now`; nothing if there is none."""
    ahead = [one for one in file.call.cut_offs if now is not None and now < file.call.closes_at(one)]
    if not ahead:
        return {"next_cut_off": "", "if_places_left": ""}
    return {
        "next_cut_off": moment_of(file.call.closes_at(ahead[0]), file),
        "if_places_left": YES if ahead[0].only_if_places_left else "",
    }


def steps_ahead(file: DelegationFile, now: datetime) -> tuple[Row, ...]:
    """What follows a confirmation: a code, and when (from, until, by or on).

    What was due before `now` has no date: it is wanted as soon as possible. What was only told is left out.
    """
    dates, meetings, papers = file.itinerary_dates, file.first_meetings, file.documents.passport_due
    steps = [("papers", file.at(papers))] if papers else []
    steps += [("visits", dates.visit_wishes_close_at)] if dates and file.has_choices else []
    steps += [("meetings", meetings.wishes_close_at)] if meetings else []
    steps += [("preliminary", dates.preliminary_at), ("final", dates.final_at)] if dates else []
    opens = moment_of(meetings.wishes_open_at, file) if meetings else ""
    return tuple(
        {
            "code": code,
            "at": moment_of(at, file) if at > now else "",
            "opens": opens if code == "meetings" else "",
        }
        for code, at in steps
        if at > now or code not in ("preliminary", "final")
    )


# --- selection ------------------------------------------------------------------------------------


def offer_facts(
    why: Decision | Sequence[str],
    confirm_by: datetime,
    file: DelegationFile,
    *,
    own_cost: bool = False,
    promoted: bool = False,
    waived: Sequence[str] = (),
) -> Facts:
    """Why there is a place, and until when it stands.

    `why` is the decision of the selection, or the English sentences. Of somebody promoted, `waived` are
    the published rules that a recorded decision set aside.
    """
    decision = why if isinstance(why, Decision) else None
    because = reason_rows(decision.because, file) if decision else ()
    return {
        "confirm_by": moment_of(confirm_by, file),
        "reasons": decision.reasons if decision else tuple(str(one) for one in why),
        "because": (promoted_row(waived),) if promoted else because,
        "answer_url": "",
        "own_cost": YES if own_cost else "",
    }


def reserve_facts(
    decision: Decision,
    file: DelegationFile,
    *,
    comments: Sequence[str] = (),
    organisations: Mapping[str, str] | None = None,
    settled: Settled | None = None,
    length: int | None = None,
) -> Facts:
    """Where on the reserve list of `length` places, until when, and why.

    `comments` are about this application and redacted (`told_comments`); `organisations` are everybody's,
    by participant id. `settled` are the rules after the panel's changes, else those of the file.
    """
    return {
        "rank_band": _band_told(decision)
        or rank_band(decision.rank or 1, length or file.selection_rules.reserve),
        "reserve_until": moment_of(file.offer_rules.replacement_ends_at, file),
        **_why(decision, file, organisations or {}),
        **_how_scored(file, comments, settled),
        "answer_url": "",
    }


def not_selected_facts(
    decision: Decision,
    file: DelegationFile,
    *,
    comments: Sequence[str] = (),
    organisations: Mapping[str, str] | None = None,
    settled: Settled | None = None,
    now: datetime | None = None,
) -> Facts:
    """Why not, by which criteria and rules, what was written, and from `now` on when to apply again."""
    return {
        **_why(decision, file, organisations or {}),
        **_how_scored(file, comments, settled),
        **again_facts(file, now),
    }


def rank_band(rank: int, length: int | None = None) -> str:
    """Reserve applicants are told a band of three, not the exact rank, and never beyond the list.

    `1 to 3`, of a list of 5 then `4 to 5`.
    """
    first = (rank - 1) // BAND * BAND + 1
    last = first + BAND - 1 if length is None else max(min(first + BAND - 1, length), rank)
    return str(first) if first == last else f"{first} to {last}"


def tone_of(number: int, of: int) -> str:
    """How urgent the reminder `number` of `of` reads: `first`, `again` or `last`."""
    if number >= of > 1:
        return "last"
    return "first" if number == 1 and of > 1 else "again"


def _band_told(decision: Decision) -> str:
    """The band as the reasons say it, so that both say the same."""
    told = next((one for one in decision.because if one.code is ReasonCode.RESERVE), None)
    if told is None or told.place is None or told.of is None:
        return ""
    return str(told.place) if told.place >= told.of else f"{told.place} to {told.of}"


def _why(decision: Decision, file: DelegationFile, organisations: Mapping[str, str]) -> Facts:
    own = organisations.get(decision.participant, "")
    ids = tuple(sorted(set(organisations) - {decision.participant}))

    def hidden(note: str) -> str:
        return without_others(note, own, organisations, ids)

    sentences = decision.reasons
    for note in [reason.note for reason in decision.because if reason.note]:
        sentences = tuple(sentence.replace(note, hidden(note)) for sentence in sentences)
    return {"reasons": sentences, "because": reason_rows(decision.because, file, hidden)}


def _how_scored(file: DelegationFile, comments: Sequence[str], settled: Settled | None) -> Facts:
    evaluation = settled.evaluation if settled else file.evaluation_rules
    rules = settled.rules if settled else file.selection_rules
    return {
        "criteria": tuple({"text": one.text, "weight": str(one.weight)} for one in evaluation.criteria),
        "rules": tuple(rule.text for rule in rules.rules),
        "comments": tuple(comments) if evaluation.comments_in_letters else (),
    }
