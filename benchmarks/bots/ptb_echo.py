"""python-telegram-bot's echo bot, as in its own examples: the floor of what the library costs."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.bots.settings import PATH, SECRET, TOKEN, Given, given, hook_url


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def serve(application: Application[Any, Any, Any, Any, Any, Any], told: Given) -> None:
    """Runs an application by polling or by webhook."""
    if told.hook:
        url = hook_url(told.hook)
        application.run_webhook("127.0.0.1", told.hook, PATH, webhook_url=url, secret_token=SECRET)
    else:
        application.run_polling()


def main() -> None:
    told = given()
    application = Application.builder().token(TOKEN).base_url(f"{told.root}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    serve(application, told)


if __name__ == "__main__":
    main()
