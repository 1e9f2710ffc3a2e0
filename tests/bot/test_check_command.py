"""`fumao check`: every line answered in its place; whatever is wrong with one is said and stops nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.check_command import ProfileFault, check_profile, overview_of_profile, run_check
from tests.checker.applicants import ENTERPRISE, TODAY, Raw, pack, rulebook, usd

GOOD = json.dumps({"id": "good", "designation": "key_enterprise", "facts": ENTERPRISE})


def _run(*lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run_check(pack(), rulebook(), lines, TODAY)]


def _of(facts: object, designation: object = "key_enterprise") -> str:
    return json.dumps({"id": 7, "designation": designation, "facts": facts})


def test_a_bad_line_is_answered_in_its_place_and_the_rest_goes_on() -> None:
    found = _run(GOOD, '{"id": 1', "", GOOD, "[]", "7", '"x"', GOOD)
    assert [each["overall"] for each in found] == [
        "eligible",
        "error",
        "eligible",
        *["error"] * 3,
        "eligible",
    ]
    assert [each["id"] for each in found] == ["good", None, "good", None, None, None, "good"]


@pytest.mark.parametrize(
    ("line", "field", "nearest", "said"),
    [
        (_of({"prev_year_trad": usd(1)}), "prev_year_trad", "prev_year_trade", "是不是“prev_year_trade”"),
        (_of({}, "key_enterprize"), "designation", "key_enterprise", "是不是“key_enterprise”"),
        (_of({}, "重点培育企业"), "designation", "key_enterprise", "key_enterprise"),
        (_of({}, None), "designation", None, "请写明 designation"),
        (_of([]), "facts", None, "facts"),
        (
            _of({"prev_year_trade": {"value": "五十万", "currency": "USD"}}),
            "prev_year_trade",
            None,
            "上年度服务进出口额（prev_year_trade）",
        ),
        (_of({"prev_year_trade": {"value": "1", "currency": "EUR"}}), "prev_year_trade", None, "USD、CNY"),
        (_of({"track": "cultur"}), "track", "culture", "culture（文化出口）"),
        (
            _of({"applicant_kind": "branch", "independent_legal_person": True}),
            "independent_legal_person",
            None,
            "applicant_kind",
        ),
        (_of({"revoked_date": "2027"}), "revoked_date", None, "application_date"),
        (
            '{"id": 7, "designation": "key_enterprise", "facts": {"track": "tcm", "track": "general"}}',
            "track",
            None,
            "写了两次",
        ),
    ],
)
def test_an_error_names_the_field_and_what_would_be_right(
    line: str, field: str, nearest: str | None, said: str
) -> None:
    (found,) = _run(line)
    assert (found["id"], found["overall"], found["conditions"]) == (7, "error", {})
    assert (found["field"], found["nearest"]) == (field, nearest)
    assert said in found["error"]
    assert "{field}" not in found["error"]


def test_absurd_json_is_an_error_and_never_a_crash() -> None:
    for line in (
        "[" * 100_000,
        '{"id": ' + "9" * 5000 + "}",
        '{"id": NaN, "designation": 1e999}',
        "\x00",
        "{}",
    ):
        (found,) = _run(line)
        assert found["overall"] == "error"


def test_half_a_surrogate_pair_goes_out_as_it_came() -> None:
    (line,) = run_check(pack(), rulebook(), ['{"id": "\\ud800", "facts": {}}'], TODAY)
    line.encode("utf-8")
    assert json.loads(line)["id"] == "\ud800"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(rulebook().facts)), value=JSON)
def test_any_json_for_any_fact_is_judged_or_refused(name: str, value: object) -> None:
    (found,) = _run(json.dumps({"id": 1, "designation": "export_base", "facts": {name: value}}))
    assert found["id"] == 1
    assert found["overall"] != "error" or (found["field"] == name and found["error"])


def _file(folder: Path, text: str) -> Path:
    path = folder / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_in_yaml_gets_the_verdict_in_words(tmp_path: Path) -> None:
    text = "designation: key_enterprise\nfacts:\n  application_date: 2026-03-10\n  revoked_date: 2019\n"
    found = check_profile(_file(tmp_path, text), pack(), rulebook(), TODAY)
    assert found.startswith("? 重点培育企业（机构）：还不能下结论")


def test_a_profile_in_json_is_read_too(tmp_path: Path) -> None:
    profile: Raw = {"designation": "key_enterprise", "facts": ENTERPRISE}
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(profile, indent=2), encoding="utf-8")
    assert check_profile(path, pack(), rulebook(), TODAY).startswith("✓ 符合")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("designation: key_enterprise\nfacts:\n  track: tcm\n  trac: tcm\n", "profile.yaml:4"),
        ("designation: key_enterprise\nfacts:\n  track: [tcm\n", "profile.yaml:"),
        ("designation: key_enterprise\nfacts:\n  track: tcm\n  track: tcm\n", "profile.yaml:4"),
        ("designation: key\nfact: {}\n", "profile.yaml:2"),
        ("", "profile.yaml"),
    ],
)
def test_a_broken_profile_is_refused_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProfileFault, match=said):
        check_profile(_file(tmp_path, text), pack(), rulebook(), TODAY)


def test_a_missing_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileFault, match="打不开文件"):
        check_profile(tmp_path / "none.yaml", pack(), rulebook(), TODAY)


def test_with_all_every_line_is_judged_for_every_designation_in_the_ordinary_form() -> None:
    found = [json.loads(line) for line in run_check(pack(), rulebook(), [GOOD, "[]"], TODAY, everything=True)]
    assert [each["designation"] for each in found] == [*rulebook().designations, None]
    alone = {name: _run(_of(ENTERPRISE, name))[0] for name in rulebook().designations}
    for each in found[:-1]:
        assert {**each, "id": 7} == alone[each["designation"]]


def test_an_overview_needs_no_designation_and_uses_what_the_profile_says(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text("facts: {applicant_kind: enterprise, track: general}\n", encoding="utf-8")
    text = overview_of_profile(file, pack(), rulebook(), TODAY)
    assert "报不了" in text
    assert "申报领域：一般领域" in text
    file.write_text("facts: {applicant_kind: firm}\n", encoding="utf-8")
    with pytest.raises(ProfileFault, match=r"my\.yaml:1"):
        overview_of_profile(file, pack(), rulebook(), TODAY)
