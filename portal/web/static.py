"""What pages load besides themselves: style, scripts. Served from here alone, and cached for a year."""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response

from portal.web.doors import Door

SERVED = (".css", ".js", ".svg", ".png", ".webmanifest", ".woff2")
FOR_EVER = "public, max-age=31536000, immutable"
NOT_LONG = "public, max-age=300"
"""For an address of an earlier version: what comes is the one of now."""
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class Asset(NamedTuple):
    """One file, as it was when the portal started."""

    content: bytes
    stamp: str
    """Of the content: another version has another address."""
    media_type: str
    compressed: bytes
    """The same for browsers that take gzip. Pages are not: they hold secrets beside typed text."""


class Assets:
    """Everything in `folder` that may be served, by its path there."""

    def __init__(self, folder: Path) -> None:
        self._assets = {
            path.relative_to(folder).as_posix(): _asset(path)
            for path in sorted(folder.rglob("*"))
            if path.suffix in SERVED
        }

    def address(self, name: str) -> str:
        """`/static/0a1b2c3d4e/style.css`. Raises KeyError where there is no such file."""
        return f"/static/{self._assets[name].stamp}/{name}"

    def get(self, name: str) -> Asset | None:
        return self._assets.get(name)


def static_pages(assets: Assets) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/static/{stamp}/{name:path}", methods=["GET", "HEAD"])
    async def serve(stamp: str, name: str, request: Request) -> Response:
        asset = assets.get(name)
        if asset is None:
            raise HTTPException(404)
        response = sent(asset, request)
        response.headers["Cache-Control"] = FOR_EVER if stamp == asset.stamp else NOT_LONG
        return response

    return router


def sent(asset: Asset, request: Request) -> Response:
    """The file, compressed for whoever takes that."""
    if not takes_gzip(request):
        headers = {"Vary": "Accept-Encoding"}
        return Response(asset.content, media_type=asset.media_type, headers=headers)
    headers = {"Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
    return Response(asset.compressed, media_type=asset.media_type, headers=headers)


def takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    stamp = hashlib.sha256(content).hexdigest()[:10]
    return Asset(content, stamp, kind, gzip.compress(content, mtime=0))
