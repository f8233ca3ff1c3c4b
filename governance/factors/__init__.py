"""What each connecting factor holds: its schema as data, the check of a content, and the SMART check. No database."""

from governance.factors.content import Problem, clean, missing, problems
from governance.factors.definitions import ABOUT, SCHEMAS, About
from governance.factors.schema import Field, Kind, Part, Rows
from governance.factors.smart import is_smart, missing_parts

__all__ = [
    "ABOUT",
    "SCHEMAS",
    "About",
    "Field",
    "Kind",
    "Part",
    "Problem",
    "Rows",
    "clean",
    "is_smart",
    "missing",
    "missing_parts",
    "problems",
]
