"""Settings come from the environment or a file, are refused clearly, and keep their secrets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, load_settings

TOKEN = "123456:AAE-very_private"


def test_without_anything_set_the_data_go_to_the_users_own_folder(tmp_path: Path) -> None:
    settings = load_settings({}, folder=tmp_path)
    assert settings.data.name == "fumao"
    assert settings.telegram_api == "https://api.telegram.org"
    assert (settings.telegram_token, settings.secret, settings.officers) == (None, None, frozenset())
    assert (settings.telegram_webhook, settings.listen_at, settings.keep_days) == (
        None,
        ("127.0.0.1", 8642),
        180,
    )


def test_every_setting_can_come_from_the_environment(tmp_path: Path) -> None:
    environ = {
        "FUMAO_DATA": str(tmp_path / "d"),
        "FUMAO_TELEGRAM_TOKEN": TOKEN,
        "FUMAO_TELEGRAM_API": "http://127.0.0.1:8081/",
        "FUMAO_TELEGRAM_WEBHOOK": "https://fumao.example.org/telegram/",
        "FUMAO_LISTEN": "[::1]:0",
        "FUMAO_KEEP_DAYS": "30",
        "FUMAO_OFFICERS": "12, 34，56",
        "FUMAO_SECRET": "s3cret",
        "FUMAO_TODAY": "2026-03-15",
    }
    settings = load_settings(environ, folder=tmp_path)
    assert settings.data == tmp_path / "d"
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.telegram_api == "http://127.0.0.1:8081"
    assert settings.telegram_webhook == "https://fumao.example.org/telegram"
    assert settings.listen_at == ("::1", 0)
    assert settings.keep_days == 30
    assert settings.officers == {12, 34, 56}
    assert settings.secret is not None
    assert settings.secret.get_secret_value() == "s3cret"
    assert settings.today() == dt.date(2026, 3, 15)


def test_the_file_of_the_current_folder_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    _write(tmp_path, 'officers = [12, 34]\ntoday = 2026-03-15\ntelegram_api = "http://one"\nsecret = ""')
    settings = load_settings({"FUMAO_TELEGRAM_API": "http://two", "FUMAO_TODAY": ""}, folder=tmp_path)
    assert settings.officers == {12, 34}
    assert settings.today() == dt.date(2026, 3, 15)
    assert settings.telegram_api == "http://two"
    assert settings.secret is None


def test_the_file_of_the_data_folder_is_read_when_the_current_one_has_none(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    _write(tmp_path / "data", 'officers = "7"')
    assert load_settings({"FUMAO_DATA": str(tmp_path / "data")}, folder=tmp_path).officers == {7}


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "fumao.toml").write_bytes(b'\xef\xbb\xbfofficers = "7"')
    assert load_settings({}, folder=tmp_path).officers == {7}


def test_today_is_a_day_when_none_is_fixed(tmp_path: Path) -> None:
    assert abs(load_settings({}, folder=tmp_path).today() - dt.date.today()) <= dt.timedelta(days=1)


@pytest.mark.parametrize("name", ["officer", "Officers", "FUMAO_OFFICERS", "offcers"])
def test_an_unknown_key_is_refused_with_the_nearest_one(tmp_path: Path, name: str) -> None:
    _write(tmp_path, f'{name} = "12"')
    with pytest.raises(SettingsError, match="是不是想写“officers”？"):
        load_settings({}, folder=tmp_path)


def test_an_unknown_key_like_no_other_is_refused_with_the_whole_list(tmp_path: Path) -> None:
    _write(tmp_path, 'zzz = "12"')
    with pytest.raises(SettingsError, match="可以写的有：data、telegram_token"):
        load_settings({}, folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "example"),
    [
        ("FUMAO_TODAY", "明天", "FUMAO_TODAY = 2026-03-15"),
        ("FUMAO_TODAY", "2026-02-30", "FUMAO_TODAY = 2026-03-15"),
        ("FUMAO_TODAY", "1700000000", "FUMAO_TODAY = 2026-03-15"),
        ("FUMAO_OFFICERS", "张三", "FUMAO_OFFICERS = 123456789,987654321"),
        ("FUMAO_OFFICERS", "1 2", "FUMAO_OFFICERS = 123456789,987654321"),
        ("FUMAO_TELEGRAM_API", "api.telegram.org", "FUMAO_TELEGRAM_API = https://api.telegram.org"),
        ("FUMAO_TELEGRAM_API", "https://a b", "FUMAO_TELEGRAM_API = https://api.telegram.org"),
    ],
)
def test_a_bad_value_is_refused_with_one_good_example(
    tmp_path: Path, name: str, value: str, example: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings({name: value}, folder=tmp_path)
    assert example in str(refusal.value)
    assert value in str(refusal.value)
    assert "环境变量" in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LISTEN", "8642"),
        ("LISTEN", "127.0.0.1"),
        ("LISTEN", "127.0.0.1:"),
        ("LISTEN", "127.0.0.1:65536"),
        ("LISTEN", "::1:8642"),
        ("LISTEN", "http://127.0.0.1:8642"),
        ("LISTEN", "a b:1"),
        ("LISTEN", "127.0.0.1:８６４２"),
        ("KEEP_DAYS", "0"),
        ("KEEP_DAYS", "3651"),
        ("KEEP_DAYS", "1.5"),
        ("KEEP_DAYS", "-1"),
        ("KEEP_DAYS", "半年"),
        ("TELEGRAM_WEBHOOK", "fumao.example.org"),
        ("TELEGRAM_WEBHOOK", "http://fumao.example.org/telegram"),
        ("TELEGRAM_WEBHOOK", "http://127.0.0.1.example.org/telegram"),
        ("TELEGRAM_WEBHOOK", "https://fumao.example.org/telegram?key=1"),
    ],
)
def test_what_is_no_address_no_port_and_no_number_of_days_is_refused(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=f"例如 FUMAO_{name} = "):
        load_settings({f"FUMAO_{name}": value}, folder=tmp_path)


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "0.0.0.0:65535", "localhost:80", "[::]:8642"])
def test_every_form_of_host_and_port_is_taken(tmp_path: Path, listen: str) -> None:
    host, port = load_settings({"FUMAO_LISTEN": listen}, folder=tmp_path).listen_at
    assert listen in (f"{host}:{port}", f"[{host}]:{port}")


def test_a_rehearsal_may_be_called_without_encryption(tmp_path: Path) -> None:
    address = "http://127.0.0.1:8642/telegram"
    settings = load_settings({"FUMAO_TELEGRAM_WEBHOOK": address}, folder=tmp_path)
    assert settings.telegram_webhook == address


def test_the_days_to_keep_may_be_a_number_of_the_file(tmp_path: Path) -> None:
    _write(tmp_path, "keep_days = 3650")
    assert load_settings({}, folder=tmp_path).keep_days == 3650


@pytest.mark.parametrize(
    "line",
    [
        "today = 1",
        "today = 2026-03-15T08:00:00",
        "data = 7",
        "officers = 1.5",
        "officers = [[1]]",
        "secret = 5",
        "keep_days = true",
        "keep_days = 30.0",
        "listen = 8642",
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_file(tmp_path: Path, line: str) -> None:
    _write(tmp_path, line)
    with pytest.raises(SettingsError, match=r"例如") as refusal:
        load_settings({}, folder=tmp_path)
    assert str(tmp_path / "fumao.toml") in str(refusal.value)


@pytest.mark.parametrize("content", [b"officers = ", b"secret = \xb9\xfe", b"\x00"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "fumao.toml").write_bytes(content)
    with pytest.raises(SettingsError, match="设置文件"):
        load_settings({}, folder=tmp_path)


def test_a_data_folder_of_an_unknown_user_does_not_crash(tmp_path: Path) -> None:
    assert "nobody-at-all" in str(load_settings({"FUMAO_DATA": "~nobody-at-all/x"}, folder=tmp_path).data)


def test_secrets_are_in_no_repr_and_in_no_refusal(tmp_path: Path) -> None:
    environ = {"FUMAO_TELEGRAM_TOKEN": TOKEN, "FUMAO_SECRET": "s3cret"}
    settings = load_settings(environ, folder=tmp_path)
    assert not any(
        secret in shown for secret in (TOKEN, "s3cret") for shown in (repr(settings), str(settings))
    )
    assert TOKEN not in settings.model_dump_json()
    with pytest.raises(SettingsError) as refusal:
        load_settings({"FUMAO_TELEGRAM_TOKEN": "private but wrong"}, folder=tmp_path)
    assert "private" not in str(refusal.value)
    assert refusal.value.__suppress_context__
    assert "FUMAO_TELEGRAM_TOKEN" in str(refusal.value)


def test_settings_are_frozen(tmp_path: Path) -> None:
    settings = load_settings({}, folder=tmp_path)
    with pytest.raises(ValidationError):
        settings.data = tmp_path  # type: ignore[misc]  # the point of the test


def test_settings_refuse_fields_that_they_do_not_have(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"data": tmp_path, "colour": "red"})


def _write(folder: Path, text: str) -> None:
    (folder / "fumao.toml").write_text(text, encoding="utf-8")
