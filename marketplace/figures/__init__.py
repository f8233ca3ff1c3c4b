"""What the market comes to in numbers: each figure with its definition, and how it is reckoned from rows."""

from marketplace.figures.definitions import FEWEST_PEOPLE, FIGURES, Better, Figure, FigureUnit
from marketplace.figures.reckoning import Reckoned, is_shown

__all__ = ["FEWEST_PEOPLE", "FIGURES", "Better", "Figure", "FigureUnit", "Reckoned", "is_shown"]
