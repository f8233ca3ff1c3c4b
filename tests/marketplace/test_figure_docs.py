"""The page about the figures holds the definitions of the code, row by row."""

from pathlib import Path

from django.utils.translation import override

from marketplace.figures import FIGURES, Figure

PAGE = Path(__file__).resolve().parents[2] / "docs/marketplace/figures.md"


def _row(figure: Figure) -> list[str]:
    return [
        f"`{figure.code}`",
        str(figure.name),
        str(figure.unit),
        str(figure.better),
        str(figure.days or "now"),
        "yes" if figure.is_protected else "no",
        str(figure.meaning),
        figure.rows,
    ]


def test_the_table_of_the_page_is_that_of_the_code() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    written = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    with override("en"):
        assert written == [_row(figure) for figure in FIGURES.values()]
