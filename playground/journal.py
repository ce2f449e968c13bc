"""Every call that bots made, for tests to read; in memory only, because it holds what people typed."""

from collections import deque
from typing import Any

JSON = dict[str, Any]
KEPT = 200_000


class Journal:
    """Numbered calls, oldest first; the last `KEPT` stay."""

    def __init__(self) -> None:
        self.count = 0
        self._calls: deque[JSON] = deque(maxlen=KEPT)

    def add(self, call: JSON) -> JSON:
        """Notes one call when it begins; its outcome is filled in by the caller."""
        self.count += 1
        entry = {"n": self.count, "ok": None, "error": None} | call
        self._calls.append(entry)
        return entry

    def after(self, number: int, method: str = "") -> list[JSON]:
        """Calls after number `number`, of one method or of all."""
        found = []
        for call in reversed(self._calls):
            if call["n"] <= number:
                break
            if not method or call["method"].lower() == method.lower():
                found.append(call)
        return found[::-1]
