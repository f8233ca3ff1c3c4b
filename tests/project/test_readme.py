"""The README and the docs point at what is there."""

import re
from pathlib import Path

import pytest
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_and_picture_is_there(document: Path) -> None:
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text())]
    beside = [target for target in targets if target and not target.startswith(("http", "mailto:", "/"))]
    assert [target for target in beside if not (document.parent / target).exists()] == []


def test_the_folders_of_the_map_are_there() -> None:
    folders = re.findall(r"^    ([a-z]+)/ ", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert len(folders) > 5
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_every_address_of_the_tour_leads_to_a_page() -> None:
    tour = (ROOT / "README.md").read_text().split("## A tour")[1].split("\n## The folders")[0]
    addresses = [address for address in re.findall(r"`(/?[a-z/-]*/)(?:\?[^`]*)?`", tour) if address != "/"]
    assert len(addresses) > 20
    for address in addresses:
        resolve(address if address.startswith("/") else f"/c/oogstkring/{address}")
