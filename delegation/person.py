"""People and how to reach them. Kept in the vault only, never in a workflow's payload."""

from typing import Annotated

from pydantic import AfterValidator, EmailStr

from delegation.fact import Fact

CONTROL = {chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029)}


def _one_line(text: str) -> str:
    if CONTROL & set(text):
        raise ValueError("Line breaks and control characters are not possible here.")
    return text.strip()


Line = Annotated[str, AfterValidator(_one_line)]
"""One line of text without control characters: safe for headers, calendars and file contents."""


class Person(Fact):
    """Someone mail is sent to: an applicant, evaluator, host or organiser."""

    id: str
    name: Line
    email: EmailStr
    organisation: Line = ""
    position: Line = ""
    phone: Line = ""
    """As dialled from abroad: +1 215 555 0100. Shown to the organiser's guides; that of a host's contact and
    of who signs the letters also to delegates, on the way."""
    language: str = "en"
    """BCP 47."""
    zone: str = "UTC"
    """IANA name of where they live, for the second time shown beside the venue's."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""
