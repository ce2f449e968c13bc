"""The interview in aiogram 3's FSM; variant "memory" or "redis:PORT"."""

from __future__ import annotations

import asyncio

import uvloop
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks.bots.settings import PATH, SECRET, TOKEN, Given, given, hook_url
from benchmarks.interview import QUESTIONS, REFUSAL, asked, ended, is_answer

STATES = [State(f"q{number:02d}", group_name="Interview") for number in range(len(QUESTIONS))]


async def start(message: Message, state: FSMContext) -> None:
    await state.set_data({"answers": []})
    await state.set_state(STATES[0])
    await message.answer(asked(0))


async def take(message: Message, state: FSMContext) -> None:
    """Takes an answer; the data keep which question it was to."""
    if not is_answer(message.text):
        await message.answer(REFUSAL)
        return
    data = await state.get_data()
    answers = [*data["answers"], message.text]
    if len(answers) == len(QUESTIONS):
        await state.clear()
        await message.answer(ended(answers))
        return
    await state.update_data(answers=answers)
    await state.set_state(STATES[len(answers)])
    await message.answer(asked(len(answers)))


def storage_of(variant: str) -> BaseStorage:
    """Where states are kept."""
    kind, _, port = variant.partition(":")
    return RedisStorage.from_url(f"redis://127.0.0.1:{port}/0") if kind == "redis" else MemoryStorage()


def serve_webhook(dispatcher: Dispatcher, bot: Bot, told: Given) -> None:
    async def set_webhook() -> None:
        await bot.set_webhook(hook_url(told.hook), secret_token=SECRET)

    dispatcher.startup.register(set_webhook)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path=f"/{PATH}")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=told.hook, print=None, loop=uvloop.new_event_loop(), access_log=None)


async def poll(dispatcher: Dispatcher, bot: Bot) -> None:
    await dispatcher.start_polling(bot)


def main() -> None:
    told = given()
    session = AiohttpSession(api=TelegramAPIServer.from_base(told.root))
    bot, dispatcher = Bot(TOKEN, session=session), Dispatcher(storage=storage_of(told.variant))
    dispatcher.message.register(start, CommandStart())
    for state in STATES:
        dispatcher.message.register(take, StateFilter(state), F.text)
    if told.hook:
        serve_webhook(dispatcher, bot, told)
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(poll(dispatcher, bot))


if __name__ == "__main__":
    main()
