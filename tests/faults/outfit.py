"""Starts a program of the house on the faulty way to the object store.

python -m tests.faults.outfit MODULE [ARGUMENTS]
"""

import os
import runpy
import sys

EMBEDDED = "FAULTS_EMBEDDED"
"""The settings of the stack as its programs see them here: the object store is where the proxy listens."""

if __name__ == "__main__":
    os.environ["LEGATION_EMBEDDED"] = os.environ[EMBEDDED]
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
