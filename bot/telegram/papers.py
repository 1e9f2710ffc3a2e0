"""Make the documents that are sent: the list of materials as Word or for printing, a chat's data."""

from __future__ import annotations

import datetime as dt
import json

from bot.channel_store import ChannelStore
from bot.telegram.outcome import Send
from bot.telegram.own_data import own_data
from bot.telegram.showing import say
from conversations import Desk
from conversations.assess import verdict_of
from conversations.case_wording import sheet_of
from conversations.print_page import materials_html
from conversations.sheet import safe_file_name
from conversations.state import Case


class Papers:
    """Makes documents from what a send says they are made of; the same send, the same document."""

    def __init__(self, desk: Desk, store: ChannelStore) -> None:
        self._desk = desk
        self._store = store

    def build(self, chat: str, send: Send) -> tuple[str, bytes, str]:
        """File name, content and caption."""
        if send["form"] == "data":
            kept = json.dumps(own_data(self._desk, self._store.export(chat)), ensure_ascii=False, indent=2)
            return say("file.data_name"), kept.encode("utf-8", "replace"), say("file.data")
        if send["form"] == "candidates":
            return say("file.candidates_name"), str(send["text"]).encode(), say("file.candidates")
        return self._materials(send)

    def _materials(self, send: Send) -> tuple[str, bytes, str]:
        facts, ticked = send["facts"], send["ticked"]
        assert isinstance(facts, dict)  # what pressing.py put there
        assert isinstance(ticked, list)
        case = Case(
            name=str(send["name"]), designation=str(send["designation"]), facts=facts, ticked=tuple(ticked)
        )
        verdict = verdict_of(self._desk, case, dt.date.fromisoformat(str(send["day"])))
        assert verdict is not None  # the case has a designation
        sheet = sheet_of(self._desk, verdict, case.name, case.ticked)
        from conversations.documents import materials_docx  # 15 MB, for those who ask for Word

        content = materials_docx(sheet) if send["form"] == "docx" else materials_html(sheet).encode()
        name = safe_file_name(case.name, sheet.designation_name, sheet.day, suffix=f".{send['form']}")
        return name, content, say("file.caption", designation=sheet.designation_name)
