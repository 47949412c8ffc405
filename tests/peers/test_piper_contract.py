"""What every engine can do, proved for piper too once Piper is installed: every test of the contract, none left out."""

from __future__ import annotations

import inspect

import pytest

pytest.importorskip("piper", reason="NOT PROVED HERE: piper-tts is not installed; tests/peers/install.sh installs it")
pytest.importorskip("onnx", reason="NOT PROVED HERE: onnx is not installed; tests/peers/install.sh installs it")

from speech import test_engines as contract  # noqa: E402

engine = contract.engine
TESTS = {
    name: each
    for name, each in vars(contract).items()
    if name.startswith("test_") and "engine" in inspect.signature(each).parameters
}
globals().update(TESTS)


@pytest.fixture
def name() -> str:
    """The engine whose contract is proved."""
    return "piper"


def test_the_contract_was_found() -> None:
    assert len(TESTS) >= 17
    assert any("given_sounds" in name for name in TESTS)
