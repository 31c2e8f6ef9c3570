"""SeaweedFS as the embedded S3: signatures enforced, nothing readable without one, writes synced to disk."""

import json
import os
import secrets
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from embedded import binaries
from embedded.errors import StackError
from embedded.key_files import keep_once
from embedded.part import Part
from embedded.program import wait_until
from embedded.settings import OBJECT_STORE_PORTS, EmbeddedSettings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

REGION = "us-east-1"
READINESS_KEY = "embedded-stack/readable"
"""An object that every start reads and writes, to see that the bucket serves what it kept."""
SERVING_SECONDS = 30
PASSED_ON_SECONDS = 2.5
"""Removals reach the volumes about once a second; before that they have nothing to rewrite."""
ANY_GARBAGE = "0.0000001"
"""Share of removed bytes from which on a volume is rewritten: any."""
JWT_KEYS = (
    "WEED_JWT_SIGNING_KEY",
    "WEED_JWT_SIGNING_READ_KEY",
    "WEED_JWT_FILER_SIGNING_KEY",
    "WEED_JWT_FILER_SIGNING_READ_KEY",
)
"""Without all four, the filer's port serves every object to whoever asks."""


class S3Credentials(NamedTuple):
    access_key: str
    secret_key: str


def credentials(settings: EmbeddedSettings) -> S3Credentials:
    """The key pair of the application, made on first use and kept in the stack's directory."""
    identity = json.loads(_s3_keys(settings).read_text())["identities"][0]
    pair = identity["credentials"][0]
    return S3Credentials(pair["accessKey"], pair["secretKey"])


def client(settings: EmbeddedSettings) -> "S3Client":
    """A client for the embedded store, signing as the store demands."""
    import boto3  # takes a third of a second: not for those who only start servers
    from botocore.config import Config

    keys = credentials(settings)
    return boto3.client(
        "s3",
        endpoint_url=settings.s3_address,
        region_name=REGION,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        config=Config(signature_version="s3v4", retries={"max_attempts": 5}),
    )


class ObjectStore(Part):
    """An S3 server on one directory, with one bucket for the application."""

    name = "object-store"

    @property
    def address(self) -> str:
        return self.settings.s3_address

    @property
    def data(self) -> Path:
        return self.settings.directory / "s3"

    def prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        _s3_keys(self.settings)
        _jwt_keys(self.settings)

    def command(self) -> Sequence[str | Path]:
        host = self.settings.host
        command: list[str | Path] = [self.binary(), "mini", "-dir", self.data, "-ip", host, "-ip.bind", host]
        command += ["-s3.config", _s3_keys(self.settings), "-bucket", self.settings.bucket]
        command += ["-s3.autoCreateBucket=false", "-s3.iam=false", "-filer.exposeDirectoryData=false"]
        command += ["-webdav=false", "-admin.ui=false", "-master.telemetry=false", "-volume.preStopSeconds=0"]
        return [*command, *self._port_options()]

    def environment(self) -> Mapping[str, str]:
        keys: dict[str, str] = json.loads(_jwt_keys(self.settings).read_text())
        return keys

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def settle(self) -> None:
        """Have every object synced to disk before it is acknowledged; wait until old ones can be read.

        A store that was killed says that it is healthy up to four seconds before it finds its objects.
        """
        said = self._shell(f"fs.configure -locationPrefix=/buckets/{self.settings.bucket} -fsync -apply")
        if '"fsync":  true' not in said:
            raise StackError(f"the object store did not accept to sync its files; it said:\n{said}")
        if not wait_until(self._serves_what_it_kept, SERVING_SECONDS):
            raise StackError(f"the object store does not serve its bucket; see {self.log}")

    def compact(self) -> None:
        """Overwrite what was removed: the store keeps its bytes on disk until it rewrites its volumes.

        Raises StackError when it does not; the removed objects are gone for readers all the same.
        """
        for _ in range(2):  # what a busy store had not passed on the first time is there the second
            time.sleep(PASSED_ON_SECONDS)
            self._shell(f"lock\nvolume.vacuum -garbageThreshold {ANY_GARBAGE}\nunlock")
        if not self.is_ready():
            raise StackError(f"the object store does not answer since it was compacted; see {self.log}")

    def tidy(self) -> None:
        """Remove the sockets that it leaves in the system's directory for temporary files."""
        for purpose in OBJECT_STORE_PORTS:
            for left in Path(tempfile.gettempdir()).glob(f"seaweedfs-*-{self._port(purpose)}.sock"):
                left.unlink(missing_ok=True)

    def binary(self) -> Path:
        return binaries.find("weed", self.settings.weed_binary)

    def _serves_what_it_kept(self) -> bool:
        from botocore.exceptions import BotoCoreError, ClientError

        bucket = self.settings.bucket
        store = client(self.settings)
        try:
            if store.list_objects_v2(Bucket=bucket, Prefix=READINESS_KEY).get("KeyCount"):
                store.get_object(Bucket=bucket, Key=READINESS_KEY)["Body"].read()
            store.put_object(Bucket=bucket, Key=READINESS_KEY, Body=b"readable after a restart")
        except (BotoCoreError, ClientError):
            return False
        finally:
            store.close()
        return True

    def _port_options(self) -> list[str]:
        """Each server of the store with its two ports; the ones that we do not need are off."""
        options = ["-s3.port.iceberg", "0", "-s3.port.lance", "0"]
        servers = {"s3": "S3", "admin": "object store admin", "filer": "object store filer"}
        servers |= {"master": "object store master", "volume": "object store volumes"}
        for server, purpose in servers.items():
            options += [f"-{server}.port", str(self._port(purpose))]
            options += [f"-{server}.port.grpc", str(self._port(f"{purpose} gRPC"))]
        return options

    def _port(self, purpose: str) -> int:
        return self.settings.object_store_port(purpose)

    def _shell(self, line: str) -> str:
        where = ["-master", self._both_ports("object store master")]
        where += ["-filer", self._both_ports("object store filer")]
        done = subprocess.run(
            [self.binary(), "shell", *where],
            input=line + "\n",
            env={**os.environ, **self.environment()},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        return done.stdout + done.stderr

    def _both_ports(self, purpose: str) -> str:
        return f"{self.settings.host}:{self._port(purpose)}.{self._port(f'{purpose} gRPC')}"


def _s3_keys(settings: EmbeddedSettings) -> Path:
    bucket = settings.bucket
    actions = [f"{action}:{bucket}" for action in ("Admin", "Read", "Write", "List", "Tagging")]
    pair = {"accessKey": f"LG{secrets.token_hex(9).upper()}", "secretKey": secrets.token_urlsafe(30)}
    identity = {"name": "legation", "credentials": [pair], "actions": actions}
    return keep_once(settings.directory / "keys" / "s3.json", {"identities": [identity]})


def _jwt_keys(settings: EmbeddedSettings) -> Path:
    keys = {name: secrets.token_urlsafe(32) for name in JWT_KEYS}
    return keep_once(settings.directory / "keys" / "object-store.json", keys)
