"""What was typed while the engine was away, to be sent once more."""

from collections.abc import Mapping, Sequence

from fastapi import Response

from delegation.fact import Fact
from portal.web.pages import Pages
from portal.web.words import Words


class Waiting(Fact):
    """The facts of `templates/portal/away.html` and `offer-away.html`."""

    fields: tuple[tuple[str, str], ...]
    comment: str


def still_waiting(
    pages: Pages,
    fields: Mapping[str, str],
    names: Sequence[str],
    words: Words | None = None,
    template: str = "",
    browser: str = "",
) -> Response:
    """A page that posts the fields of these `names` again, with the comment as it was typed.

    `template`: another page than that of invites or offers. Without `words` in the languages its `browser`
    asks for (Accept-Language): whose page it is cannot be looked up now.
    """
    template = template or ("offer-away" if words else "away")
    words = words or pages.words_for(browser)
    kept = tuple((name, fields[name]) for name in names if name in fields)
    response = pages.shown(
        template, Waiting(fields=kept, comment=fields.get("comment", "")), 503, words=words
    )
    response.headers["Retry-After"] = "30"
    return response
