"""Word raw facts for people: {"value": "620000", "currency": "USD"} → 62万美元（620,000）."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from checker import Amount
from conversations.desk import Desk
from conversations.value_wording import amount_text, value_text


def raw_text(desk: Desk, name: str, value: object) -> str:
    """A raw fact in words; amounts also in plain digits, so that a slip of the unit is seen."""
    fact = desk.pack.facts[name]
    if isinstance(value, Mapping):
        number = Decimal(str(value["value"]))
        short = amount_text(Amount(number, str(value["currency"])))
        plain = f"{number:,}"
        return short if plain in short else f"{short}（{plain}）"
    if isinstance(value, bool):
        return value_text(desk.pack, name, value)
    if isinstance(value, int):
        return value_text(desk.pack, name, value)
    if fact.type == "rate":
        return value_text(desk.pack, name, Decimal(str(value)))
    return value_text(desk.pack, name, str(value))
