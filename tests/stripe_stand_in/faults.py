"""What can go wrong on the way, switched on by a test or drawn at random in a long run."""

import random
from collections import deque
from enum import StrEnum


class Fault(StrEnum):
    LOST_ANSWER = "lost_answer"  # it is done, and the connection breaks before anybody hears
    LOST_REQUEST = "lost_request"  # the connection breaks before anything is done
    STORED_500 = "stored_500"  # Stripe fails, and keeps that failure under the key
    TOO_MANY = "too_many"  # 429
    KEY_IN_USE = "key_in_use"  # 409


class Faults:
    """The next calls that match go wrong, one fault each; or every call with a chance."""

    def __init__(self) -> None:
        self._next: deque[tuple[str, Fault]] = deque()
        self._chance = 0.0
        self._kinds: tuple[Fault, ...] = ()
        self._random = random.Random(7)
        self.happened: dict[str, int] = {}

    def next(self, path: str, fault: Fault, times: int = 1) -> None:
        """The next POST whose path begins so goes wrong, so many times. Three lost answers outlast the library's tries."""
        self._next.extend([(path, fault)] * times)

    def at_random(self, chance: float, *kinds: Fault, seed: int = 7) -> None:
        self._chance, self._kinds, self._random = chance, kinds, random.Random(seed)

    def clear(self) -> None:
        self._next.clear()
        self._chance = 0.0

    def draw(self, method: str, path: str) -> Fault | None:
        found = self._drawn(method, path)
        if found is not None:
            self.happened[found] = self.happened.get(found, 0) + 1
        return found

    def _drawn(self, method: str, path: str) -> Fault | None:
        if method == "POST":
            for place, (wanted, fault) in enumerate(self._next):
                if path.startswith(wanted):
                    del self._next[place]
                    return fault
        if self._kinds and self._random.random() < self._chance:
            fault = self._random.choice(self._kinds)
            harmless = method == "POST" or fault in (Fault.LOST_REQUEST, Fault.TOO_MANY)
            return fault if harmless else None
        return None
