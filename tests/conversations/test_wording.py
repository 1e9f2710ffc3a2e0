"""The words of replies: labels as the measure has them, clauses word for word, nothing internal."""

from __future__ import annotations

import re

import pytest

from conversations import word
from conversations.reply import (
    Answered,
    Cases,
    ChooseTitle,
    Greeting,
    Kept,
    NoSuchClause,
    Notice,
    NotSaid,
    NotUnderstood,
    SmallTalk,
    Understood,
    WhyAsked,
)
from conversations.slip import Slip, Trouble
from tests.conversations.dialogue import leftovers, said
from tests.conversations.understanding import desk

LABEL = re.compile(
    r"第[一二三四五六七八九十]+条(?:第[一二三四]段|（[一二三四五六]）(?:\d(?:行政区|功能区|企业（机构）)?)?)?"
)


def _labels() -> set[str]:
    return {desk().pack.statute.label(clause) for clause in desk().pack.statute.clauses}


@pytest.mark.parametrize("name", list(desk().pack.facts))
def test_why_a_fact_is_asked_shows_its_clause_and_an_example(name: str) -> None:
    fact = desk().pack.facts[name]
    text = word(desk(), WhyAsked(name))
    assert desk().pack.statute.full_text(fact.why.clause) in text
    assert fact.example in text
    assert not leftovers(text)


def test_every_label_that_is_shown_is_a_label_of_the_measure() -> None:
    shown = [entry.answer for entry in desk().library.entries]
    shown += [word(desk(), WhyAsked(name)) for name in desk().pack.facts]
    shown += [gap.says for gap in desk().library.gaps]
    plain = re.sub(
        r"《[^》]*》(?:第[一二三四五六七八九十百千]+条[、和]?)*", "", "\n".join(shown)
    )  # another law's articles
    assert set(LABEL.findall(plain)) <= _labels()


@pytest.mark.parametrize("number", range(len(desk().library.entries)))
def test_every_banked_answer_can_be_shown_with_its_clauses_word_for_word(number: int) -> None:
    entry = desk().library.entries[number]
    text = word(desk(), Answered((number,), entry.clauses))
    assert text.startswith(entry.answer)
    for clause in entry.clauses[:8]:
        assert desk().pack.statute.full_text(clause) in text
    assert not leftovers(text)


@pytest.mark.parametrize("gap", [gap.id for gap in desk().library.gaps])
def test_every_gap_can_be_shown(gap: str) -> None:
    assert not leftovers(word(desk(), NotSaid(gap, ("6.4", "15"))))


def test_a_clause_within_another_that_is_shown_is_not_shown_twice() -> None:
    text = word(desk(), Answered((), ("5.4", "5.4.4")))
    assert text.count("上年度服务进出口额不低于50万美元") == 1


TROUBLES: list[Trouble] = [
    "no_currency", "other_currency", "vague", "negative", "not_whole", "no_such_date", "nameless",
    "not_understood",
]  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_slip_says_what_was_wrong_and_gives_an_example(trouble: Trouble) -> None:
    text = word(desk(), Understood({}, slips=(Slip("prev_year_trade", trouble, "{坏}" * 30),)))
    assert "例如" in text or "可以这样答" in text
    assert len(text) < 160


@pytest.mark.parametrize("words", ["{}", "{0}", "{words}", "%s", "第{articles}条"])
def test_what_a_person_writes_is_never_filled_in(words: str) -> None:
    for text in (word(desk(), NoSuchClause(words)), word(desk(), Kept(words))):
        assert words in text


@pytest.mark.parametrize("talk", [talk.id for talk in desk().talks])
def test_all_small_talk_can_be_said(talk: str) -> None:
    assert word(desk(), SmallTalk(talk))


def test_the_greeting_gives_four_examples_that_work() -> None:
    text = word(desk(), Greeting())
    examples = desk().pack.measure.examples
    assert len(examples) >= 4
    assert all(f"  {example}" in text for example in examples)
    assert {said(example)["kind"] for example in examples} <= {"answer", "assessment"}


@pytest.mark.parametrize("example", ["下一步说“帮我测一下”", "“那材料呢”", "“我们是文化类的”"])
def test_what_the_assistant_tells_people_to_say_it_understands(example: str) -> None:
    words = example.split("“")[1].rstrip("”")
    record = said("我们公司去年服务进出口60万美元，能报重点培育企业吗", words)
    assert "没看懂" not in record["answer"]
    assert record["kind"] in ("answer", "assessment")


def test_a_choice_of_titles_gives_numbers_that_pick_them() -> None:
    titles = list(desk().rulebook.designations)
    text = word(desk(), ChooseTitle((titles[1], titles[3]), "盟市"))
    assert "  2. " in text
    assert "  4. " in text
    assert "  1. " not in text
    assert "都不能申报" in word(desk(), ChooseTitle((), "分公司"))


def test_the_cases_of_a_chat_are_numbered_and_the_one_in_hand_is_marked() -> None:
    text = word(desk(), Cases((("甲公司", "重点培育企业", "eligible"), ("", "", "")), 1))
    assert "1. 甲公司 重点培育企业 符合基本条件" in text
    assert text.splitlines()[-1].endswith("现在说的")


def test_an_error_of_the_checker_is_told_without_the_names_of_facts() -> None:
    record = said("我们公司去年服务进出口60万美元，能报重点培育企业吗", "服务出口额80万美元")
    assert "请核对这两个数" in record["answer"]
    assert not leftovers(record["answer"])


def test_not_understood_says_so_plainly_and_names_what_may_be_meant() -> None:
    text = word(desk(), NotUnderstood(("5.4", "7.4")))
    assert "不敢乱答" in text
    assert "第五条（四）、第七条（四）" in text


NOTICES = [
    "restarted", "confirm_forget", "not_forgotten", "no_step_back", "no_case", "nothing_to_change", "expired",
    "new_version", "empty",
]  # fmt: skip


@pytest.mark.parametrize("notice", NOTICES)
def test_every_notice_is_one_short_paragraph(notice: str) -> None:
    text = word(desk(), Notice(notice))
    assert 8 <= len(text) <= 80
    assert "\n" not in text
