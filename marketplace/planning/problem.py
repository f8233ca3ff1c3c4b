"""What a matching round decides on, in whole numbers. Pure: it knows neither listings nor a database.

Amounts are integers in a unit that both ends of a pair share: pieces for what is counted, thousandths for what is measured.
The order of offers and requests is theirs to choose and settles every tie; the order of the pairs does not matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FREE = -1
SCALE = 10**9  # a score of 100 on a need of a million kilos still counts each gram
HUNDREDTHS = SCALE // 100
ANY_NUMBER = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Offers, requests and the pairs that fit.

    capacity, provider: per offer how much it has, and whose it is. need, most_providers (0: any number), all_or_nothing,
    givers (who gives to it already, and counts as one of them): per request. offer, request, score (1 to 100), least (the
    smallest amount that makes sense), pinned (the amount that a coordinator fixed, or FREE): per pair.
    """

    capacity: Ints
    provider: Ints
    need: Ints
    most_providers: Ints
    all_or_nothing: Flags
    offer: Ints
    request: Ints
    score: Ints
    least: Ints
    pinned: Ints
    givers: tuple[frozenset[int], ...] = ()

    @property
    def pairs(self) -> int:
        return len(self.offer)

    @property
    def has_side_rules(self) -> bool:
        """More than capacities: what a flow alone cannot see."""
        in_pairs = self.request
        few = (self.most_providers[in_pairs] != ANY_NUMBER).any()
        return bool(few or self.all_or_nothing[in_pairs].any() or (self.least > 1).any())

    def givers_of(self, request: int) -> frozenset[int]:
        return self.givers[request] if self.givers else frozenset()

    def worth(self) -> Ints:
        """Per pair, what one unit is worth: its score for the part of the need that it meets.

        So a request counts the same whether it asks two hours or forty kilos.
        """
        return self.score * SCALE // self.need[self.request]

    def points(self, amounts: Ints) -> int:
        """The worth of a plan in hundredths of a point; 10000 is one request wholly met by a pair of score 100.

        Rounded, since the worth of one unit is: fifteen thousand is not to read 14999.
        """
        return (int((self.worth() * amounts).sum()) + HUNDREDTHS // 2) // HUNDREDTHS

    def in_order(self) -> tuple["Problem", Ints]:
        """The same with its pairs by request and offer, and where each stood before."""
        order = np.lexsort((self.offer, self.request))
        per_pair = ("offer", "request", "score", "least", "pinned")
        return replace(self, **{name: getattr(self, name)[order] for name in per_pair}), order


def problem(
    *,
    capacity: list[int],
    need: list[int],
    pairs: list[tuple[int, int, int]],
    provider: list[int] | None = None,
    most_providers: list[int] | None = None,
    all_or_nothing: list[bool] | None = None,
    least: list[int] | None = None,
    pinned: list[int] | None = None,
    givers: Sequence[Iterable[int]] | None = None,
) -> Problem:
    """From plain lists; a pair is (offer, request, score). Raises ValueError for numbers that make no sense."""
    offer, request, score = (
        np.array(column, dtype=np.int64) for column in (zip(*pairs, strict=True) if pairs else ((), (), ()))
    )
    made = Problem(
        capacity=_ints(capacity),
        provider=_ints(provider if provider is not None else list(range(len(capacity)))),
        need=_ints(need),
        most_providers=_ints(most_providers if most_providers is not None else [ANY_NUMBER] * len(need)),
        all_or_nothing=np.array(
            all_or_nothing if all_or_nothing is not None else [False] * len(need), dtype=np.bool_
        ),
        offer=offer,
        request=request,
        score=score,
        least=_ints(least if least is not None else [1] * len(pairs)),
        pinned=_ints(pinned if pinned is not None else [FREE] * len(pairs)),
        givers=tuple(frozenset(known) for known in (givers if givers is not None else [()] * len(need))),
    )
    _check(made)
    return made


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _check(made: Problem) -> None:
    if (made.capacity < 0).any() or (made.need <= 0).any():
        raise ValueError("a capacity is zero or more, a need more than zero")
    if (made.score < 1).any() or (made.score > 100).any() or (made.least < 1).any():
        raise ValueError("a score is 1 to 100, the least amount one or more")
    keys = made.request * max(len(made.capacity), 1) + made.offer
    if len(np.unique(keys)) != made.pairs:
        raise ValueError("a pair stands in the problem once")
