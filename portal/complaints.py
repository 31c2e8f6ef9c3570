"""What to say, and with which exit code, when a command could not be carried out."""

from pydantic import ValidationError
from temporalio.service import RPCError

from activities.engine import BadEngineKeys, EngineKeyMissing
from activities.ports import KeyRefused, Missing, NotGenuine
from delegation.reading.intake import ApplicationRefused
from delegation.reading.problem import FileError
from delegation.selecting.record import UnreadableRecord
from embedded.errors import StackError
from portal.errors import EngineAway, LegationError, NotFound
from portal.story_files import UnreadableFile

UNREADABLE = 1
LATER = "Try again; './legation doctor' says what is wrong."


def complaint(error: Exception) -> tuple[int, str]:
    """The exit code and the sentences for `error`. Raises `error` itself when it is a defect of ours."""
    match error:
        case LegationError():
            return error.exit_code, str(error)
        case FileError() | ApplicationRefused() | StackError() | UnreadableFile() | ValidationError():
            return UNREADABLE, str(error)
        case UnreadableRecord() | BadEngineKeys() | EngineKeyMissing() | KeyRefused() | NotGenuine():
            return UNREADABLE, str(error)
        case Missing():
            return NotFound.exit_code, f"{_text(error)}."
        case RPCError() | OSError():
            return _unreachable(error)
        case _:
            raise error


def _unreachable(error: RPCError | OSError) -> tuple[int, str]:
    """A file of the user's that cannot be read or written, or a server that is away."""
    if isinstance(error, OSError) and error.filename is not None:
        return UNREADABLE, f"{error.filename}: {error.strerror}."
    return EngineAway.exit_code, f"The servers do not answer: {_text(error)}. {LATER}"


def _text(error: Exception) -> str:
    return str(error.args[0] if error.args else error).rstrip(".")
