"""Files that an application names: they lie beside it, and nothing else on the disk is read."""

from pathlib import Path

from delegation.reading.typed_text import LONGEST_LINE, is_empty, plain_text
from delegation.reading.upload_content import UPLOAD


def names_a_file(answer: str) -> bool:
    """Whether it is a file's name, not the reference of one that was handed in before."""
    return not is_empty(answer) and UPLOAD.fullmatch(answer.strip()) is None


def content_beside(folder: Path, name: str, largest: int) -> bytes:
    """The content of a file in `folder` or below it, at most one byte more than `largest`.

    Whoever wrote the application is not whoever hands it in: a name that leads out of the folder, also by a
    link, is refused. Raises ValueError with a sentence.
    """
    path = (folder / plain_text(name, LONGEST_LINE)).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("Name a file that lies beside the application, without a way out of its folder.")
    try:
        if not path.is_file():
            raise ValueError("There is no file of that name beside the application.")
        with path.open("rb") as opened:
            return opened.read(largest + 1)
    except OSError as error:
        raise ValueError(f"The file cannot be read ({error.strerror}).") from None
