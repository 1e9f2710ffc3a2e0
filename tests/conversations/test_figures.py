"""Which fact a figure is: the nearest name decides; what cannot be taken becomes a slip."""

from __future__ import annotations

from decimal import Decimal

import pytest

from conversations.dates import find_dates
from conversations.figures import FiguresRead, amount, read_figures, same
from conversations.normalise import normalise
from tests.checker.applicants import cny, usd
from tests.conversations.understanding import TODAY, desk

GENERAL = {"track": "general", "applicant_kind": "enterprise"}
CULTURE_REGION = {"track": "culture", "base_kind": "admin_region"}
CULTURE_ZONE = {"track": "culture", "base_kind": "functional_zone"}


def _read(text: str, designation: str, known: dict[str, str]) -> FiguresRead:
    normal = normalise(text)
    return read_figures(
        desk().pack,
        normal,
        designation=designation,
        known=known,
        dates=find_dates(normal, TODAY),
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("text", "designation", "known", "facts"),
    [
        ("进出口额60万美元", "key_enterprise", GENERAL, {"prev_year_trade": usd(600_000)}),
        ("60万美元的进出口额", "key_enterprise", GENERAL, {"prev_year_trade": usd(600_000)}),
        ("60万美元", "key_enterprise", GENERAL, {"prev_year_trade": usd(600_000)}),
        (
            "服务出口12万美元",
            "key_enterprise",
            {"track": "culture"},
            {"prev_year_service_export": usd(120_000)},
        ),
        (
            "进出口360万元，汇率7.2",
            "key_enterprise",
            GENERAL,
            {"prev_year_trade": cny(3_600_000), "fx_cny_per_usd": "7.2"},
        ),
        (
            "进出口60万美元，其中出口20万美元",
            "key_enterprise",
            GENERAL,
            {"prev_year_trade": usd(600_000), "prev_year_service_export": usd(200_000)},
        ),
        (
            "企业9家，做服务贸易的4家",
            "export_base",
            CULTURE_REGION,
            {"culture_enterprise_count": 9, "culture_trade_enterprise_count": 4},
        ),
        ("文化企业6家", "export_base", CULTURE_ZONE, {"culture_trade_enterprise_count": 6}),
        ("出口55万美元", "export_base", CULTURE_REGION, {"prev_year_culture_export": usd(550_000)}),
        (
            "出口35万美元",
            "export_base",
            {"track": "tcm", "base_kind": "admin_region"},
            {"prev_year_tcm_export": usd(350_000)},
        ),
        (
            "外包企业18家，离岸执行额620万美元",
            "outsourcing_city",
            {},
            {"outsourcing_enterprise_count": 18, "prev_year_offshore_exec": usd(6_200_000)},
        ),
        (
            "签约额800万美元，执行额520万美元",
            "outsourcing_city",
            {},
            {"outsourcing_signed_amount": usd(8_000_000), "prev_year_offshore_exec": usd(5_200_000)},
        ),
        (
            "重点企业31家，基地2个，进出口5200万美元",
            "innovation_city",
            {},
            {"key_enterprise_count": 31, "export_base_count": 2, "prev_year_trade": usd(52_000_000)},
        ),
        ("2024年6月进出口60万美元", "key_enterprise", GENERAL, {"prev_year_trade": usd(600_000)}),
    ],
)
def test_the_nearest_name_decides_what_a_figure_is(
    text: str, designation: str, known: dict[str, str], facts: dict[str, object]
) -> None:
    assert _read(text, designation, known).facts == facts


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("进出口额60万", "no_currency"),
        ("进出口额大概60万美元", "vague"),
        ("进出口额60万欧元", "other_currency"),
        ("进出口额-60万美元", "negative"),
        ("注册资本600万元", "dropped"),
        ("进口额60万美元", "dropped"),
        ("货物出口额60万美元", "dropped"),
        ("今年目标100万美元", "dropped"),
    ],
)
def test_what_cannot_be_taken_is_a_slip(text: str, trouble: str) -> None:
    read = _read(text, "key_enterprise", GENERAL)
    assert read.facts == {}
    assert [slip.trouble for slip in read.slips] == [trouble]


def test_an_amount_of_an_unknown_case_has_no_name() -> None:
    read = _read("有60万美元", "outsourcing_city", {})
    assert [slip.trouble for slip in read.slips] == ["nameless"]
    assert read.facts == {}


def test_the_first_figure_of_a_fact_stays_and_heals_an_earlier_slip() -> None:
    read = _read("进出口大概60万，准确说进出口额58万美元，前年进出口30万美元", "key_enterprise", GENERAL)
    assert read.facts == {"prev_year_trade": usd(580_000)}
    assert read.slips == []


def test_amounts_are_written_plainly_and_true_is_not_one() -> None:
    assert amount(Decimal("5E+5"), "USD") == usd(500_000)
    assert not same(known=True, wanted=1)
    assert same(known="culture", wanted="culture")
