"""How facts and texts are said in the language of whoever reads them."""
