"""Blocks: a reply in pieces that a channel may fold or leave out, and still the same words."""

from __future__ import annotations

from conversations import word, word_replies
from conversations.block import Block, joined, outcome_first
from conversations.blocks import blocks
from conversations.reply import Answered, Asked, ChooseTitle, Concluded, Greeting, Reply, WhyAsked
from tests.conversations.dialogue import Dialogue
from tests.conversations.played import played
from tests.conversations.understanding import desk

SHORT_OF_IT = "我们公司去年服务进出口40万美元，独立法人，没失信，系统登记了也按时填报，能报重点培育企业吗"


def _cut(reply: Reply) -> tuple[Block, ...]:
    return blocks(desk(), reply)


def _verdicts() -> list[Concluded]:
    return [reply for turn in played() for reply in turn.replies if isinstance(reply, Concluded)]


def test_the_blocks_of_every_reply_of_the_transcripts_are_its_words() -> None:
    kinds = set()
    for turn in played():
        cut = [_cut(reply) for reply in turn.replies]
        for reply, pieces in zip(turn.replies, cut, strict=True):
            assert joined(pieces) == word(desk(), reply)
            assert all(piece.text.strip() and not piece.text.endswith("\n") for piece in pieces)
            assert not pieces or pieces[0].above == "\n\n"
            kinds.add(type(reply))
        assert joined(piece for pieces in cut for piece in pieces) == word_replies(desk(), turn.replies)
    assert len(kinds) >= 15


def test_a_clause_block_is_a_clause_word_for_word() -> None:
    statute = desk().pack.statute
    whole = {f"【{statute.label(clause)}】{statute.full_text(clause)}" for clause in statute.clauses}
    shown = [
        piece.text
        for turn in played()
        for reply in turn.replies
        for piece in _cut(reply)
        if piece.kind == "clause"
    ]
    assert len(shown) > 50
    assert set(shown) <= whole


def test_a_clause_is_never_hidden_in_another_block() -> None:
    for turn in played():
        for reply in turn.replies:
            if isinstance(reply, (Answered, Concluded, WhyAsked)):
                others = [piece.text for piece in _cut(reply) if piece.kind != "clause"]
                assert not any(line.startswith("【第") for text in others for line in text.split("\n"))


def test_without_its_choices_a_question_still_asks() -> None:
    for name, fact in desk().pack.facts.items():
        pieces = _cut(Asked(name, 3))
        assert fact.question in joined(piece for piece in pieces if piece.kind == "text")
        choices = [piece for piece in pieces if piece.kind == "choice"]
        assert len(choices) == (len(fact.values) + 1 if fact.values else 0)
        free = any("不清楚" in piece.text for piece in pieces if piece.kind == "text")
        assert free or fact.values


def test_the_numbered_titles_are_choices_and_the_help_to_choose_is_an_offer() -> None:
    kinds = [piece.kind for piece in _cut(ChooseTitle(tuple(desk().rulebook.designations)))]
    assert kinds == ["text", "choice", "choice", "choice", "choice", "offer"]


def test_what_begins_with_an_arrow_is_an_offer() -> None:
    found = 0
    for turn in played():
        for reply in turn.replies:
            for piece in _cut(reply):
                assert (piece.kind == "offer") >= piece.text.startswith("→")
                found += piece.text.startswith("→")
    assert found > 20


def test_the_examples_of_the_greeting_are_offers() -> None:
    offers = [piece.text.strip() for piece in _cut(Greeting()) if piece.kind == "offer"]
    assert offers[1:] == list(desk().pack.measure.examples)


def test_a_verdict_can_be_shown_with_its_outcome_first_and_nothing_lost() -> None:
    finals = [reply for reply in _verdicts() if reply.final]
    assert len(finals) > 20
    for reply in finals:
        before, after = _cut(reply), outcome_first(_cut(reply))
        assert after[0].part == "overall"
        assert after[-1].kind == "offer"
        assert sorted(piece.text for piece in before) == sorted(piece.text for piece in after)


def test_what_is_lacking_and_its_gap_come_right_after_the_outcome() -> None:
    dialogue = Dialogue()
    dialogue.say(SHORT_OF_IT)
    reply = next(r for r in dialogue.replies if isinstance(r, Concluded))
    parts = [piece.part for piece in outcome_first(_cut(reply))]
    assert parts[:3] == ["overall", "lacking", "gaps"]
    lacking = next(piece for piece in _cut(reply) if piece.part == "lacking")
    assert "还差10万美元" in lacking.text
    assert "✓ 达到" not in lacking.text


def test_other_replies_keep_their_order() -> None:
    for turn in played():
        for reply in turn.replies:
            if not isinstance(reply, Concluded):
                assert outcome_first(_cut(reply)) == _cut(reply)
