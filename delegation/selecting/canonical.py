"""Facts as the same bytes on every machine, so that they can be hashed, signed and compared."""

import json
from collections.abc import Mapping

from delegation.fact import Fact


def canonical(content: Fact | Mapping[str, object]) -> bytes:
    """JSON in UTF-8, keys sorted, two blanks a level, one line break at the end."""
    plain = content.model_dump(mode="json") if isinstance(content, Fact) else content
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=2)
    return f"{text}\n".encode()
