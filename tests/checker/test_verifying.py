"""Receipts: genuine ones stand or tell what changed since; whatever was altered is refused and named."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker import Rulebook, Verification, compile_rulebook, judge, read_facts, receipt, verify
from checker.receipt import CODE_LENGTH, seal
from knowledge.pack import DEFAULT_PACK, load_pack
from tests.checker.applicants import TINY, TODAY, pack, rulebook, usd, verdict
from tests.checker.strategies import consistent, raw_facts


def _written(found: dict[str, object]) -> dict[str, Any]:
    """As it is read from its file."""
    read: dict[str, Any] = json.loads(json.dumps(found))
    return read


def _made(**changes: object) -> dict[str, Any]:
    return _written(receipt(verdict("key_enterprise", **changes)))


def _verified(raw: object) -> Verification:
    return verify(raw, rulebook())


def _sealed_anew(raw: dict[str, Any]) -> dict[str, Any]:
    """What somebody does who knows how receipts are sealed."""
    content = {name: value for name, value in raw.items() if name not in ("seals", "sha256")}
    parts: dict[str, object] = {}
    for name, value in content.items():
        if isinstance(value, dict) and value:
            parts |= {f"{name}.{key}": part for key, part in value.items()}
        else:
            parts[name] = value
    sealed = {**content, "seals": {field: seal(part)[:CODE_LENGTH] for field, part in parts.items()}}
    return {**sealed, "sha256": seal(sealed)}


@pytest.fixture(scope="module")
def lower(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """The same measure with a lower threshold in 5.4.4: another version."""
    folder = tmp_path_factory.mktemp("packs") / "lower"
    shutil.copytree(DEFAULT_PACK, folder)
    file = folder / "rules" / "key_enterprise.yaml"
    text = file.read_text(encoding="utf-8").replace("usd: 500000", "usd: 300000")
    file.write_text(text, encoding="utf-8")
    return compile_rulebook(load_pack(folder))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_verdict_has_a_receipt_that_stands(data: st.DataObject) -> None:
    title = data.draw(st.sampled_from(sorted(rulebook().rulesets)))
    facts = consistent(data.draw(raw_facts(title)))
    assume(facts is not None)
    assert facts is not None
    raw = _written(receipt(judge(rulebook(), title, facts, day=TODAY)))
    assert _verified(raw).stands


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_is_changed_in_a_receipt_it_is_refused(data: st.DataObject) -> None:
    raw = _made()
    name = data.draw(st.sampled_from(sorted(set(raw) - {"form"})))
    at, key = raw, name
    if isinstance(raw[name], dict):
        at, key = raw[name], data.draw(st.sampled_from(sorted(raw[name])))
    changed: object = data.draw(st.sampled_from(["another", None, 7, {}, [], "absent"]))
    assume(at[key] != changed)
    if changed == "absent":
        del at[key]
    else:
        at[key] = changed
    found = _verified(raw)
    assert found.outcome in ("altered", "no_receipt")
    assert found.outcome == "altered" or name in ("seals", "sha256")


def test_the_altered_field_is_named() -> None:
    raw = _made(prev_year_trade=usd(380_000))
    raw["facts"]["prev_year_trade"]["value"] = "580000"
    assert _verified(raw).fields == ("facts.prev_year_trade",)
    raw = _made(prev_year_trade=usd(380_000))
    raw["overall"] = "eligible"
    raw["extra"] = 1
    assert _verified(raw).fields == ("overall", "extra")
    assert _verified({**_made(), "sha256": "0"}).fields == ("sha256",)


def test_a_verdict_that_does_not_follow_from_its_facts_is_refused_even_with_fresh_seals() -> None:
    raw = _made(prev_year_trade=usd(380_000))
    raw["overall"] = "eligible"
    raw["findings"]["5.4.4"] = raw["findings"]["5.4.2"]
    assert _verified(_sealed_anew(raw)).fields == ("overall", "findings.5.4.4")
    raw = _made()
    raw["facts"]["prev_year_trade"] = "much"
    assert _verified(_sealed_anew(raw)).fields == ("facts.prev_year_trade",)


@pytest.mark.parametrize("raw", [None, [], {}, {"form": "x"}, "fumao-receipt/1", {"overall": "eligible"}])
def test_what_is_no_receipt_is_none(raw: object) -> None:
    assert _verified(raw).outcome == "no_receipt"


def test_after_the_pack_has_changed_it_tells_what_is_otherwise_now(lower: Rulebook) -> None:
    made = verdict("key_enterprise", prev_year_trade=usd(380_000))
    found = verify(_written(receipt(made)), lower)
    assert (found.outcome, found.stands, found.then) == ("genuine", False, None)
    assert found.now is not None
    assert [tuple(each) for each in found.now.differences] == [("5.4.4", "not_met", "met")]
    replayed = verify(_written(receipt(made)), lower, rulebook())
    assert replayed.then is not None
    assert replayed.then.agrees_with("not_eligible")


def test_after_a_change_that_does_not_concern_it_a_receipt_stands(lower: Rulebook) -> None:
    assert verify(_made(), lower).stands


def test_a_receipt_of_another_measure_is_replayed_by_that_one() -> None:
    book = compile_rulebook(pack(TINY))
    made = judge(book, "model_shop", read_facts(book, {"registered": True}, day=TODAY), day=TODAY)
    raw = _written(receipt(made))
    assert verify(raw, book).stands
    elsewhere = _verified(raw)
    assert (elsewhere.outcome, elsewhere.stands) == ("genuine", False)


def test_a_receipt_is_replayed_as_of_its_own_day() -> None:
    barred = _made(revoked_designation="key_enterprise", revoked_date="2024-03-15", application_date=None)
    assert _verified(barred).stands
