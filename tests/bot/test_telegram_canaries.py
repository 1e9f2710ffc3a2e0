"""What people write is in no log, and after “delete my data” in no file."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import pytest

from bot.rehearsal import REHEARSAL_TOKEN, BotApi
from tests.bot.stage import OFFICER, Stage, played, stage

ANN, BEN = 11, 12


def _texts(api: BotApi, chat: int) -> list[str]:
    return [seen.text for seen in api.replies(chat)]


CANARY = "草原云雀数字科技"


def test_no_token_no_id_and_no_word_of_anybody_is_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    person = 7_654_321_098

    async def play(there: Stage) -> None:
        with caplog.at_level(logging.DEBUG):
            await there.says(
                f"我们是{CANARY}有限公司，去年服务进出口60万美元，能报重点培育企业吗", chat=person
            )
            there.api.script(
                [
                    {"fault": f'400:can\'t parse "{CANARY}"', "method": "sendMessage", "times": 1},
                    {"fault": "429:0", "method": "sendMessage", "times": 1, "after": 1},
                    {"fault": "garbage", "method": "getUpdates", "times": 1},
                ]
            )
            there.api.push_raw({"message": {"chat": {"id": person}, "text": CANARY, "from": CANARY}})
            there.api.user_says(person, f"{CANARY}好不好")
            await there.until(lambda: there.store.depth()["given_up"] == 1)
            await there.says("材料清单", chat=person)
        shown = [
            record for record in caplog.records if record.name.startswith("fumao") or record.levelno >= 30
        ]
        text = "\n".join(record.getMessage() for record in shown)
        assert "turn" in text
        for secret in (CANARY, json.dumps(CANARY)[1:-1], str(person), REHEARSAL_TOKEN):
            assert secret not in text

    played(play, tmp_path)


def test_delete_my_data_in_the_middle_of_everything_leaves_no_byte(tmp_path: Path) -> None:
    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        async with stage(tmp_path, api=api) as there:
            said = (
                f"{CANARY}好不好",
                "答得不对",
                f"我们是{CANARY}有限公司，去年服务进出口60万美元，能报重点培育企业吗",
            )
            for text in said:
                api.user_says(ANN, text)
            await there.until(lambda: not api.updates.waiting)
            await there.quiet()
            [inbox] = await there.says("/inbox", chat=OFFICER)
            assert CANARY in inbox.text
            for text in ("删除我的数据", "确认", "公示要多久"):
                api.user_says(ANN, text)
            api.user_says(BEN, "几年考评一次")
            await there.until(lambda: "公示" in _texts(api, ANN)[-1] and _texts(api, BEN) != [])
            await there.quiet()
            assert any("已经全部删除" in text for text in _texts(api, ANN)[:-1])  # and then the answer
            forms = (CANARY.encode(), json.dumps(CANARY)[1:-1].encode())
            files = [file for file in tmp_path.rglob("*") if file.is_file()]
            assert [file.name for file in files if any(form in file.read_bytes() for form in forms)] == []
            kept = [event.payload["text"] for event in there.store.events(there.name(ANN))]
            assert kept == ["公示要多久"]

    asyncio.run(run())
