"""The rules of every store, over real S3 servers: OpenStack Swift, which is durable, and moto, which is a mock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import store.test_contract as contract
from store.conftest import is_served as is_served

from service.store.contract import Store
from service.store.folder import FolderStore
from service.store.near import NearStore

from .object_stores import Server, serve_moto
from .swift import Swift

RULES = {name: rule for name, rule in vars(contract).items() if "store" in getattr(rule, "__annotations__", ())}
globals().update(RULES)

KINDS: dict[str, Callable[[Server, Path], Store]] = {
    "alone": lambda server, folder: server.make_store(folder),
    "near": lambda server, folder: NearStore(FolderStore(folder / "near"), server.make_store(folder), 10**9),
}


@pytest.fixture(scope="module")
def moto() -> Iterator[Server]:
    with serve_moto() as server:
        yield server


@pytest.fixture(params=["swift alone", "moto near"])
def store(request: pytest.FixtureRequest, tmp_path: Path, swift: Swift, moto: Server) -> Store:
    name, kind = request.param.split()
    server = Server(swift.endpoint) if name == "swift" else moto
    return KINDS[kind](server, tmp_path)


def test_all_rules_of_the_contract_are_proved_here() -> None:
    assert len(RULES) > 12
    assert all(name.startswith("test_") for name in RULES)
