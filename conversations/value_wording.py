"""Word the values of facts for people: 62万美元, 30家, 2026-03-10, and choices by their labels.

Figures are shown exactly: 万 only where at most two places behind the point remain.
"""

from __future__ import annotations

from decimal import Decimal

from checker import Amount, Span, Value
from checker.values import EXACT, number_text
from conversations.phrase_file import read_phrases
from knowledge.pack import Pack

_SCALES = ((8, "scale.8"), (4, "scale.4"))
"""Powers of ten that have a name (亿, 万), the greater first, and its phrase."""


def value_text(pack: Pack, fact: str, value: Value | None) -> str:
    """A value of `fact` in words; None is said to be unknown."""
    phrases = read_phrases("verdict")
    spec = pack.facts[fact]
    match value:
        case None:
            return phrases["unknown"]
        case Amount():
            return amount_text(value)
        case Span():
            return value.text
        case Decimal():
            return phrases["rate"].format(number=number_text(value))
        case bool() | str():
            return next((each.label for each in spec.values if each.value == value), str(value))
        case int():
            phrase = phrases["year"] if spec.type == "year" else phrases["count"]
            return phrase.format(number=value, unit=spec.unit)


def amount_text(amount: Amount) -> str:
    """An amount with its currency: 62万美元, 人民币360万元, 499,999.99美元."""
    phrases = read_phrases("verdict")
    phrase = phrases.get(f"amount.{amount.currency}", phrases["amount.other"])
    return phrase.format(number=short_number(amount.value), currency=amount.currency)


def short_number(number: Decimal) -> str:
    """Digits for people: in 亿 or 万 where that leaves at most two places, else with commas."""
    for power, phrase in _SCALES:
        scaled = EXACT.scaleb(number, -power)
        if scaled >= 1 and EXACT.scaleb(scaled, 2) == EXACT.to_integral_value(EXACT.scaleb(scaled, 2)):
            return f"{number_text(scaled)}{read_phrases('verdict')[phrase]}"
    whole, _, places = number_text(number).partition(".")
    return f"{int(whole):,}" + (f".{places}" if places else "")


def threshold_text(pack: Pack, fact: str, threshold: int | Decimal, currency: str) -> str:
    """A threshold on `fact` in words, as the measure writes it: 50万美元, 30家."""
    if pack.facts[fact].type == "amount":
        return amount_text(Amount(Decimal(threshold), currency))
    return value_text(pack, fact, int(threshold))
