"""Experiments on the real stack take minutes, and have a time limit of their own."""

import pytest

LONGEST = 900
"""Seconds of one experiment on a busy machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/faults/" in str(item.path) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LONGEST))
