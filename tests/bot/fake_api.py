"""The smallest Bot API that a doctor can meet: what it answers is written down beforehand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


def result(value: object) -> tuple[int, bytes]:
    """An answer as the Bot API gives it when all is well."""
    return 200, json.dumps({"ok": True, "result": value}).encode()


def error(code: int, description: str, **parameters: int) -> tuple[int, bytes]:
    """An answer as the Bot API gives it when it refuses."""
    answer = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps({**answer, **({"parameters": parameters} if parameters else {})}).encode()


def webhook(url: str = "", **more: object) -> tuple[int, bytes]:
    """The answer to getWebhookInfo."""
    return result({"url": url, "has_custom_certificate": False, "pending_update_count": 3, **more})


ME = result({"id": 1, "is_bot": True, "first_name": "F", "username": "fumao_bot"})


@dataclass(frozen=True)
class Fake:
    """A running one: its address, and the paths that were asked for."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def fake_api(answers: Mapping[str, tuple[int, bytes]], *, date: str | None = None) -> Iterator[Fake]:
    """Serve `answers` by the last part of the path ("" for the base); `date` replaces the Date header."""

    class Handler(BaseHTTPRequestHandler):
        known: ClassVar = {"": (302, b""), "getMe": ME, "getWebhookInfo": webhook(), **answers}

        def do_GET(self) -> None:
            fake.asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, body = self.known[self.path.rpartition("/")[2]]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(timestamp) if date is None else date

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake = Fake(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
