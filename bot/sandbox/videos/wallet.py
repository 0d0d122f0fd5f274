"""Whose money it is: a balance per key, and every movement on it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

MICROS = 1_000_000


@dataclass(frozen=True)
class Movement:
    """One change of a balance; `micros` is what was added, below zero for a charge."""

    at: float
    kind: Literal["consume", "refund", "top-up"]
    micros: int
    balance_micros: int
    job_id: str = ""


class Wallet:
    """One key's money, in micro-dollars. Charges are refused, never half made."""

    def __init__(self, balance_micros: int) -> None:
        self.balance_micros = balance_micros
        self.used_micros = 0
        """Charged less refunded, since the start."""
        self.movements: deque[Movement] = deque(maxlen=10_000)

    def charge(self, job_id: str, micros: int, at: float) -> bool:
        """Take the money for a job; False, and nothing moved, where it is not there."""
        if micros > self.balance_micros:
            return False
        self.used_micros += micros
        self._move("consume", -micros, at, job_id)
        return True

    def refund(self, job_id: str, micros: int, at: float) -> None:
        self.used_micros -= micros
        self._move("refund", micros, at, job_id)

    def top_up(self, micros: int, at: float) -> None:
        self._move("top-up", micros, at, "")

    def _move(
        self, kind: Literal["consume", "refund", "top-up"], micros: int, at: float, job_id: str
    ) -> None:
        self.balance_micros += micros
        self.movements.append(Movement(at, kind, micros, self.balance_micros, job_id))
