"""What every model of the house has in common."""

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """Something that is so. Frozen; unknown fields are ignored.

    A payload written by a newer version must still be readable by an older one, so strictness
    about unknown keys belongs to the places where people type (`delegation/file.py`).
    """

    model_config = ConfigDict(frozen=True)
