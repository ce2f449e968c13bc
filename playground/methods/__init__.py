"""The Bot API's methods, one module a subject; `run` finds them by name, in any case of letters."""

from collections.abc import Callable
from typing import Any

from playground.errors import ApiError
from playground.methods import chats, commands, deletion, edits, media, messages, profile, queries, session
from playground.models import Bot
from playground.params import Params
from playground.state import State
from playground.updates import get_updates

Method = Callable[[State, Bot, Params], Any]
SUBJECTS = (chats, commands, deletion, edits, media, messages, profile, queries, session)
METHODS: dict[str, Method] = {name.lower(): method for subject in SUBJECTS for name, method in subject.METHODS.items()}


async def run(state: State, bot: Bot, name: str, params: Params) -> Any:
    """The result of one call; raises ApiError as Telegram would refuse it."""
    if name == "getupdates":
        return await get_updates(state, bot, params)
    if name not in METHODS:
        raise ApiError(404, "Not Found: method not found")
    return METHODS[name](state, bot, params)
