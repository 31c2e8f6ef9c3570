"""How an exchange, its papers and its people are typed."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from cyclopts.validators import Path as PathRule

ExchangeId = Annotated[
    str, Parameter(name="EXCHANGE", help="The id of the exchange, as in x-k3mq9ab2; `list` shows it.")
]
PaperFile = Annotated[
    Path,
    Parameter(
        name="FILE", validator=PathRule(exists=True, dir_okay=False), help="A PDF, picture or Word file."
    ),
]
Kilometres = Annotated[
    int, Parameter(validator=Number(gte=0), help="Between the two organisations, one way.")
]
