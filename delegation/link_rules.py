"""Until when an address that was signed for somebody opens a page."""

from datetime import datetime, timedelta

from delegation.file import DelegationFile, Phase

LASTS = timedelta(days=180)
"""After the last date of the delegation: as long as outcomes are followed."""


def links_end_at(file: DelegationFile) -> datetime:
    """When all addresses of pages end (trip time); those of invites besides with their items."""
    return _last_date(file) + LASTS


def _last_date(file: DelegationFile) -> datetime:
    dates = [file.ends_at]
    if file.has(Phase.EXCHANGES):
        dates.append(file.exchange_rules.ends_at)
    if file.has(Phase.COOPERATION):
        dates.append(file.cooperation_rules.ends_at)
    if file.follow_up is not None:
        dates.append(file.follow_up.report_due_at)
    return max(dates)
