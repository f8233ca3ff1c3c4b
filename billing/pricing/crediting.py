"""VAT of a credit note: reckoned as on an invoice, never above what is left, and the last one takes the remainder."""

from collections.abc import Iterable

from billing.pricing.vat import TaxLine, TaxTotal, totals


class AboveWhatIsLeft(ValueError):
    """More would be taken back than the document still asks at this rate."""


def totals_of_part(
    left: Iterable[TaxTotal], taken: Iterable[TaxLine], rest: Iterable[TaxLine]
) -> list[TaxTotal]:
    """What taking these lines back comes to per rate; positive amounts, as on the document itself.

    `left` is what the document still says per rate, `rest` what of its lines stays. Where nothing stays of a rate, all
    that is left of it is taken: so the notes of a document sum to its own VAT exactly.
    Raises AboveWhatIsLeft.
    """
    whole = {_key(total): total for total in left}
    staying = {_key(line) for line in rest if line.amount_minor}
    found = []
    for part in totals(taken):
        remaining = whole[_key(part)]
        found.append(remaining if _key(part) not in staying else _within(part, remaining))
    return found


def _within(part: TaxTotal, left: TaxTotal) -> TaxTotal:
    """The part with its net and its VAT held within what is left. What its lines say, net or gross, stays as it is."""
    if left.gross_minor < 0:
        return _opposite(_within(_opposite(part), _opposite(left)))
    if part.vat_mode == "excl":
        if not 0 <= part.net_minor <= left.net_minor:
            raise AboveWhatIsLeft
        return _with_vat(part, part.net_minor, min(part.vat_minor, left.vat_minor))
    if not 0 <= part.gross_minor <= left.gross_minor:
        raise AboveWhatIsLeft
    vat = max(min(part.vat_minor, left.vat_minor), part.gross_minor - left.net_minor)
    return _with_vat(part, part.gross_minor - vat, vat)


def _with_vat(part: TaxTotal, net_minor: int, vat_minor: int) -> TaxTotal:
    return TaxTotal(part.category, part.vat_bp, part.vat_mode, net_minor, vat_minor)


def _opposite(total: TaxTotal) -> TaxTotal:
    return _with_vat(total, -total.net_minor, -total.vat_minor)


def _key(row: TaxTotal | TaxLine) -> tuple[str, int, str]:
    return row.category, row.vat_bp, row.vat_mode
