"""How the bot gets its updates, and how it leaves."""

import re
from typing import Any
from urllib.parse import urlsplit

from telegram.constants import WebhookLimit

from playground.errors import bad
from playground.models import Bot, Webhook
from playground.params import Params
from playground.state import State
from playground.updates import forget, interrupt, set_allowed

JSON = dict[str, Any]


def _checked_url(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad("invalid webhook URL specified")
    return parts.geturl()


def _secret(params: Params) -> str:
    secret = params.text("secret_token")
    if len(secret) > WebhookLimit.MAX_SECRET_TOKEN_LENGTH:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    return secret


def _replace(state: State, bot: Bot, params: Params, webhook: Webhook) -> bool:
    if params.flag("drop_pending_updates"):
        for number in list(bot.updates):
            forget(state, bot, number)
    bot.webhook = webhook
    state.save_bot(bot)
    state.on_webhook(bot)
    return True


def set_webhook(state: State, bot: Bot, params: Params) -> bool:
    if not params.text("url"):
        return _replace(state, bot, params, Webhook())
    upload = params.upload("certificate")
    webhook = Webhook(
        url=_checked_url(params.text("url")),
        secret_token=_secret(params),
        max_connections=params.integer(
            "max_connections", 40, WebhookLimit.MIN_CONNECTIONS_LIMIT, WebhookLimit.MAX_CONNECTIONS_LIMIT
        ),
        certificate=upload.data.decode("ascii", "replace") if upload else "",
    )
    set_allowed(state, bot, params)
    interrupt(bot, "terminated by setWebhook request")
    return _replace(state, bot, params, webhook)


def delete_webhook(state: State, bot: Bot, params: Params) -> bool:
    return _replace(state, bot, params, Webhook())


def get_webhook_info(state: State, bot: Bot, params: Params) -> JSON:
    hook = bot.webhook
    info: JSON = {
        "url": hook.url,
        "has_custom_certificate": bool(hook.certificate),
        "pending_update_count": len(bot.updates),
    }
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.last_error_date:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
    return info | ({"allowed_updates": bot.allowed} if bot.allowed else {})


def leave(state: State, bot: Bot, params: Params) -> bool:
    """logOut and close: the playground has one server, so that nothing else follows from them."""
    interrupt(bot, "terminated by other getUpdates request; make sure that only one bot instance is running")
    return True


METHODS = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": leave,
    "close": leave,
}
