"""What a rule of a model objects to, as a refusal."""

from collections.abc import Callable, Iterator

from pydantic import ValidationError


def said(check: Callable[[], object]) -> Iterator[str]:
    """What the check objects to, in its own words."""
    try:
        check()
    except ValidationError as error:
        yield error.errors()[0]["msg"].removeprefix("Value error, ")
    except ValueError as error:
        yield str(error)
