"""Killing parts of a stack, and seeing that nothing is left of it."""

import os
import signal
import sys
from pathlib import Path

from embedded.program import wait_until
from embedded.stack import Stack

IDLE = "import os, pathlib, time; pathlib.Path(os.environ['LEGATION_READY_FILE']).touch(); time.sleep(3600)"
IDLE_WORKER = [sys.executable, "-c", IDLE]
"""Says that it is ready, as the real one does, and takes no work."""

PAGES = """
import http.server, json, os
class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"ways": {"embedded mailboxes": "up"}}')
settings = json.loads(os.environ["LEGATION_EMBEDDED"])
http.server.HTTPServer((settings["host"], settings["portal_port"]), Pages).serve_forever()
"""
IDLE_PORTAL = [sys.executable, "-c", PAGES]
"""Says that all is well, as the real one does, and shows nothing."""


def kill(stack: Stack, part: str) -> None:
    """kill -9, and wait until the supervisor has started the part again."""
    killed = stack.pid(part)
    assert killed is not None
    os.killpg(killed, signal.SIGKILL)
    assert wait_until(lambda: stack.pid(part) not in (None, killed), 20)
    stack.wait_ready(30)


def is_gone(process: int) -> bool:
    """True when the process has ended, though perhaps nobody has asked for its exit code yet."""
    stat = Path(f"/proc/{process}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return not stat.exists()
