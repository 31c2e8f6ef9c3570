"""The dates of the cut-offs among each other, and against what comes after them."""

from collections.abc import Iterator
from datetime import datetime

from delegation.call import CutOff
from delegation.cut_offs import panel_at
from delegation.file import DelegationFile
from delegation.reading.checks.finding import Finding, Findings, found
from delegation.zoned import demand_existing, instant

Where = tuple[str | int, ...]
OPTIONAL = ("late_until", "panel", "confirm_by")


def check_cut_offs(file: DelegationFile) -> Findings:
    """Late applications, panels and answers of each cut-off come in their order."""
    for n, cut_off in enumerate(file.call.cut_offs):
        where: Where = ("call", "cut_offs", n)
        skipped = list(_skipped(where, cut_off, file))
        yield from skipped
        if skipped:
            continue
        yield from _late(where, n, cut_off, file)
        yield from _of_the_first(where, cut_off, file) if n == 0 else _of_a_later(where, n, cut_off, file)


def _skipped(where: Where, cut_off: CutOff, file: DelegationFile) -> Iterator[Finding]:
    """Times that clocks skip in spring."""
    for name in OPTIONAL:
        local = getattr(cut_off, name)
        try:
            if local is not None:
                demand_existing(local, file.call.zone, "This time")
        except ValueError as error:
            message, _, remedy = str(error).partition(". ")
            yield found((*where, name), message, remedy)


def _late(where: Where, n: int, cut_off: CutOff, file: DelegationFile) -> Findings:
    late, following = cut_off.late_until, file.call.cut_offs[n + 1 : n + 2]
    if late is None:
        return
    if late <= cut_off.closes:
        message = f"late applications end on {late:%Y-%m-%d %H:%M}, when the cut-off is not over yet"
        yield found((*where, "late_until"), message, "give a date after 'closes', or delete it.")
    for one in following:
        if late >= one.closes:
            message = f"late applications would be taken until the cut-off {one.id!r} has closed as well"
            yield found((*where, "late_until"), message, f"give a date before {one.closes:%Y-%m-%d %H:%M}.")


def _of_the_first(where: Where, cut_off: CutOff, file: DelegationFile) -> Findings:
    for name in ("panel", "confirm_by"):
        if getattr(cut_off, name) is not None:
            message = f"{name!r} of the first cut-off is not looked at"
            remedy = "delete it; the first cut-off goes by 'evaluation' and 'offers'."
            yield found((*where, name), message, remedy)
    if cut_off.late_until is None:
        return
    late = instant(cut_off.late_until, file.call.zone)
    checked = file.eligibility.checked
    if checked is not None and late > file.at(checked):
        message = f"late applications are taken after the eligibility check ({checked:%Y-%m-%d %H:%M})"
        yield found((*where, "late_until"), message, "give an earlier date, or check later.")
    elif late > file.evaluation_rules.opens_at:
        opens = f"{file.evaluation_rules.opens:%Y-%m-%d %H:%M}"
        message = f"late applications are taken after the evaluation opens ({opens})"
        yield found((*where, "late_until"), message, "give an earlier date.")


def _of_a_later(where: Where, n: int, cut_off: CutOff, file: DelegationFile) -> Findings:
    zone = file.call.zone
    ends = instant(cut_off.late_until or cut_off.closes, zone)
    panel, before = panel_at(file, cut_off), panel_at(file, file.call.cut_offs[n - 1])
    at_panel = (*where, "panel" if cut_off.panel else "closes")
    if panel <= ends:
        message = f"the panel ({_said(panel)}) meets before the applications are in ({_said(ends)})"
        yield found(at_panel, message, "put the dates in order.")
    if panel <= before:
        message = f"the panel ({_said(panel)}) meets before that of the cut-off before ({_said(before)})"
        yield found(at_panel, message, "put the dates in order.")
    last = file.offer_rules.replacement_ends_at
    if cut_off.panel is not None and panel > last:
        message = f"the panel ({_said(panel)}) meets after the end of replacement ({_said(last)})"
        yield found((*where, "panel"), message, "give an earlier date.")
    if cut_off.confirm_by is None:
        return
    confirm = instant(cut_off.confirm_by, zone)
    if confirm <= panel:
        message = f"answers are due ({_said(confirm)}) before the panel has met ({_said(panel)})"
        yield found((*where, "confirm_by"), message, "give a later date.")
    if confirm > last:
        message = f"answers are due ({_said(confirm)}) after the end of replacement ({_said(last)})"
        yield found((*where, "confirm_by"), message, "give an earlier date.")


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
