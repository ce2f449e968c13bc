"""The key that seals stored data: read from a setting, or made once and kept in a file."""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from storage.keyring import KEY_BYTES, Keyring


def key_bytes(text: str) -> bytes:
    """The 32 bytes of a key: as they are where the text is URL-safe base64 of just those, otherwise the text's hash."""
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        key = b""
    return key if len(key) == KEY_BYTES else hashlib.sha256(text.encode()).digest()


def keep_key(path: Path) -> bool:
    """Makes a key at `path` unless one is there, also when two processes do so at once; says whether it made one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return False
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600, exist_ok=False)
    with draft.open("w", encoding="ascii") as file:
        file.write(f"{Keyring.new_key()}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
