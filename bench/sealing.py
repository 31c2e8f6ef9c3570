"""What sealing costs: reads and writes of 10 kB with and without it, on an object store of its own.

Run with `python -m bench.sealing` from the root. It starts the embedded object store in a folder that is
thrown away. Kinds of work alternate, so that what else the machine does falls on all of them.
"""

import argparse
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from activities.adapters.local_keys import LocalKeys
from activities.adapters.s3 import S3Store, s3_client
from activities.data_keys import DataKeys
from activities.keys import papers_key, payments_key
from activities.owners import Owner
from activities.ports import DocumentStore
from activities.sealing import SealedStore, seal, unseal
from embedded.object_store import REGION, ObjectStore, credentials
from embedded.program import wait_until
from embedded.settings import EmbeddedSettings

SIZE = 10_000
OCTETS = "application/octet-stream"
PEOPLE = 50


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def timed(stores: dict[str, DocumentStore], rounds: int) -> dict[str, dict[str, list[float]]]:
    """By kind of work and store, the milliseconds of every call; each writes, then reads what it wrote."""
    took: dict[str, dict[str, list[float]]] = {}
    for number in range(rounds):
        content = secrets.token_bytes(SIZE)
        person = f"a-{number % PEOPLE}"
        for name, store in stores.items():
            slug = f"{name}-{number}"
            kept = f"{payments_key('usa-2017', number, 'json')}.{name}"
            keys = {"person": papers_key("usa-2017", person, slug), "delegation": kept}
            for owner, key in keys.items():
                write = milliseconds(lambda: store.create(key, content, OCTETS))  # noqa: B023 - called at once
                read = milliseconds(lambda: store.read(key))  # noqa: B023 - called at once
                took.setdefault(f"write, {owner}", {}).setdefault(name, []).append(write)
                took.setdefault(f"read, {owner}", {}).setdefault(name, []).append(read)
    return took


def tell(took: dict[str, dict[str, list[float]]]) -> None:
    print(f"{'10 kB':20} {'plain ms':>9} {'sealed ms':>10} {'ratio':>6}   (medians)")
    for work, by_store in sorted(took.items()):
        plain, sealed = (statistics.median(by_store[one]) for one in ("plain", "sealed"))
        print(f"{work:20} {plain:9.2f} {sealed:10.2f} {sealed / plain:6.2f}")


def tell_alone(keys: DataKeys, rounds: int) -> None:
    """Sealing and opening in memory."""
    key, content = keys.of(Owner("usa-2017", "a-0")), secrets.token_bytes(SIZE)
    sealed = seal(key, "x", content)
    sealing = statistics.median(milliseconds(lambda: seal(key, "x", content)) for _ in range(rounds))
    opening = statistics.median(milliseconds(lambda: unseal(key, "x", sealed)) for _ in range(rounds))
    more = len(sealed) - SIZE
    print(f"in memory: sealing {sealing * 1000:.0f} µs, opening {opening * 1000:.0f} µs; {more} bytes more")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        settings = EmbeddedSettings.on_free_ports(Path(folder))
        server = ObjectStore(settings)
        server.prepare()
        program = server.start()
        try:
            wait_until(server.is_ready, 60)
            server.settle()
            pair = credentials(settings)
            client = s3_client(
                region=REGION,
                endpoint=settings.s3_address,
                access_key=pair.access_key,
                secret_key=pair.secret_key,
            )
            bucket = S3Store(client, settings.bucket)
            keys = DataKeys(bucket, LocalKeys.made(Path(folder) / "master.json"))
            tell(timed({"plain": bucket, "sealed": SealedStore(bucket, keys)}, rounds))
            tell_alone(keys, rounds)
            client.close()
        finally:
            program.stop()


if __name__ == "__main__":
    main()
