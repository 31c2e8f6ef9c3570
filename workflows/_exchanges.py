"""Exchanges: each is a journey of its own; the programme hears of their steps, and counts."""

from temporalio import workflow

from workflows._desk import Desk


async def hold_exchanges(desk: Desk) -> None:
    """Until the programme ends; returns earlier where its history has grown long."""
    await desk.until(desk.file.exchange_rules.ends_at, is_long, summary="Programme of exchanges ends")


def is_long() -> bool:
    return workflow.info().is_continue_as_new_suggested()
