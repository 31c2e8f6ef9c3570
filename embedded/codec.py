"""How the embedded Temporal UI gets payloads in clear: from the portal, with a token of its own.

The UI can be given an address only, so the token stands in it. The portal takes that address from this
computer alone; Temporal itself, like its UI, asks nobody there for a password.
"""

import json
import secrets

from embedded.key_files import keep_once
from embedded.settings import EmbeddedSettings

READER = "temporal-ui"
"""The name under which the UI's looks are noted."""


def token(settings: EmbeddedSettings) -> str:
    """The UI's token, made on first use and kept in the stack's directory."""
    content = {"reader": READER, "token": secrets.token_urlsafe(32)}
    kept = json.loads(keep_once(settings.directory / "keys" / "codec.json", content).read_text())
    return str(kept["token"])


def endpoint(settings: EmbeddedSettings) -> str:
    """What the UI is told: an address of one's own, or the embedded portal's."""
    return settings.codec_endpoint or f"{settings.portal_address}/codec/{token(settings)}"


def ui_origins(settings: EmbeddedSettings) -> tuple[str, str]:
    """As browsers name the pages of the UI, whichever of the two names was typed."""
    return settings.temporal_ui_address, f"http://localhost:{settings.temporal_ui_port}"
