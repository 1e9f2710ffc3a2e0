"""The list of materials on Telegram: ticks, Word, the page to print, export."""

from __future__ import annotations

import io
from pathlib import Path

import docx

from bot.rehearsal import BotApi
from bot.rehearsal.chats import Seen
from tests.bot.stage import PERSON, Stage, played

ELIGIBLE = "我们公司去年服务进出口62万美元，其他都符合，能报重点培育企业吗"


async def listed(there: Stage) -> Seen:
    """The list of materials of a firm that is eligible."""
    await there.says(ELIGIBLE, replies=2)
    [shown] = await there.presses("材料清单")
    return shown


def file_of(there: Stage, seen: Seen) -> bytes:
    """The content of a file that was sent."""
    return there.api.files[seen.wire["document"]["file_id"]][1]


def test_a_tick_edits_the_list_where_it_stands(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        shown = await listed(there)
        assert "已备 0/" in shown.text
        assert await there.presses("☐ 1", message=shown, replies=0) == []
        [now] = [each for each in there.api.replies(PERSON) if each.id == shown.id]
        assert "☑ 1. 申请书" in now.text
        assert "已备 1/" in now.text
        assert now.buttons[0] == "☑ 1"
        await there.presses("☑ 1", message=now, replies=0)
        [now] = [each for each in there.api.replies(PERSON) if each.id == shown.id]
        assert "已备 0/" in now.text

    played(play, tmp_path)


def test_ticks_are_still_there_after_a_restart(tmp_path: Path) -> None:
    async def before(there: Stage) -> None:
        shown = await listed(there)
        await there.presses("☐ 2", message=shown, replies=0)
        assert await there.leaves() == 0

    async def after(there: Stage) -> None:
        [shown] = await there.says("材料清单")
        assert "☑ 2. " in shown.text
        assert "已备 1/" in shown.text

    api = BotApi()
    played(before, tmp_path, api=api)
    played(after, tmp_path, api=api)


def test_the_list_comes_as_word_under_a_good_name_and_with_its_ticks(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        shown = await listed(there)
        await there.presses("☐ 1", message=shown, replies=0)
        [sent] = await there.presses("存成 Word")
        assert sent.document == "材料清单-重点培育企业（机构）-本单位-2026-11-23.docx"
        paper = docx.Document(io.BytesIO(file_of(there, sent)))
        words = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
        assert "申请书" in words
        assert "☑" in words

    played(play, tmp_path)


def test_the_page_to_print_comes_as_a_file(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await listed(there)
        [sent] = await there.presses("打印版")
        assert sent.document == "材料清单-重点培育企业（机构）-本单位-2026-11-23.html"
        page = file_of(there, sent).decode()
        assert page.startswith("<!DOCTYPE html>")
        assert "申请书" in page

    played(play, tmp_path)


def test_export_sends_both_files_after_a_sign_that_it_is_at_work(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(ELIGIBLE, replies=2)
        word, page = await there.presses("导出", replies=2)
        assert str(word.document).endswith(".docx")
        assert str(page.document).endswith(".html")
        called = [call.method for call in there.api.log if call.method in ("sendChatAction", "sendDocument")]
        assert called == ["sendChatAction", "sendDocument"] * 2

    played(play, tmp_path)


def test_in_full_every_requirement_is_told(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await listed(there)
        [full] = await there.presses("逐项要求")
        assert "要求：必交" in full.text
        assert "盟市商务主管部门" in full.text

    played(play, tmp_path)


def test_ticks_of_another_title_are_not_mixed_up(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        shown = await listed(there)
        await there.presses("☐ 1", message=shown, replies=0)
        await there.presses("换一类")
        await there.presses("特色服务出口基地")
        seen = await there.says("材料清单", replies=2)
        assert "特色服务出口基地" in seen[0].text
        assert "已备 0/" in seen[0].text

    played(play, tmp_path)
