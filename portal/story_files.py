"""The example files of a delegation, from disk."""

from pathlib import Path

from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation
from delegation.reading.plain_yaml import LARGEST_FILE
from delegation.reading.registration_table import SOURCE as REGISTRATIONS
from delegation.reading.story import Story
from delegation.reading.story_reading import SINGLE_FILES, read_story

DELEGATION = "delegation.yaml"


class UnreadableFile(Exception):
    """A file is missing, too large or no text; the sentence says which and what to do."""


def read_delegation_file(path: Path) -> DelegationFile:
    """The delegation described by a file, or by `delegation.yaml` in a folder.

    Raises UnreadableFile, or DelegationFileError with positions.
    """
    found = path / DELEGATION if path.is_dir() else path
    return read_delegation(text_of(found), str(found))


def read_story_folder(folder: Path) -> tuple[DelegationFile, Story]:
    """A delegation and its story. Raises UnreadableFile, DelegationFileError or StoryFileError."""
    file = read_delegation_file(folder)
    names = [*(f"{name}.yaml" for name in SINGLE_FILES), REGISTRATIONS]
    found = [folder / name for name in names if (folder / name).is_file()]
    for part in ("applications", "substitutes"):
        found += sorted((folder / part).glob("*.yaml"))
    texts = {path.relative_to(folder).as_posix(): text_of(path) for path in found}
    story = read_story(texts, file)
    for name in story.organisations.files():
        if not (folder / name).is_file():
            raise UnreadableFile(f"There is no file {folder / name}, which the story imports; check it.")
    return file, story.model_copy(update={"folder": str(folder)})


def text_of(path: Path, largest: int = LARGEST_FILE) -> str:
    """The text of a file in UTF-8; of a larger one its beginning, for its reader to refuse.

    Raises UnreadableFile.
    """
    try:
        with path.open("rb") as opened:
            content = opened.read(largest + 1)
        return content.decode("utf-8")
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}; check the name.") from None
    except OSError as error:
        raise UnreadableFile(
            f"{path} cannot be read ({error.strerror}); check what it is and who may read it."
        ) from None
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path} is not text in UTF-8; save it in that encoding.") from None
