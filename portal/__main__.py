"""`python -m portal`: the command line."""

import os
import sys

from delegation.unoptimised import demand_assertions
from portal.command_line import run

if __name__ == "__main__":
    demand_assertions()
    code = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # threads of a short-lived Temporal client may abort a clean exit
