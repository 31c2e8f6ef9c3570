"""Our own letters as an organiser may start from them: the template, with our passages by name."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from jinja2 import Environment

INCLUDE = re.compile(r"""\{%-?\s*include\s+"([a-z-]+/)?([a-z-]+)(\.[a-z]{2})?\.md\.j2"\s*-?%\}""")
USED = re.compile(r"\bours\s*\.\s*([a-z_]+)")


class OurWords(NamedTuple):
    """Subject and body of a letter of ours in one language."""

    subject: str
    body: str
    passages: Mapping[str, str]
    """By name, as `closing`: the template it stands in."""


def our_words(environment: Environment, subject: str, body: str) -> OurWords:
    """`subject` and `body` name templates. What the body includes is shown as `{{ ours.closing }}`."""
    written = _source(environment, body)
    passages = {
        _named(found[2]): re.sub(r"""^.*include\s+"|"\s*-?%\}$""", "", found[0])
        for found in INCLUDE.finditer(written)
    }
    shown = INCLUDE.sub(lambda found: f"{{{{ ours.{_named(found[2])} }}}}", written)
    return OurWords(_source(environment, subject).rstrip("\n"), shown, passages)


def passages_used(body: str) -> frozenset[str]:
    """The passages of ours that the words of an organiser name."""
    return frozenset(USED.findall(body))


def _named(stem: str) -> str:
    return stem.replace("-", "_")


def _source(environment: Environment, template: str) -> str:
    return environment.loader.get_source(environment, template)[0] if environment.loader else ""
