"""My delegation: the pages of somebody who applied, behind the one signed link of their letters."""
