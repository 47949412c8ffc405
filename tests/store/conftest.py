from __future__ import annotations

import pytest


@pytest.fixture(params=[True, False], ids=["served", "sealed"])
def is_served(request: pytest.FixtureRequest) -> bool:
    """Whether an object is put as one that is sent as a file."""
    return bool(request.param)
