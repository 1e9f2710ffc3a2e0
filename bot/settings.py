"""Settings: one frozen model, from the environment or from `fumao.toml`; the environment wins.

The file is looked for in the current folder, then in the data folder; its keys are those of the
environment in small letters without FUMAO_. Whatever cannot be read is refused with one good example; an
empty value counts as not set. Token and secret never appear in a repr, a log or a message.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from rapidfuzz import process

from conversations.phrase_file import read_phrases

FILE_NAME = "fumao.toml"
_CHINA = dt.timezone(dt.timedelta(hours=8))
_SECRETS = frozenset({"telegram_token", "secret"})


class SettingsError(Exception):
    """A setting cannot be used. The message says which, where it stands, and gives one good example."""

    def __init__(self, problem: str, **detail: object) -> None:
        super().__init__(read_phrases("settings")[problem].format(**detail))


def _folder(value: object) -> object:
    if not isinstance(value, (str, Path)) or "\0" in str(value):
        raise ValueError("a folder is written as text")
    return Path(os.path.expanduser(value))  # unlike Path.expanduser, it leaves an unknown ~name alone


def _token(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", value):
        raise ValueError("digits, a colon, letters")
    return value


def _address(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise ValueError("http or https")
    return value.rstrip("/")


def _webhook(value: object) -> object:
    """Telegram calls https only; plain http is for a rehearsal on the same machine."""
    address = _address(value)
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", f"{address}/"):
        raise ValueError("https")
    return address


def _host_and_port(value: object) -> object:
    pattern = r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})"
    found = re.fullmatch(pattern, value) if isinstance(value, str) else None
    if found is None or int(found[2]) > 65_535:
        raise ValueError("host:port")
    return value


def _whole_number(value: object) -> object:
    """Text or TOML's own number; never true, 1.0 or 1_000."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    if type(value) is not int:
        raise ValueError("a whole number")
    return value


def _ids(value: object) -> object:
    """Both "1, 2" and TOML's [1, 2]; the Chinese comma counts."""
    parts = re.split(r"[,，、]", value) if isinstance(value, str) else value
    if not isinstance(parts, (list, frozenset)):
        raise ValueError("a list of numbers")
    words = [str(part).strip() for part in parts]
    if not all(re.fullmatch(r"[0-9]{1,19}", word) for word in words if word):
        raise ValueError("numbers only")
    return frozenset(int(word) for word in words if word)


def _day(value: object) -> object:
    """Text or TOML's own date. Never a number: pydantic would take it for seconds since 1970."""
    if isinstance(value, str):
        return dt.date.fromisoformat(value)
    if type(value) is not dt.date:
        raise ValueError("a day")
    return value


class Settings(BaseModel):
    """Everything that an installation may set. Build it with `load_settings`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    data: Annotated[Path, BeforeValidator(_folder)]
    """Folder of the database, exports and receipts."""
    telegram_token: Annotated[SecretStr, BeforeValidator(_token)] | None = None
    telegram_api: Annotated[str, BeforeValidator(_address)] = "https://api.telegram.org"
    """Base URL of the Bot API, without a slash at its end."""
    telegram_webhook: Annotated[str, BeforeValidator(_webhook)] | None = None
    """The public address that Telegram calls; None: we ask Telegram (polling)."""
    listen: Annotated[str, BeforeValidator(_host_and_port)] = "127.0.0.1:8642"
    """Where the webhook and the health page are served, see `listen_at`."""
    officers: Annotated[frozenset[int], BeforeValidator(_ids)] = frozenset()
    """Telegram ids of the people of the bureau."""
    secret: SecretStr | None = Field(default=None, min_length=1)
    """Signs links and sessions, names chats; see bot/secret.py for what stands in for None."""
    keep_days: Annotated[int, BeforeValidator(_whole_number), Field(ge=1, le=3650)] = 180
    """Days that the words of messages are kept."""
    fixed_day: Annotated[dt.date, BeforeValidator(_day)] | None = None
    """FUMAO_TODAY: a day that stands for today, for rehearsals and tests."""

    @property
    def listen_at(self) -> tuple[str, int]:
        """Host (an IPv6 address without its brackets) and port; port 0: any free one."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    def today(self) -> dt.date:
        """The day of the conversation: the fixed one, otherwise today in China."""
        return self.fixed_day or dt.datetime.now(_CHINA).date()


_FIELDS = {("today" if field == "fixed_day" else field): field for field in Settings.model_fields}
"""What stands in the file (and, in capitals, in the environment) to the model's field."""


def load_settings(environ: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Settings:
    """Settings from `environ` (default: the process's) and the file in `folder` (default: the current
    one) or in the data folder. Raises SettingsError."""
    environ = os.environ if environ is None else environ
    given = {key: environ.get(f"FUMAO_{key.upper()}", "").strip() for key in _FIELDS}
    given = {key: value for key, value in given.items() if value}
    default = user_data_path("fumao", appauthor=False)
    data = os.path.expanduser(given.get("data", default))
    places = [(folder or Path.cwd()) / FILE_NAME, Path(data) / FILE_NAME]
    file = next((place for place in places if os.path.isfile(place)), None)
    stated = _read_file(file) if file else {}
    values = {_FIELDS[key]: value for key, value in {"data": default, **stated, **given}.items()}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        field = str(error.errors(include_input=False, include_url=False)[0]["loc"][0])
        key = next(key for key, its_field in _FIELDS.items() if its_field == field)
        raise _unreadable_value(key, values[field], None if key in given else file) from None


def _read_file(file: Path) -> dict[str, object]:
    try:
        stated = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("not_toml", where=file, reason=error) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("unreadable", where=file, reason=error) from error
    for name in stated:
        if name not in _FIELDS:
            raise SettingsError("unknown", where=file, name=name, nearest=_nearest(name))
    return {name: value for name, value in stated.items() if value != ""}


def _nearest(name: str) -> str:
    phrases = read_phrases("settings")
    found = process.extractOne(name.lower().removeprefix("fumao_"), list(_FIELDS), score_cutoff=60)
    if found is None:
        return phrases["all_names"].format(names="、".join(_FIELDS))
    return phrases["nearest"].format(name=found[0])


def _unreadable_value(key: str, value: object, file: Path | None) -> SettingsError:
    """`file` None: the value came from the environment."""
    phrases = read_phrases("settings")
    name = key if file else f"FUMAO_{key.upper()}"
    where = file or phrases["environment"]
    expected = phrases[_FIELDS[key]].format(name=name)
    if key in _SECRETS:
        return SettingsError("bad_secret", name=name, where=where, expected=expected)
    return SettingsError("bad", name=name, value=value, where=where, expected=expected)
