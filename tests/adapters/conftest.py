"""Every adapter beside its fake: one suite, the same promises."""

import time
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from activities.adapters.s3 import S3Store, s3_client
from activities.data_keys import DataKeys
from activities.ports import DocumentStore
from activities.sealing import SealedStore
from embedded.object_store import REGION, ObjectStore, credentials
from embedded.settings import EmbeddedSettings
from tests.fakes import MemoryKeys, MemoryStore


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSettings]:
    """A running SeaweedFS with its bucket and keys."""
    settings = EmbeddedSettings.on_free_ports(tmp_path_factory.mktemp("seaweed"))
    server = ObjectStore(settings)
    server.prepare()
    program = server.start()
    try:
        deadline = time.monotonic() + 60
        while not server.is_ready():
            assert time.monotonic() < deadline, server.log.read_text()
            time.sleep(0.1)
        server.settle()
        yield settings
    finally:
        program.stop()


@pytest.fixture(params=["memory", "moto", "seaweed", "sealed"])
def store(request: pytest.FixtureRequest) -> Iterator[DocumentStore]:
    match request.param:
        case "memory":
            yield MemoryStore()
        case "sealed":
            inner = MemoryStore()
            yield SealedStore(inner, DataKeys(inner, MemoryKeys()))
        case "moto":
            with mock_aws():
                boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="vault")
                client = s3_client(region="us-east-1", access_key="test", secret_key="test")
                yield S3Store(client, "vault", prefix="legation/")
        case _:
            settings: EmbeddedSettings = request.getfixturevalue("seaweed")
            keys = credentials(settings)
            client = s3_client(
                region=REGION,
                endpoint=settings.s3_address,
                access_key=keys.access_key,
                secret_key=keys.secret_key,
            )
            yield S3Store(client, settings.bucket, prefix=f"test-{time.monotonic_ns()}/")
            client.close()
