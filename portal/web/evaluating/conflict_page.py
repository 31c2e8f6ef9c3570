"""Declaring a conflict of interest: what it is, then whether it is meant."""

from collections.abc import Mapping

from delegation.fact import Fact
from portal.web.evaluating.entering import Visit

LINKS = {
    "own": "It is my own organisation, or one I belong to.",
    "work": "I work or have worked with the applicant.",
    "money": "Money links me to the applicant.",
    "family": "Family or friendship links me to the applicant.",
    "other": "I cannot judge it without bias.",
}
"""What links an evaluator to an applicant, as the organiser reads it."""
MOST_CHARACTERS = 300
BLANK = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
"""Control characters and line breaks: what is recorded is one line."""


class ConflictPage(Fact):
    """The facts of `templates/portal/evaluating/conflict.html`."""

    token: str
    delegation: str
    organiser: str
    mailbox: str
    name: str
    application: str
    organisation: str
    is_held: bool
    """Whether a score sheet was handed in, which will no longer count."""
    link: str = ""
    words: str = ""
    is_second_step: bool = False
    reason: str = ""
    problem: str = ""
    links: tuple[tuple[str, str], ...] = tuple(LINKS.items())
    most_characters: int = MOST_CHARACTERS


class Said(Fact):
    """What was sent."""

    link: str = ""
    words: str = ""
    is_sure: bool = False

    @property
    def reason(self) -> str:
        """As it is recorded: one line."""
        return " ".join(part for part in (LINKS.get(self.link, ""), self.words) if part)

    @property
    def problem(self) -> str:
        if self.link not in LINKS:
            return "Say what links you to the applicant: choose one of the sentences."
        if len(self.words) > MOST_CHARACTERS:
            return f"Shorten your words by {len(self.words) - MOST_CHARACTERS:,} characters."
        if self.link == "other" and not self.words:
            return "Say in a few words what it is."
        return ""


def said_in(fields: Mapping[str, str]) -> Said:
    words = " ".join(fields.get("words", "").translate(BLANK).split())
    return Said(link=fields.get("link", "")[:20], words=words, is_sure=fields.get("sure") == "yes")


def conflict_page(
    visit: Visit, application: str, organisation: str, said: Said, *, asks: bool = False, problem: str = ""
) -> ConflictPage:
    """The second step where `asks`. `organisation` is empty in blind mode."""
    return ConflictPage(
        token=visit.token,
        delegation=visit.file.title,
        organiser=visit.file.organiser.name,
        mailbox=visit.file.organiser.mailbox,
        name=visit.person.name,
        application=application,
        organisation=organisation,
        is_held=any(one.sheet(application) for one in visit.rounds),
        link=said.link,
        words=said.words,
        is_second_step=asks,
        reason=said.reason,
        problem=problem,
    )
