"""Personal data shown to others with its middle hidden, where the whole is not needed."""

from __future__ import annotations

import re

from membership.login_ids import mask_login_id

__all__ = ["mask_login_id", "mask_name"]


def mask_name(name: str) -> str:
    """홍길동 → 홍*동, 홍길 → 홍*, Hong Gildong → H*** G******."""
    if " " in name or not re.search(r"[가-힣]", name):
        return " ".join(word[:1] + "*" * (len(word) - 1) for word in name.split(" "))
    if len(name) <= 2:
        return name[:1] + "*" * max(len(name) - 1, 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]
