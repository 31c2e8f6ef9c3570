"""What is wrong in a file that someone typed, said where it stands and with the remedy."""

from collections.abc import Iterable

from delegation.fact import Fact

MOST_SHOWN = 50
WIDEST_EXCERPT = 160


class Problem(Fact):
    """One mistake. `line` and `column` count from 1; `path` is dotted, list entries from 0: `legs.1.zone`."""

    line: int
    column: int
    path: str
    message: str
    """What is wrong, without a full stop."""
    remedy: str
    """What to do about it."""
    source: str = ""
    excerpt: str = ""
    """The line of the file, for showing."""

    def __str__(self) -> str:
        where = f"{self.source}:{self.line}:{self.column}"
        named = f"{self.path}: " if self.path else ""
        return "\n".join((f"{where}: {named}{self.message}; {self.remedy}", *self._pointed()))

    def _pointed(self) -> tuple[str, ...]:
        """The line of the file and a caret under the place; nothing for an empty line."""
        if not self.excerpt.strip():
            return ()
        first = max(0, self.column - WIDEST_EXCERPT // 2)
        shown = _printable(self.excerpt[first : first + WIDEST_EXCERPT])
        before = shown[: self.column - 1 - first]
        return f"    {shown}", "    " + "".join("\t" if one == "\t" else " " for one in before) + "^"


class FileError(ValueError):
    """A file cannot be taken as it is. Its text lists every problem, in order of position."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: (one.source, one.line, one.column, one.path)))
        super().__init__(self._shown())

    def _shown(self) -> str:
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        hidden = len(self.problems) - len(shown)
        return "\n".join(shown + ([f"and {hidden} more"] if hidden else []))


class DelegationFileError(FileError):
    """The delegation file has mistakes."""


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() or one == "\t" else "\N{MIDDLE DOT}" for one in text)
