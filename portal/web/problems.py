"""What went wrong, for programs: `application/problem+json` (RFC 9457)."""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


def problem_response(status: int, detail: str, *, errors: Sequence[dict[str, str]] = ()) -> JSONResponse:
    """The title says the status, the detail a sentence for whoever reads the log of the program."""
    told: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        told["errors"] = list(errors)
    return JSONResponse(told, status, media_type=MEDIA_TYPE)
