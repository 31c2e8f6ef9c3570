"""Mail addresses as they stand in headers, envelopes and calendars: plain ASCII."""

import re

from activities.ports import AddressRefused

LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.IGNORECASE)


def mail_address(email: str) -> str:
    """`email` with its domain in ASCII (`müller.example` becomes `xn--mller-kva.example`).

    Checked here, because `smtplib` cuts `a@b>\\r\\nRCPT...` to `a@b` without a word.

    Raises:
        AddressRefused: no mail server on the way is bound to take such an address.
    """
    local, _, domain = email.rpartition("@")
    ascii_domain = _ascii(domain)
    if LOCAL_PART.fullmatch(local) is None or DOMAIN.fullmatch(ascii_domain) is None or len(email) > 254:
        raise AddressRefused(
            "The address has characters that not every mail server takes; ask for another one."
        )
    return f"{local}@{ascii_domain}"


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""
