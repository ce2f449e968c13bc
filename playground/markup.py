"""Keyboards that a call brings: what Telegram takes, and its objections to the rest."""

from typing import Any

from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit

from playground.errors import ApiError, bad
from playground.links import checked_link, checked_page, mentioned_user
from playground.models import Chat
from playground.params import Params

JSON = dict[str, Any]
ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip
STYLES = {"danger", "success", "primary"}
COPIED = 256


def read_markup(params: Params) -> JSON:
    """The reply_markup of a call, {} without one; raises ApiError as Telegram would."""
    markup = params.decoded("reply_markup", "reply keyboard markup")
    if markup is None or markup == "":
        return {}
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return markup | {"keyboard": _reply_rows(markup["keyboard"])}
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else {}


def check_place(markup: JSON, chat: Chat) -> None:
    """Phone numbers can be asked for, and pages opened, in private chats only."""
    buttons = [button for row in markup.get("keyboard", []) for button in row]
    if not chat.private and any(button.get("request_contact") for button in buttons):
        raise bad("phone number can be requested in private chats only")
    inline = [button for row in markup.get("inline_keyboard", []) for button in row]
    if not chat.private and any("web_app" in button for button in inline):
        raise bad("BUTTON_TYPE_INVALID")


def inline_only(markup: JSON) -> JSON:
    """For edits, which take inline keyboards alone."""
    if markup and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return markup


def _rows(rows: Any, complaint: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(complaint)
    full = [row for row in rows if row]
    too_wide = any(len(row) > InlineKeyboardMarkupLimit.BUTTONS_PER_ROW for row in full)
    if too_wide or sum(map(len, full)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        raise bad("reply markup is too long")
    return full


def _inline(rows: Any) -> JSON:
    full = _rows(rows, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    for row in full:
        for button in row:
            _check_inline(button)
    return {"inline_keyboard": full} if full else {}


def _unreadable(kind: str, why: str) -> ApiError:
    return bad(f"can't parse {kind}: {why}")


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict):
        raise _unreadable("inline keyboard button", "InlineKeyboardButton must be an Object")
    _check_text(button, "inline keyboard button")
    actions = ACTIONS & set(button)
    if not actions:
        raise _unreadable("inline keyboard button", "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("BUTTON_TYPE_INVALID")
    _check_data(button.get("callback_data"))
    _check_url(button.get("url"))
    _check_web_app(button.get("web_app"))
    _check_copied(button.get("copy_text"))


def _check_text(button: JSON, kind: str) -> None:
    if not isinstance(button.get("text"), str):
        raise _unreadable(
            kind, 'Can\'t find field "text"' if "text" not in button else 'Field "text" must be of type String'
        )
    if not button["text"].strip():
        raise bad(f"{kind} text must be non-empty")
    if button.get("style", "primary") not in STYLES:
        raise _unreadable(kind, "Invalid button style specified")


def _check_data(data: Any) -> None:
    if data is None:
        return
    if not isinstance(data, str):
        raise _unreadable("inline keyboard button", 'Field "callback_data" must be of type String')
    size = len(data.encode("utf-8", "surrogatepass"))
    if not InlineKeyboardButtonLimit.MIN_CALLBACK_DATA <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")


def _check_url(url: Any) -> None:
    if url is None:
        return
    if not isinstance(url, str) or not url:
        raise bad("BUTTON_URL_INVALID")
    if not mentioned_user(url) and not checked_link(url):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_web_app(page: Any) -> None:
    if page is None:
        return
    url = page.get("url") if isinstance(page, dict) else None
    if not isinstance(url, str) or not url:
        raise _unreadable("inline keyboard button", 'Can\'t find field "url"')
    link = checked_page(url)
    if not link:
        raise bad(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _check_copied(copied: Any) -> None:
    if copied is None:
        return
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= COPIED:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def _reply_rows(rows: Any) -> list[list[JSON]]:
    full = _rows(rows, 'field "keyboard" must be an Array of Arrays')
    read = [[{"text": button} if isinstance(button, str) else button for button in row] for row in full]
    for row in read:
        for button in row:
            if not isinstance(button, dict):
                raise _unreadable("keyboard button", "KeyboardButton must be a String or an Object")
            _check_text(button, "keyboard button")
    return read
