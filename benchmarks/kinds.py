"""The bots that are measured."""

from __future__ import annotations

from benchmarks.processes import Kind

OURS = Kind("this assistant, SQLite synchronous=FULL", "ours")
LOGGED = Kind("the same, with its log of each update", "ours", "logged")
ECHO = Kind("python-telegram-bot: bare echo", "ptb_echo", echoes=True)
PICKLE = Kind("python-telegram-bot: ConversationHandler, PicklePersistence", "ptb_conversation")
FLUSHED = Kind("the same, flushed at each update", "ptb_conversation", "flush")
MEMORY = Kind("aiogram 3: FSM in memory", "aiogram_fsm", "memory")


def redis_kind(port: int) -> Kind:
    """aiogram's FSM in the Redis at this port."""
    return Kind("aiogram 3: FSM in Redis", "aiogram_fsm", f"redis:{port}")


def ours_at(url: str, name: str) -> Kind:
    """The assistant with this database."""
    return Kind(name, "ours", url)
