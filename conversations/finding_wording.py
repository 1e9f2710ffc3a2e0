"""Word one finding: the figures against their thresholds, or what is not known yet, in one line."""

from __future__ import annotations

from decimal import Decimal

from checker import Amount, Finding, Look, Rulebook, Verdict
from checker.finding import MET, NOT_MET, REVIEW
from checker.values import EXACT, Value, tipping_rate
from conversations.phrase_file import read_phrases
from conversations.value_wording import amount_text, threshold_text, value_text
from knowledge.pack import Pack


def reason_text(pack: Pack, rulebook: Rulebook, verdict: Verdict, finding: Finding) -> str:
    """Why the finding is as it is: the looks that speak for its status, each with its number."""
    joint = read_phrases("verdict")["joint"]
    words = [_look_text(pack, rulebook, verdict, look) for look in _telling(verdict, finding)]
    return joint.join(dict.fromkeys(word for word in words if word))


def _telling(verdict: Verdict, finding: Finding) -> tuple[Look, ...]:
    """The looks that made the status; while it is unknown, what is missing or short."""
    guard = next((each for each in finding.looks if _is_open_guard(verdict, each)), None)
    if guard is not None and not finding.bounds.settled:
        return (guard,)
    if finding.bounds.settled:
        same = tuple(each for each in finding.looks if each.bounds == finding.bounds)
        return same or finding.looks
    return tuple(each for each in finding.looks if not each.bounds.settled or each.bounds == NOT_MET)


def _is_open_guard(verdict: Verdict, look: Look) -> bool:
    return look.fact in verdict.ruleset.guards and look.fact not in verdict.known.values


def _look_text(pack: Pack, rulebook: Rulebook, verdict: Verdict, look: Look) -> str:
    phrases = read_phrases("verdict")
    value = verdict.known.values.get(look.fact)
    fact = pack.facts[look.fact].name
    match look.operator:
        case "at_least" | "more_than":
            return _figure_text(pack, rulebook, verdict, look, value)
        case "judged":
            key = "judged_unsaid" if value is None else "judged" if look.bounds == REVIEW else "judged_no"
        case "check":
            return _check_text(pack, verdict, look)
        case "is":
            guard = _is_open_guard(verdict, look)
            key = "guard" if guard else "unknown" if value is None else "stated"
    return phrases[f"reason.{key}"].format(fact=fact, value=value_text(pack, look.fact, value))


def _figure_text(pack: Pack, rulebook: Rulebook, verdict: Verdict, look: Look, value: Value | None) -> str:
    phrases = read_phrases("verdict")
    strict = look.operator == "more_than"
    threshold = look.threshold or 0
    words = {
        "fact": pack.facts[look.fact].name,
        "value": value_text(pack, look.fact, value),
        "threshold": threshold_text(pack, look.fact, threshold, rulebook.currency),
    }
    if value is None:
        return phrases["reason.figure_unknown_more" if strict else "reason.figure_unknown"].format(**words)
    if isinstance(value, Amount):
        if verdict.known.year_asks:
            return phrases["reason.other_year"].format(**words)
        bar = verdict.known.threshold_for(value, Decimal(threshold))
        if bar is None:
            return phrases["reason.no_rate"].format(**words)
        words["by"] = amount_text(Amount(EXACT.subtract(bar, value.value), value.currency))
        words["threshold"] = _threshold(
            pack, rulebook, verdict, words["threshold"], Amount(bar, value.currency)
        )
        reached = value.value > bar if strict else value.value >= bar
    else:
        number = value if isinstance(value, int) else 0
        words["by"] = value_text(pack, look.fact, int(threshold) - number)
        reached = number > threshold if strict else number >= threshold
    key = ("exceeded" if strict else "reached") if reached else ("not_exceeded" if strict else "short")
    reason = phrases[f"reason.{key}"].format(**words)
    return phrases["reason.as_review"].format(reason=reason) if look.bounds == REVIEW else reason


def margin_text(pack: Pack, rulebook: Rulebook, verdict: Verdict, look: Look) -> str:
    """By how much a figure goes beyond its threshold; nothing where it does not, or where it is no figure."""
    value = verdict.known.values.get(look.fact)
    if look.threshold is None or look.bounds != MET or value is None:
        return ""
    words = {
        "fact": pack.facts[look.fact].name,
        "value": value_text(pack, look.fact, value),
        "threshold": threshold_text(pack, look.fact, look.threshold, rulebook.currency),
    }
    if isinstance(value, Amount):
        bar = verdict.known.threshold_for(value, Decimal(look.threshold))
        if bar is None:
            return ""
        over = EXACT.subtract(value.value, bar)
        words["threshold"] = _threshold(
            pack, rulebook, verdict, words["threshold"], Amount(bar, value.currency)
        )
        words["by"] = amount_text(Amount(over, value.currency))
    else:
        over = Decimal(value if isinstance(value, int) else 0) - Decimal(look.threshold)
        words["by"] = value_text(pack, look.fact, int(over))
    text = read_phrases("details")["short.over" if over > 0 else "short.exact"].format(**words)
    return text + tipping_text(pack, rulebook, verdict, look)


def tipping_text(pack: Pack, rulebook: Rulebook, verdict: Verdict, look: Look) -> str:
    """At which rate a converted figure would just reach its threshold; nothing where none is converted."""
    value = verdict.known.values.get(look.fact)
    if look.threshold is None or not isinstance(value, Amount) or value.currency == rulebook.currency:
        return ""
    rate = tipping_rate(value.value, Decimal(look.threshold))
    key = "short.tips_met" if look.bounds == MET else "short.tips_short"
    return read_phrases("details")[key].format(rate=value_text(pack, rulebook.rate, rate))


def _threshold(pack: Pack, rulebook: Rulebook, verdict: Verdict, words: str, bar: Amount) -> str:
    """The threshold; where it was converted, with the rate and what it comes to."""
    if bar.currency == rulebook.currency:
        return words
    rate = value_text(pack, rulebook.rate, verdict.known.values.get(rulebook.rate))
    phrase = read_phrases("verdict")["reason.threshold_converted"]
    return phrase.format(threshold=words, rate=rate, converted=amount_text(bar))


def _check_text(pack: Pack, verdict: Verdict, look: Look) -> str:
    """A check speaks through the facts that it read."""
    phrases = read_phrases("verdict")
    finding = next(each for each in verdict.findings if look in each.looks)
    values = verdict.known.values
    said = [(pack.facts[name].name, value_text(pack, name, values.get(name))) for name in finding.facts]
    asked = [name for name in verdict.unanswered if name in _reads(verdict, finding) and name not in values]
    stated = [phrases["reason.stated"].format(fact=fact, value=value) for fact, value in said]
    missing = [phrases["reason.unknown"].format(fact=pack.facts[name].name) for name in asked]
    return phrases["joint"].join([*stated, *missing])


def _reads(verdict: Verdict, finding: Finding) -> tuple[str, ...]:
    return next(each.facts for each in verdict.ruleset.provisions if each.clause == finding.clause)
