"""Sealing of what is personal and only ours: drafts, outgoing calls, files (AES-256-GCM, with key rotation)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import WrongKey

FORMAT = b"\x01"
KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
PREFIX_BYTES = len(FORMAT) + KEY_ID_BYTES


class KeyUnreadable(ValueError):
    """The text of a key is not 32 bytes in URL-safe base64."""


class SealBroken(Exception):
    """Sealed bytes were damaged, cut, or moved here from another place."""


class Keyring:
    """Seals with its first key and opens with any; each sealed text names the key that made it."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise KeyUnreadable(f"a key must have {KEY_BYTES} bytes, and there must be at least one")
        self._ciphers = {prefix_of(key): AESGCM(key) for key in keys}
        self.prefix = prefix_of(keys[0])
        self._newest = self._ciphers[self.prefix]

    @classmethod
    def from_text(cls, text: str) -> Keyring:
        """Reads "newest,older,…", each key 32 bytes in URL-safe base64; raises KeyUnreadable."""
        return cls([_key_from_text(part) for part in text.split(",") if part.strip()])

    @staticmethod
    def new_key() -> str:
        """A fresh random key in the text form that from_text reads."""
        return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()

    def seal(self, data: bytes, about: str) -> bytes:
        """Encrypts; `about` says what the data belongs to and must be the same when it is opened."""
        nonce = os.urandom(NONCE_BYTES)
        return self.prefix + nonce + self._newest.encrypt(nonce, data, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """Decrypts with whichever key sealed it; raises WrongKey when that key is missing, SealBroken on damage."""
        cipher = self._ciphers.get(sealed[:PREFIX_BYTES])
        if cipher is None:
            raise WrongKey("sealed under a key that is not in DATA_KEY")
        body = sealed[PREFIX_BYTES:]
        try:
            return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], about.encode())
        except (InvalidTag, ValueError) as damage:
            raise SealBroken(f"sealed data of {about.split(':')[0]} does not open") from damage


def prefix_of(key: bytes) -> bytes:
    """The bytes that begin everything sealed under this key."""
    return FORMAT + hashlib.sha256(b"key id" + key).digest()[:KEY_ID_BYTES]


def _key_from_text(text: str) -> bytes:
    stripped = text.strip().rstrip("=")
    try:
        key = base64.b64decode(stripped + "=" * (-len(stripped) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as reason:
        raise KeyUnreadable("a key must be URL-safe base64") from reason
    if len(key) != KEY_BYTES:
        raise KeyUnreadable(f"a key must have {KEY_BYTES} bytes, this one has {len(key)}")
    return key
