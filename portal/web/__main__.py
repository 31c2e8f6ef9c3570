"""The portal's process: `python -m portal.web`. Pages for people, and the ways in for their mail."""

import asyncio
import os
import sys

import uvicorn

from activities import log_lines
from delegation.unoptimised import demand_assertions


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    from composition import open_portal
    from settings import Settings
    from vault import wait_for_promises

    settings = Settings()
    await wait_for_promises(settings)
    app = await open_portal(settings)
    # No access log: the addresses of feeds and answer pages are secrets.
    config = uvicorn.Config(
        app,
        host=settings.portal.host,
        port=settings.portal_port,
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    demand_assertions()
    log_lines.set_up()
    from embedded.errors import StackError

    try:
        asyncio.run(main())
    except StackError as error:
        sys.exit(str(error))
    sys.stdout.flush()
    os._exit(0)  # threads may still wait for a queue, and the SDK's may abort a clean exit
