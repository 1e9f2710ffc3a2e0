"""Save the list of materials, or all that is kept of a chat, as files; delete them with the rest."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from conversations.case_wording import sheet_of
from conversations.desk import Desk
from conversations.phrase_file import read_phrases
from conversations.reply import Materials


class Exports:
    """The folder of documents, one subfolder a chat (by a hash, so that a chat's name stays out of paths)."""

    def __init__(self, folder: Path | None) -> None:
        """`folder`: where documents go; None saves nothing."""
        self._folder = folder

    def _of_chat(self, folder: Path, chat: str) -> Path:
        return folder / hashlib.sha256(chat.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def save(self, desk: Desk, chat: str, reply: Materials) -> str:
        """Write the documents (Word, Markdown, a page to print) and the receipt whose code they carry.

        The words that say where the documents are, or why they are not.
        """
        if self._folder is None:
            return ""
        from bot.receipt_command import receipt_bytes, receipt_name
        from conversations.documents import SUFFIXES, materials_file, safe_file_name

        sheet = sheet_of(desk, reply.verdict, reply.case_name, reply.ticked)
        say = read_phrases("replies")
        folder = self._of_chat(self._folder, chat)
        files = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for suffix in SUFFIXES:
                name = safe_file_name(reply.case_name, sheet.designation_name, sheet.day, suffix=suffix)
                (folder / name).write_bytes(materials_file(sheet, suffix))
                files.append(str(folder / name))
            (folder / receipt_name(sheet.receipt_code)).write_bytes(receipt_bytes(reply.verdict))
        except OSError as error:
            return say["materials.not_saved"].format(problem=error.strerror or type(error).__name__)
        return say["materials.saved"].format(files="\n  ".join(files))

    def save_data(self, chat: str, data: Mapping[str, object]) -> str:
        """Write all that is kept of the chat as JSON; the words that say where (or why not)."""
        if self._folder is None:
            return ""
        say, folder = read_phrases("replies"), self._of_chat(self._folder, chat)
        file = folder / f"{read_phrases('documents')['my_data_file']}.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8", "replace")
        except OSError as error:
            return say["my_data.not_saved"].format(problem=error.strerror or type(error).__name__)
        return say["my_data.saved"].format(file=str(file))

    def forget(self, chat: str) -> None:
        """Delete the chat's documents."""
        if self._folder is not None:
            shutil.rmtree(self._of_chat(self._folder, chat), ignore_errors=True)
