"""Documents of the vault as files on a disk."""

from collections.abc import Iterable
from pathlib import Path

from activities.ports import DocumentStore, Missing
from delegation.document import DocumentRef, file_name


def write_documents(store: DocumentStore, documents: Iterable[DocumentRef], directory: Path) -> list[str]:
    """Write each document, readable by its owner alone. Returns the names of the files.

    Of several versions each has its own name. What was erased since is left out, as visa letters are
    with the passports they quote.
    """
    make_private(directory)
    written: list[str] = []
    for one in documents:
        try:
            content = store.read(one.key)
        except Missing:
            continue
        name = _free_name(one, written)
        write_private(directory / name, content)
        written.append(name)
    return written


def make_private(directory: Path) -> None:
    """The directory, if it is not there yet, for its owner alone: there are people's particulars in it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_private(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)


def _free_name(document: DocumentRef, taken: list[str]) -> str:
    name = Path(file_name(document))
    versioned = name.with_stem(f"{name.stem}-v{document.version}") if document.version else name
    candidates = (
        versioned,
        *(versioned.with_stem(f"{versioned.stem}-{n}") for n in range(2, len(taken) + 3)),
    )
    return next(str(one) for one in candidates if str(one) not in taken)
