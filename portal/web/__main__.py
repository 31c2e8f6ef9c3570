"""The portal's process: `python -m portal.web`. Pages for people, and the ways in for their mail."""

import asyncio
import logging
import os
import sys

import uvicorn


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    from composition import open_portal
    from settings import Settings

    settings = Settings()
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
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stdout)
    asyncio.run(main())
    sys.stdout.flush()
    os._exit(0)  # threads may still wait for a queue, and the SDK's may abort a clean exit
