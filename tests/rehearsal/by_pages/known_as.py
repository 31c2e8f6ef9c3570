"""Who is who: the ids that the files give people and changes, and those the pages gave them."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


class KnownAs:
    """Both ways between the ids of the files and those of the pages."""

    def __init__(self, people: Mapping[str, str]) -> None:
        """`people`: by the id in the files, the one at the portal."""
        self._portal = dict(people)
        self._files = {here: there for there, here in people.items()}

    def at_portal(self, model: Model) -> Model:
        """The same with everybody called as the portal calls them."""
        return type(model).model_validate(_renamed(model.model_dump(mode="json"), self._portal))

    def note_change(self, in_files: str, at_portal: str) -> None:
        """A change of the script was named by the desk."""
        self._files[at_portal] = in_files

    def in_files(self, found: dict[str, Any]) -> dict[str, Any]:
        """A summary, with everybody and every change called as in the files, and in their order."""
        told = _renamed(found, self._files)
        for effect in told["change_effects"].values():
            effect["delegates"].sort()
        return told

    def name_in_files(self, path: str) -> str:
        """The same for a path whose names are in small letters."""
        return _in_words(path, {here.lower(): there.lower() for here, there in self._files.items()})


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {_in_words(str(key), names): _renamed(one, names) for key, one in value.items()}
        case list() | tuple():
            return [_renamed(one, names) for one in value]
        case str():
            return _in_words(value, names)
        case _:
            return value


def _in_words(text: str, names: Mapping[str, str]) -> str:
    """Whole names only: A-1 is not A-10."""
    if not names:
        return text
    known = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{known})(?![\w-])", lambda found: names[found.group()], text)
