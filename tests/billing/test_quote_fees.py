"""A treasurer tries rules with `manage.py quote_fees`: JSON in, JSON out; the worked figures come out to the cent."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from billing.quoting import QuestionInvalid, answer

HARVEST = {"text": "Deel", "payer": "provider", "basis": "percent_of_price", "rate_bp": 600, "floor_minor": 25,
           "cap_minor": 1500, "from_price_minor": 30}  # fmt: skip
THREE = {
    "text": "Deel",
    "payer": "provider",
    "basis": "percent_of_price",
    "rate_bp": 300,
    "cap_minor": 15_000,
}
PER_YEAR = {"text": "Lid", "payer": "member", "basis": "per_user", "amount_minor": 2400, "interval": "year",
            "vat_mode": "incl"}  # fmt: skip
PER_DEAL = {"text": "Per match", "payer": "requester", "basis": "per_transaction", "amount_minor": 150,
            "vat_mode": "incl"}  # fmt: skip
PER_USER = {"text": "Per gebruiker", "payer": "partner", "basis": "per_user", "amount_minor": 250}
MONTH = [HARVEST, {"text": "Maand", "payer": "partner", "basis": "per_period", "amount_minor": 750}]


def quote(question: Any, tmp_path: Path) -> Any:
    file = tmp_path / "vraag.json"
    file.write_text(question if isinstance(question, str) else json.dumps(question))
    out = io.StringIO()
    call_command("quote_fees", str(file), stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("rule", "asked", "side", "net", "vat", "total"),
    [
        pytest.param(HARVEST, {"deal": {"price_minor": 4800, "vat_bp": 900}}, "provider", 264, 55, 319, id="six percent"),
        pytest.param(HARVEST, {"deal": {"price_minor": 360, "vat_bp": 900}}, "provider", 25, 5, 30, id="the least bites"),
        pytest.param(HARVEST, {"deal": {"price_minor": 31065, "vat_bp": 900}}, "provider", 1500, 315, 1815,
                     id="the most bites"),
        pytest.param(HARVEST, {"deal": {"price_minor": 2000}}, "provider", 120, 25, 145, id="a private seller"),
        pytest.param(PER_YEAR, {"usage": {}}, "", 1983, 417, 2400, id="a year with VAT in it"),
        pytest.param(PER_DEAL, {"deal": {"price_minor": 1000}}, "requester", 124, 26, 150, id="per match"),
        pytest.param(PER_USER, {"usage": {"users": 12}}, "", 3000, 630, 3630, id="twelve users"),
        pytest.param(THREE, {"deal": {"price_minor": 29040, "vat_bp": 2100}}, "provider", 720, 151, 871, id="advice"),
        pytest.param({**PER_DEAL, "amount_minor": 500}, {"deal": {"price_minor": 29040}}, "requester", 413, 87, 500,
                     id="five euros with VAT in it"),
        pytest.param(THREE, {"deal": {"price_minor": 640_000}}, "provider", 15000, 3150, 18150, id="a roof"),
        pytest.param({**THREE, "vat_rate_bp": 0}, {"deal": {"price_minor": 29040, "vat_bp": 2100}}, "provider", 720, 0,
                     720, id="reverse charged"),
    ],
)  # fmt: skip
def test_the_worked_figures_come_out_of_the_command(
    rule: Any, asked: Any, side: str, net: int, vat: int, total: int, tmp_path: Path
) -> None:
    found = quote({"model": {"rules": [rule]}, **asked}, tmp_path)
    found = found[side] if side else found
    assert (found["net_minor"], found["vat_minor"], found["total_minor"]) == (net, vat, total)


def test_a_month_has_its_vat_once_on_the_sum(tmp_path: Path) -> None:
    """25.39 and 5.33: three deals, and 7.50 of the month as a fee per deal of nothing else."""
    prices = [{"price_minor": 4800, "vat_bp": 900}, {"price_minor": 360, "vat_bp": 900},
              {"price_minor": 31065, "vat_bp": 900}, {"price_minor": 1, "exchange_type": "commons"}]  # fmt: skip
    month = {"text": "Maand", "payer": "provider", "basis": "per_transaction", "amount_minor": 750,
             "exchange_types": ["commons"]}  # fmt: skip
    found = quote({"model": {"rules": [HARVEST, month]}, "deals": prices}, tmp_path)["provider"]
    assert (found["net_minor"], found["vat_minor"], found["total_minor"]) == (2539, 533, 3072)
    untaxed = [{**rule, "vat_rate_bp": 0} for rule in (HARVEST, month)]
    kor = quote({"model": {"rules": untaxed}, "deals": prices}, tmp_path)["provider"]
    assert (kor["net_minor"], kor["vat_minor"], kor["total_minor"]) == (2539, 0, 2539)


def test_says_what_each_side_pays_and_where_it_goes(tmp_path: Path) -> None:
    split = {"text": "Samen", "payer": "split", "basis": "per_transaction", "amount_minor": 101, "split_bp": 4000,
             "beneficiaries": [["operator", 7000], ["solidarity", 3000]]}  # fmt: skip
    found = quote({"model": {"rules": [split]}, "deal": {"price_minor": 1000}}, tmp_path)
    assert [(line["payer"], line["net_minor"], line["vat_minor"]) for line in found["rules"]] == [
        ("provider", 61, 13),
        ("requester", 40, 8),
    ]
    assert (found["requester_pays_minor"], found["provider_receives_minor"]) == (1048, 926)
    assert found["beneficiaries"] == {"operator": 71, "solidarity": 30}
    assert found["provider_could_lose_at_price_minor"] == 0


def test_what_is_free_runs_out_over_the_deals_of_a_year(tmp_path: Path) -> None:
    rules = [{**PER_DEAL, "free_per_year": 2}]
    found = quote({"model": {"rules": rules}, "deals": [{"price_minor": 1000}] * 3}, tmp_path)
    assert [one["requester_pays_minor"] for one in found["deals"]] == [1000, 1000, 1150]
    used = {"model": {"rules": rules}, "deal": {"price_minor": 1000}, "used": {"deals": 2}}
    assert quote(used, tmp_path)["requester_pays_minor"] == 1150


def test_a_period_by_days_and_under_a_cap(tmp_path: Path) -> None:
    rules = [{**PER_USER, "prorate": True, "organisation_cap_minor": 20_000}]
    usage = {"users": 12, "days": 10, "of_days": 30, "spent_minor": 19_500}
    found = quote({"model": {"rules": rules}, "usage": usage}, tmp_path)
    assert found["rules"] == [{"rule": 1, "text": "Per gebruiker", "amount_minor": 500}]


BAD = [
    "geen json", "[]", "{}", {"model": {}}, {"model": {"rules": []}}, {"model": {"rules": {}}, "deal": {"price_minor": 1}},
    {"model": {"rules": ["x"]}, "deal": {"price_minor": 1}}, {"model": {"rules": []}, "deal": {}},
    {"model": {"rules": [{**PER_DEAL, "color": 1}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "amount_minor": -1}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "amount_minor": "1"}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{"text": "x"}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "exchange_types": 5}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "payer": "nobody"}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "basis": "per_moon"}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "most_units": "veel"}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "beneficiaries": [["operator", 9000]]}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "calculator": "graduated", "tiers": [{"upto": "5"}]}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": [{**PER_DEAL, "organisation_id": "x"}]}, "deal": {"price_minor": 1}},
    {"model": {"rules": []}, "deal": {"price_minor": -1}}, {"model": {"rules": []}, "deal": {"price_minor": 1.5}},
    {"model": {"rules": []}, "deal": {"price_minor": 1, "quantity": "-3"}},
    {"model": {"rules": []}, "deal": {"price_minor": 1, "quantity": "NaN"}},
    {"model": {"rules": []}, "deal": {"price_minor": 1, "vat": 1}},
    {"model": {"rules": []}, "deal": {"price_minor": 1, "exchange_type": ["paid"]}},
    {"model": {"rules": []}, "deals": {"price_minor": 1}}, {"model": {"rules": []}, "usage": {"of_days": 0}},
    {"model": {"rules": []}, "usage": {"months": 1}}, {"model": {"rules": []}, "deal": {"price_minor": 1}, "used": 3},
    {"model": {"rules": []}, "deal": {"price_minor": 10**16}},
]  # fmt: skip


@pytest.mark.parametrize("question", BAD, ids=str)
def test_a_bad_question_gets_a_sentence(question: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        quote(question, tmp_path)
    assert refused.value.returncode == 2
    assert str(refused.value).endswith(".")
    assert "Traceback" not in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["upto", "unit", "flat", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = sorted(
    {*HARVEST, *PER_YEAR, "tiers", "beneficiaries", "calculator", "exchange_types", "ladder", "most_units"}
)


def answered(question: Any) -> Any:
    """The answer, or the sentence why there is none."""
    try:
        return answer(question)
    except QuestionInvalid as refused:
        return str(refused)


@given(changes=st.dictionaries(st.sampled_from(NAMES), JSON, min_size=1, max_size=2))
def test_whatever_is_asked_is_answered_or_refused_in_words(changes: dict[str, Any]) -> None:
    question = {"model": {"rules": [{**HARVEST, **changes}]}, "deal": {"price_minor": 4800}}
    found = answered(question)
    assert found if isinstance(found, str) else found["provider_receives_minor"] <= 4800


def test_it_is_a_command_that_reads_what_is_piped_in() -> None:
    command = [sys.executable, "manage.py", "quote_fees"]
    good = json.dumps({"model": {"rules": [PER_DEAL]}, "deal": {"price_minor": 1000}})
    run = subprocess.run(command, input=good, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout)["requester_pays_minor"] == 1150
    bad = subprocess.run(command, input="{", capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout) == (2, "")
