"""Who calls, as far as a call must know: whether that number has called too often. The number itself is not kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from service.phone.adapters.webhook_limits import Gate


@dataclass(slots=True)
class Caller:
    """The caller of one connection, who may come without a number."""

    gate: Gate
    seconds: float
    """How long the call may last."""
    is_over: bool = False
    """Whether that number has made too many calls."""
    _call: str = field(default_factory=lambda: secrets.token_hex(8))

    def meet(self, number: str) -> None:
        """Count a call of a number, of which the gate keeps a keyed hash until the end of the day."""
        began = self.gate.enter(self._call, number)
        self.is_over = began is None
        if began is not None:
            self.gate.stay(self._call, began, self.seconds)

    def leave(self) -> None:
        self.gate.leave(self._call)
