"""Changes to messages that the bot wrote."""

from typing import Any

from playground.errors import bad
from playground.markup import inline_only, read_markup
from playground.models import Bot, Chat, Kept
from playground.params import Params
from playground.places import find_message
from playground.state import State
from playground.texts import read_caption, read_text

JSON = dict[str, Any]
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def _to_edit(state: State, bot: Bot, params: Params) -> tuple[Chat, Kept]:
    if not params.text("chat_id") and params.text("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat, kept = find_message(state, bot, params, "edit")
    if not kept.from_bot or kept.fixed:
        raise bad("message can't be edited")
    return chat, kept


def _replace(state: State, bot: Bot, place: tuple[Chat, Kept], changed: JSON, markup: JSON) -> JSON:
    """The message with `changed` in it; a keyboard that is not given again is gone."""
    chat, kept = place
    new = {key: value for key, value in (kept.message | changed).items() if value not in (None, "", [])}
    new.pop("reply_markup", None)
    new |= {"reply_markup": markup} if markup else {}
    if new == kept.message:
        raise bad(SAME)
    new["edit_date"] = state.now()
    state.keep_message(bot, chat, Kept(new, from_bot=True), "edit")
    return new


def edit_text(state: State, bot: Bot, params: Params) -> JSON:
    content, markup = read_text(params), inline_only(read_markup(params))
    place = _to_edit(state, bot, params)
    if "text" not in place[1].message:
        raise bad("there is no text in the message to edit")
    return _replace(state, bot, place, content, markup)


def edit_caption(state: State, bot: Bot, params: Params) -> JSON:
    content, markup = read_caption(params), inline_only(read_markup(params))
    place = _to_edit(state, bot, params)
    if "text" in place[1].message:
        raise bad("there is no caption in the message to edit")
    return _replace(state, bot, place, content, markup)


def edit_markup(state: State, bot: Bot, params: Params) -> JSON:
    markup = inline_only(read_markup(params))
    return _replace(state, bot, _to_edit(state, bot, params), {}, markup)


METHODS = {"editMessageText": edit_text, "editMessageCaption": edit_caption, "editMessageReplyMarkup": edit_markup}
