"""Sealing: only the right key, the right place and undamaged bytes open."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import WrongKey
from storage.keyring import Keyring, KeyUnreadable, SealBroken

OLD = base64.urlsafe_b64encode(bytes(range(32))).decode()
NEW = base64.urlsafe_b64encode(bytes(range(32, 64))).decode()


@given(st.binary(max_size=2000), st.text(max_size=40))
def test_what_is_sealed_opens(data: bytes, about: str) -> None:
    keyring = Keyring.from_text(OLD)
    sealed = keyring.seal(data, about)
    assert keyring.open(sealed, about) == data


def test_sealing_twice_gives_different_bytes() -> None:
    keyring = Keyring.from_text(OLD)
    assert keyring.seal(b"same", "x") != keyring.seal(b"same", "x")


def test_it_opens_only_in_its_own_place() -> None:
    keyring = Keyring.from_text(OLD)
    with pytest.raises(SealBroken):
        keyring.open(keyring.seal(b"mine", "conversation:telegram:1"), "conversation:telegram:2")


@pytest.mark.parametrize("position", [6, 20, -1])
def test_damage_is_noticed(position: int) -> None:
    keyring = Keyring.from_text(OLD)
    damaged = bytearray(keyring.seal(b"whole", "x"))
    damaged[position] ^= 1
    with pytest.raises(SealBroken):
        keyring.open(bytes(damaged), "x")


@pytest.mark.parametrize("length", range(5, 34))
def test_cut_bytes_are_noticed(length: int) -> None:
    keyring = Keyring.from_text(OLD)
    with pytest.raises(SealBroken):
        keyring.open(keyring.seal(b"whole", "x")[:length], "x")


def test_an_unknown_key_is_told_apart_from_damage() -> None:
    with pytest.raises(WrongKey):
        Keyring.from_text(NEW).open(Keyring.from_text(OLD).seal(b"x", "x"), "x")


def test_the_newest_key_seals_and_any_opens() -> None:
    old, both = Keyring.from_text(OLD), Keyring.from_text(f"{NEW}, {OLD}")
    assert both.open(old.seal(b"x", "x"), "x") == b"x"
    assert not old.seal(b"x", "x").startswith(both.prefix)
    assert both.seal(b"x", "x").startswith(both.prefix)
    assert Keyring.from_text(NEW).open(both.seal(b"x", "x"), "x") == b"x"


def test_padding_may_be_left_out() -> None:
    assert Keyring.from_text(OLD.rstrip("=")).prefix == Keyring.from_text(OLD).prefix


@pytest.mark.parametrize("text", ["", ",", "short", "가나다", base64.urlsafe_b64encode(bytes(31)).decode(), OLD + "!"])
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(KeyUnreadable) as refusal:
        Keyring.from_text(text)
    assert not text.strip(",") or text not in str(refusal.value)
