"""Links as people have them: from the mails in their mailbox."""

import asyncio
import re
from email.parser import BytesParser
from email.policy import SMTP

from embedded.mail import fetch_all
from embedded.settings import EmbeddedSettings


class LetterBox:
    """Everybody's mailbox. A link that was followed once is kept, as a bookmark."""

    def __init__(self, settings: EmbeddedSettings) -> None:
        self._settings = settings
        self._kept: dict[tuple[str, str], str] = {}

    async def link(self, mailbox: str, kind: str) -> str:
        """The newest address `.../{kind}/...` in a mail to this mailbox. Raises LookupError."""
        known = (mailbox.lower(), kind)
        if known not in self._kept:
            self._kept[known] = await asyncio.to_thread(self._newest, *known)
        return self._kept[known]

    def _newest(self, mailbox: str, kind: str) -> str:
        address = re.compile(rf"https?://[^\s<>\"/]+/{kind}/[\w.~-]+")
        for mail in reversed(fetch_all(self._settings)):
            if mail.mailbox == mailbox:
                words = BytesParser(policy=SMTP).parsebytes(mail.content).get_body(("plain",))
                if found := address.search(str(words.get_content()) if words else ""):
                    return found.group()
        raise LookupError(f"No mail to this mailbox has a link to a page below /{kind}/.")
