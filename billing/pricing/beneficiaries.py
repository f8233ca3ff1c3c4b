"""Where a fee goes: parts in basis points that sum to the whole."""

from collections.abc import Sequence

from weconomics.money import split_by_weights

BENEFICIARIES = ("operator", "community", "local_group", "solidarity")
WHOLE_BP = 10_000

Parts = Sequence[tuple[str, int]]


def parts_of(net_minor: int, beneficiaries: Parts) -> dict[str, int]:
    """Each one's part of a net amount, by largest remainder, ties to the first; they sum to the amount."""
    amounts = split_by_weights(net_minor, [bp for _to, bp in beneficiaries])
    return {to: amount for (to, _bp), amount in zip(beneficiaries, amounts, strict=True)}


def is_whole(beneficiaries: Parts) -> bool:
    """Known names, each once, parts above zero, together everything."""
    names = [to for to, _bp in beneficiaries]
    return (
        bool(names)
        and len(set(names)) == len(names)
        and set(names) <= set(BENEFICIARIES)
        and all(bp > 0 for _to, bp in beneficiaries)
        and sum(bp for _to, bp in beneficiaries) == WHOLE_BP
    )
