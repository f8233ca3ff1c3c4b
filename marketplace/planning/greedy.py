"""First come, first served by score: what a coordinator would do by hand, and what fills up what a plan left."""

from collections import defaultdict

import numpy as np

from marketplace.planning.problem import ANY_NUMBER, FREE, Flags, Ints, Problem


def greedy(problem: Problem, start: Ints | None = None, allowed: Flags | None = None) -> Ints:
    """The best pair first, as much as both have left; then the next. Pinned amounts stand before anything.

    Ties go to the first request, then to the first offer. Keeps to every rule: a request that wants all or nothing is met
    wholly or not at all. With `start` it adds to a plan that keeps to the rules already.
    """
    return _Filling(problem, start).fill(allowed)


class _Filling:
    """What is left while pairs are handed out."""

    def __init__(self, problem: Problem, start: Ints | None) -> None:
        self.problem = problem
        self.amounts = (np.maximum(problem.pinned, 0) if start is None else start).tolist()
        self.left = (problem.capacity - _sums(problem.offer, self.amounts, len(problem.capacity))).tolist()
        self.open = (problem.need - _sums(problem.request, self.amounts, len(problem.need))).tolist()
        self.offer, self.request = problem.offer.tolist(), problem.request.tolist()
        self.providers: defaultdict[int, set[int]] = defaultdict(set)
        self.providers.update({request: set(known) for request, known in enumerate(problem.givers) if known})
        self.provider = problem.provider.tolist()
        self.most, self.whole = problem.most_providers.tolist(), problem.all_or_nothing.tolist()
        for pair in np.flatnonzero(np.array(self.amounts, dtype=np.int64) > 0).tolist():
            self.providers[self.request[pair]].add(self.provider[self.offer[pair]])
        self.least = problem.least.tolist()

    def fill(self, allowed: Flags | None) -> Ints:
        free = self.problem.pinned == FREE
        usable = free if allowed is None else free & allowed
        order = np.lexsort((self.problem.offer, self.problem.request, -self.problem.score))
        by_score = order[usable[order]].tolist()
        of_whole = self._by_request(by_score)
        for pair in by_score:
            request = self.request[pair]
            if not self.whole[request]:
                self._give(pair, self._possible(pair))
            elif request in of_whole:
                self._meet_wholly(of_whole.pop(request))
        return np.array(self.amounts, dtype=np.int64)

    def _by_request(self, pairs: list[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for pair in pairs:
            if self.whole[self.request[pair]]:
                found.setdefault(self.request[pair], []).append(pair)
        return found

    def _meet_wholly(self, pairs: list[int]) -> None:
        """All of the need from these pairs, best first, or nothing at all."""
        before = {pair: self.amounts[pair] for pair in pairs}
        request = self.request[pairs[0]]
        known = set(self.providers[request])
        for pair in pairs:
            self._give(pair, self._possible(pair))
        if self.open[request]:
            for pair in pairs:
                self._give(pair, before[pair] - self.amounts[pair])
            self.providers[request] = known

    def _possible(self, pair: int) -> int:
        offer, request = self.offer[pair], self.request[pair]
        amount = min(self.left[offer], self.open[request])
        if amount <= 0 or self.amounts[pair] + amount < self.least[pair]:
            return 0
        provider, known = self.provider[offer], self.providers[request]
        full = self.most[request] != ANY_NUMBER and len(known) >= self.most[request]
        return 0 if full and provider not in known else amount

    def _give(self, pair: int, amount: int) -> None:
        if not amount:
            return
        self.amounts[pair] += amount
        self.left[self.offer[pair]] -= amount
        self.open[self.request[pair]] -= amount
        if amount > 0:
            self.providers[self.request[pair]].add(self.provider[self.offer[pair]])


def _sums(index: Ints, amounts: list[int], size: int) -> Ints:
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, index, np.array(amounts, dtype=np.int64))
    return found
