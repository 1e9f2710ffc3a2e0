"""What people see on Telegram, through the real client against a Bot API of our own."""

from __future__ import annotations

from pathlib import Path

from tests.bot.stage import Stage, played


def test_a_question_is_answered_with_its_clause_folded(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [answer] = await there.says("几年考评一次")
        assert "每两年" in answer.text
        assert "blockquote" in str(answer.entities)
        assert "第九条" in answer.text

    played(play, tmp_path)
