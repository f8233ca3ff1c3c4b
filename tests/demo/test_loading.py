"""Data that does not fit is refused with the community, the table and the row."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from weconomics.demo.loading import DATA, DemoDataWrong, email_of, load_communities, load_community
from weconomics.demo.moments import ZONE, moment

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=ZONE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "oogstkring", tmp_path / "oogstkring"))


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("market", 'category = "leren"', 'category = "leeren"', "category 'leeren' is not in [[categories]]"),
        ("market", 'group = "lent"', 'group = "elst"', "group 'elst' is not in [[local_groups]]"),
        ("deals", 'proposed = "6d"', 'proposed = "zes dagen"', "proposed 'zes dagen' is no moment"),
        ("deals", 'offer = "A6"', 'offer = "A66"', "offer 'A66' is not in [[listings]]"),
        ("community", 'key = "puck"', 'key = "joris"', "[[people]] has 'joris' twice"),
        (
            "community",
            'admin = "pim"',
            'admin = "pam"',
            "[[partners]] 5 (trapop): admin 'pam' is not in [[people]]",
        ),
        ("governance", 'driver = "Zonder groente', 'drover = "Zonder groente', "lacks 'driver'"),
        ("community", "[operator]", "[exploitant]", "[operator] is missing"),
        ("community", "[operator]", "[operator", "community.toml"),
    ],
)
def test_says_what_is_wrong_and_where(folder: Path, file: str, old: str, new: str, sentence: str) -> None:
    path = folder / f"{file}.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DemoDataWrong, match="oogstkring") as wrong:
        load_community(folder, NOW)
    assert sentence in str(wrong.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "deals.toml").unlink()
    with pytest.raises(DemoDataWrong, match=r"deals\.toml is missing"):
        load_community(folder, NOW)


def test_addresses_are_examples_and_nobodys_twice() -> None:
    for spec in load_communities(NOW):
        addresses = [email_of(spec, person["key"]) for person in spec["people"]]
        assert len(set(addresses)) == len(addresses)
        assert all(address.endswith(f"@{spec['community']['slug']}.example") for address in addresses)


@pytest.mark.parametrize(
    ("text", "now", "day"),
    [
        ("1m 12", NOW, "2026-10-12"),
        ("1m 31", datetime(2026, 12, 5, tzinfo=ZONE), "2026-11-30"),
        ("2m 15", datetime(2026, 1, 31, tzinfo=ZONE), "2025-11-15"),
        ("0m 1", NOW, "2026-11-01"),
        ("2026-02-03", NOW, "2026-02-03"),
    ],
)
def test_moments_are_told_from_today(text: str, now: datetime, day: str) -> None:
    assert moment(text, now).date().isoformat() == day


def test_days_ago_keep_the_hour() -> None:
    assert moment("3d", NOW) == NOW - timedelta(days=3)


@pytest.mark.parametrize(
    "now", [datetime(2026, 12, 1, 0, 30, tzinfo=ZONE), datetime(2027, 3, 31, 23, 30, tzinfo=ZONE)]
)
def test_every_deal_moves_forward_on_any_day(now: datetime) -> None:
    for spec in load_communities(now):
        for deal in spec["deals"]:
            steps = [
                moment(deal[name], now)
                for name in ("proposed", "agreed", "delivered", "confirmed")
                if name in deal
            ]
            if "times" not in deal:
                assert steps == sorted(steps), deal
            assert all(step <= now for step in steps), deal
