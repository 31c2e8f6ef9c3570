"""The supervisor process that `embedded.background.up` starts; not meant to be called by hand."""

import logging
import os
import sys

from delegation.unoptimised import demand_assertions
from embedded.background import supervise

if __name__ == "__main__":
    demand_assertions()
    order = sys.stdin.read()
    if os.fork():  # nobody's child: whoever started the stack does not have to wait for its end
        os._exit(0)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    sys.exit(supervise(order))
