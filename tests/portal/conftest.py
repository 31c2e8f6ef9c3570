"""The example delegation at its stages, with a terminal to type commands at."""

import pytest

from tests.portal import stages
from tests.portal.commands_portal import Terminal

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def at_call(capsys: Capture) -> Terminal:
    return Terminal(capsys, stages.call_open())


@pytest.fixture
def at_panel(capsys: Capture) -> Terminal:
    return Terminal(capsys, stages.solved())


@pytest.fixture
def at_offers(capsys: Capture) -> Terminal:
    return Terminal(capsys, stages.offered())


@pytest.fixture
def at_itinerary(capsys: Capture) -> Terminal:
    return Terminal(capsys, stages.published())


@pytest.fixture
def in_calendars(capsys: Capture) -> Terminal:
    """The programme is in the calendars of a delegate and a host: mails have left, feeds are filled."""
    return Terminal(capsys, stages.invited("A-01", "mit-host"))


@pytest.fixture
def at_follow_up(capsys: Capture) -> Terminal:
    return Terminal(capsys, stages.followed_up())
