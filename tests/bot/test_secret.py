"""The secret is made once, stays the same, is nobody else's to read, and is refused when it is not so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.secret import secret_of
from bot.settings import Settings, SettingsError

SHOW = "from bot.secret import secret_of; from bot.settings import load_settings as s; print(secret_of(s()))"
needs_modes = pytest.mark.skipif(os.name != "posix", reason="who may read is kept elsewhere there")


def _settings(folder: Path, **stated: object) -> Settings:
    return Settings.model_validate({"data": folder, **stated})


def test_the_setting_is_the_secret_and_no_file_is_made(tmp_path: Path) -> None:
    assert secret_of(_settings(tmp_path, secret="kX3v-9mQe")) == b"kX3v-9mQe"
    assert not list(tmp_path.iterdir())


def test_without_the_setting_one_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "data")
    first = secret_of(settings)
    assert len(bytes.fromhex(first.decode())) == 32
    assert secret_of(settings) == first
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret"]
    assert secret_of(_settings(tmp_path / "another")) != first


@needs_modes
def test_only_its_owner_can_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        secret_of(_settings(tmp_path / "data"))
    finally:
        os.umask(before)
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_the_kept_text_means_the_same_as_a_setting(tmp_path: Path) -> None:
    made = secret_of(_settings(tmp_path))
    text = (tmp_path / "secret").read_text().strip()
    assert secret_of(_settings(tmp_path / "moved", secret=text)) == made


def test_programs_that_start_at_once_have_the_same_one(tmp_path: Path) -> None:
    environ = {**os.environ, "FUMAO_DATA": str(tmp_path / "data")}
    started = [
        subprocess.Popen([sys.executable, "-c", SHOW], env=environ, stdout=subprocess.PIPE) for _ in range(4)
    ]
    shown = {program.communicate(timeout=60)[0] for program in started}
    assert len(shown) == 1
    assert len(shown.pop()) > 64
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret"]


@needs_modes
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    secret = secret_of(_settings(tmp_path))
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(SettingsError, match=f"chmod 600 {tmp_path}/secret") as refusal:
        secret_of(_settings(tmp_path))
    assert secret.decode() not in str(refusal.value)
    (tmp_path / "secret").chmod(0o600)
    assert secret_of(_settings(tmp_path)) == secret


@pytest.mark.parametrize("content", [b"", b"\n", b"abcdef"])
def test_half_a_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    secret_of(_settings(tmp_path))
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(SettingsError, match="不完整"):
        secret_of(_settings(tmp_path))


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(SettingsError, match="FUMAO_SECRET"):
        secret_of(_settings(tmp_path / "data"))
