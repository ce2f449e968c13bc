"""The interview in python-telegram-bot's ConversationHandler, kept by PicklePersistence.

Variant "flush": everything is written after each update, instead of once a minute and at a stop.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    TypeHandler,
    filters,
)

from benchmarks.bots.ptb_echo import serve
from benchmarks.bots.settings import TOKEN, given
from benchmarks.interview import QUESTIONS, REFUSAL, asked, ended, is_answer

Context = ContextTypes.DEFAULT_TYPE
AFTER_ALL = 100  # the group of handlers that comes last


async def start(update: Update, context: Context) -> int:
    assert update.message is not None
    assert context.user_data is not None
    context.user_data["answers"] = []
    await update.message.reply_text(asked(0))
    return 0


def step(number: int) -> Callable[[Update, Context], Coroutine[Any, Any, int]]:
    """What takes the answer to one question."""

    async def take(update: Update, context: Context) -> int:
        assert update.message is not None
        assert context.user_data is not None
        if not is_answer(update.message.text):
            await update.message.reply_text(REFUSAL)
            return number
        answers = context.user_data["answers"]
        answers.append(update.message.text)
        if len(answers) == len(QUESTIONS):
            await update.message.reply_text(ended(answers))
            return ConversationHandler.END
        await update.message.reply_text(asked(number + 1))
        return number + 1

    return take


async def flush(update: object, context: Context) -> None:
    """Writes everything now."""
    await context.application.update_persistence()
    if context.application.persistence is not None:
        await context.application.persistence.flush()


def main() -> None:
    told = given()
    persistence = PicklePersistence(filepath=told.folder / "conversation.pickle")
    builder = Application.builder().token(TOKEN).base_url(f"{told.root}/bot").persistence(persistence)
    application = builder.build()
    text = filters.TEXT & ~filters.COMMAND
    states: dict[object, list[Any]] = {n: [MessageHandler(text, step(n))] for n in range(len(QUESTIONS))}
    begin: list[Any] = [CommandHandler("start", start)]
    application.add_handler(
        ConversationHandler(begin, states, begin, name="interview", persistent=True, allow_reentry=True)
    )
    if told.variant == "flush":
        application.add_handler(TypeHandler(Update, flush), AFTER_ALL)
    serve(application, told)


if __name__ == "__main__":
    main()
