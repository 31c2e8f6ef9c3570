"""Cooperation: each agreement is a journey of its own; the arrangement hears of their steps, and reports."""

from temporalio import workflow

from workflows._desk import Desk


async def hold_cooperation(desk: Desk) -> None:
    """Until the arrangement ends; returns earlier where its history has grown long."""
    await desk.until(desk.file.cooperation_rules.ends_at, is_long, summary="Arrangement ends")


def is_long() -> bool:
    return workflow.info().is_continue_as_new_suggested()
