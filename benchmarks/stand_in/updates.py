"""Updates as Telegram writes them."""

from __future__ import annotations

import time

_TEXT = (
    b'{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Haneul",'
    b'"last_name":"Kim","username":"haneul%d","language_code":"en"},"chat":{"id":%d,"first_name":"Haneul",'
    b'"last_name":"Kim","username":"haneul%d","type":"private"},"date":%d,"text":"%b"%b}}'
)
_COMMAND = b',"entities":[{"offset":0,"length":6,"type":"bot_command"}]'
START = b"/start interview"

MESSAGE = (
    b'{"ok":true,"result":{"message_id":%d,"from":{"id":7000000001,"is_bot":true,"first_name":"Bench",'
    b'"username":"bench_bot"},"chat":{"id":%d,"first_name":"Haneul","last_name":"Kim","username":"haneul",'
    b'"type":"private"},"date":%d,"text":"what was sent"}}'
)
TRUE = b'{"ok":true,"result":true}'
LIST = b'{"ok":true,"result":[]}'
ME = (
    b'{"ok":true,"result":{"id":7000000001,"is_bot":true,"first_name":"Bench","username":"bench_bot",'
    b'"can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false}}'
)
NAMES = b'{"ok":true,"result":{"name":"","description":"","short_description":""}}'
NO_WEBHOOK = b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}'


def text_update(number: int, message: int, person: int, text: bytes) -> bytes:
    """A text, or /start where it is that."""
    command = _COMMAND if text == START else b""
    return _TEXT % (number, message, person, person, person, person, int(time.time()), text, command)
