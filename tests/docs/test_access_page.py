"""The page about access shows the table as it is."""

from portal.access_shown import access_tables
from tests.docs.pages import ROOT


def test_the_page_holds_the_table_as_the_code_has_it():
    page = (ROOT / "docs" / "access.md").read_text()

    assert page.endswith(access_tables())
