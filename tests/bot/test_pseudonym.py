"""Names of chats tell nothing without the secret, and everything that is needed with it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pseudonym import ForeignName, Pseudonyms

NAMES = Pseudonyms(b"a secret of the tests")
ids = st.integers(min_value=-(2**63), max_value=2**63 - 1)
long_ids = ids.filter(lambda number: abs(number) >= 10**9)  # a shorter one stands in any text by chance


@given(chat=ids)
def test_a_name_is_opened_again_by_whoever_has_the_secret(chat: int) -> None:
    name = NAMES.name(chat)
    assert re.fullmatch("telegram:[0-9a-f]{36}", name)
    assert NAMES.chat_id(name) == chat
    assert Pseudonyms(b"a secret of the tests").chat_id(name) == chat


@given(one=ids, other=ids)
def test_two_chats_never_share_a_name(one: int, other: int) -> None:
    assert (NAMES.name(one) == NAMES.name(other)) is (one == other)


def test_neighbours_have_nothing_in_common() -> None:
    names = [NAMES.name(number) for number in range(-500, 500)]
    assert len({name[9:17] for name in names}) == len({name[29:37] for name in names}) == len(names)


@given(chat=ids, position=st.integers(0, 35), shift=st.integers(1, 15))
def test_an_altered_digit_is_refused(chat: int, position: int, shift: int) -> None:
    digits = list(NAMES.name(chat).removeprefix("telegram:"))
    digits[position] = f"{(int(digits[position], 16) + shift) % 16:x}"
    with pytest.raises(ForeignName):
        NAMES.chat_id("telegram:" + "".join(digits))


@given(chat=ids)
def test_a_name_under_another_secret_is_refused(chat: int) -> None:
    with pytest.raises(ForeignName) as refusal:
        NAMES.chat_id(Pseudonyms(b"another").name(chat))
    assert str(chat) not in str(refusal.value) or abs(chat) < 1000


@pytest.mark.parametrize(
    "name",
    ["", "telegram:12", "terminal:me", "telegram:" + "0" * 36, "telegram:" + "F" * 36, "telegram:٣" * 4],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ForeignName):
        NAMES.chat_id(name)


@given(chat=long_ids)
def test_nothing_of_an_id_stands_in_its_name(chat: int) -> None:
    name = NAMES.name(chat)
    assert str(abs(chat)) not in name
    assert f"{abs(chat):x}" not in name
    assert chat.to_bytes(8, "big", signed=True).hex() not in name


@given(chat=ids)
def test_the_buttons_of_a_chat_carry_six_characters_of_its_own(chat: int) -> None:
    nonce = NAMES.nonce(NAMES.name(chat))
    assert re.fullmatch(r"[\w-]{6}", nonce, re.ASCII)
    assert nonce == NAMES.nonce(NAMES.name(chat))
    assert nonce != Pseudonyms(b"another").nonce(NAMES.name(chat))
    assert nonce != NAMES.nonce(NAMES.name(-chat - 1))


def test_an_id_of_more_than_64_bits_is_no_chat() -> None:
    with pytest.raises(OverflowError):
        NAMES.name(2**63)


def test_names_are_remembered_for_a_bounded_number_of_chats() -> None:
    names = Pseudonyms(b"bounded")
    for number in range(12_000):
        names.name(number)
    assert names.remembered <= 10_000
