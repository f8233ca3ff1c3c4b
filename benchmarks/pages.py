"""What is measured: the doors most people come through."""

from benchmarks.fill import GROUP, LARGE

PAGES = (
    ("home page of the large community", f"/c/{LARGE}/"),
    ("search, a frequent word", f"/c/{LARGE}/listings/?q=fiets"),
    (
        "search, a rare word and a place",
        f"/c/{LARGE}/listings/?q=garden+repair&near={GROUP}&km=5",
    ),
    ("all listings, newest first", f"/c/{LARGE}/listings/"),
    ("home page of a small community", "/c/markt-7/"),
    ("directory of 200 communities", "/"),
)
