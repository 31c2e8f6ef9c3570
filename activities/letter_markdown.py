"""The Markdown of letters: tables and line breaks, and never HTML of its own."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore


def letter_markdown() -> MarkdownIt:
    """HTML in the Markdown is shown as the text it is."""
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    markdown.core.ruler.push("looks", _name_for_the_shell)
    return markdown


def _name_for_the_shell(state: StateCore) -> None:
    """The classes the shell styles: tables, and links that are a paragraph of their own, as buttons."""
    for token in state.tokens:
        children = token.children or []
        if token.type == "table_open":
            token.attrSet("class", "facts")
        if [child.type for child in children] == ["link_open", "text", "link_close"]:
            children[0].attrSet("class", "button")
