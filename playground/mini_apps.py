"""Mini Apps as Telegram opens them: the address with its fragment, and the init data signed with the bot's token.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from playground.errors import PersonError
from playground.models import Bot, Chat, Kept, Person
from playground.people import actor, message_of
from playground.state import State

JSON = dict[str, Any]
VERSION = "8.0"
PLATFORM = "web"
# The colours that Telegram Web gives to Mini Apps in its own two looks.
LIGHT = {
    "bg_color": "#ffffff", "secondary_bg_color": "#f4f4f5", "text_color": "#000000", "hint_color": "#707579",
    "link_color": "#3390ec", "button_color": "#3390ec", "button_text_color": "#ffffff", "header_bg_color": "#ffffff",
    "accent_text_color": "#3390ec", "section_bg_color": "#ffffff", "section_header_text_color": "#707579",
    "subtitle_text_color": "#707579", "destructive_text_color": "#e53935",
}  # fmt: skip
DARK = {
    "bg_color": "#212121", "secondary_bg_color": "#181818", "text_color": "#ffffff", "hint_color": "#aaaaaa",
    "link_color": "#8774e1", "button_color": "#8774e1", "button_text_color": "#ffffff", "header_bg_color": "#212121",
    "accent_text_color": "#8774e1", "section_bg_color": "#212121", "section_header_text_color": "#aaaaaa",
    "subtitle_text_color": "#aaaaaa", "destructive_text_color": "#ff595a",
}  # fmt: skip


def init_data(token: str, fields: Mapping[str, str]) -> str:
    """The fields as a query string, with the hash by which the bot knows that they are Telegram's."""
    shown = "\n".join(f"{key}={fields[key]}" for key in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    signed = {**fields, "hash": hmac.new(key, shown.encode(), hashlib.sha256).hexdigest()}
    return urlencode(signed, quote_via=quote)


def open_web_app(state: State, bot: Bot, chat: Chat, wanted: JSON) -> JSON:
    """A press on a button that opens a page: its address with what Telegram tells the page; `dark` chooses the colours,
    and `themes` has both, because a person may change them meanwhile.

    Raises 409 for an address that the message's keyboard does not have now.
    """
    person, kept, url = actor(state, chat, wanted), message_of(chat, wanted), str(wanted.get("url") or "")
    if not _opens(kept, url):
        raise PersonError(409, "the message has no such button now")
    fragment = {
        "tgWebAppData": init_data(bot.token, _told(state, person)),
        "tgWebAppVersion": VERSION,
        "tgWebAppPlatform": PLATFORM,
        "tgWebAppThemeParams": orjson.dumps(DARK if wanted.get("dark") else LIGHT).decode(),
    }
    address = f"{url.partition('#')[0]}#{urlencode(fragment, quote_via=quote)}"
    return {"url": address, "themes": {"light": LIGHT, "dark": DARK}}


def _opens(kept: Kept, url: str) -> bool:
    rows = kept.message.get("reply_markup", {}).get("inline_keyboard", [])
    return bool(url) and any(button.get("web_app", {}).get("url") == url for row in rows for button in row)


def _told(state: State, person: Person) -> dict[str, str]:
    user = {key: value for key, value in person.user().items() if key != "is_bot"} | {"allows_write_to_pm": True}
    return {
        "query_id": secrets.token_urlsafe(18),
        "user": orjson.dumps(user).decode(),
        "auth_date": str(state.now()),
        # Telegram's own key makes the real one, for third parties; here it is only as long.
        "signature": secrets.token_urlsafe(64),
    }
