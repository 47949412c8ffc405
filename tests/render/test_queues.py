"""What every queue does, over the queues that need nothing beside Python."""

from __future__ import annotations

import pytest

from .queue_rules import OrderRules, QueueRules
from .queues import QUEUES, Make


@pytest.fixture(params=QUEUES)
def make(request: pytest.FixtureRequest) -> Make:
    return QUEUES[request.param]


class TestQueues(QueueRules):
    @pytest.fixture
    def make(self, make: Make) -> Make:
        return make


class TestOrder(OrderRules):
    @pytest.fixture
    def make(self, make: Make) -> Make:
        return make
