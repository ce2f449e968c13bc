"""The state survives a restart; what is deleted leaves no trace."""

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from playground import Playground, serve

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("네", callback_data="yes")]])
PASSWORD = "Abcd!2345-never-kept"
PERSON = {"name": "김하늘", "birth_date": "1990-03-05", "gender": "female", "national": "domestic", "mobile": ""}


async def first_life(directory: Path) -> tuple[str, dict[str, Any]]:
    playground = Playground(directory)
    async with (
        serve(playground) as root,
        Bot(playground.token, base_url=f"{root}/bot") as bot,
        httpx.AsyncClient(base_url=root) as http,
    ):
        me = (await http.get("/api/state")).json()["people"][0]["id"]
        said = (await http.post(f"/api/chats/{me}/text", json={"text": "/start"})).json()
        await bot.get_updates(offset=said["update_id"] + 1, timeout=0)
        await bot.send_message(me, "pressed?", reply_markup=KEYS)
        await bot.set_my_commands([("start", "시작")])
        await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="s")
        await bot.delete_webhook()
        secret = (await http.post(f"/api/chats/{me}/text", json={"text": PASSWORD})).json()
        await bot.delete_message(me, secret["message_id"])
        await bot.get_updates(offset=secret["update_id"] + 1, timeout=0)
        form = {"as": "document"}
        file = (await http.post(f"/api/chats/{me}/file", data=form, files={"file": ("a.pdf", b"%PDF")})).json()
        await http.post("/api/people", json={"first_name": "New"})
        await http.post("/api/phones/+821020001001/messages", json={"text": "code"})
        await http.post("/ipin/ref1", data=PERSON)
        group = (await http.post("/api/groups", json={"title": "팀", "members": [me]})).json()
    return playground.token, {"me": me, "file": file, "group": group}


async def test_a_second_life(tmp_path: Path) -> None:
    token, facts = await first_life(tmp_path)
    playground = Playground(tmp_path)
    assert playground.token == token
    async with (
        serve(playground) as root,
        Bot(token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot") as bot,
        httpx.AsyncClient(base_url=root) as http,
    ):
        shown = (await http.get(f"/api/chats/{facts['me']}/messages")).json()
        assert [m.get("text") for m in shown["messages"]] == ["/start", "pressed?", None]
        state = (await http.get("/api/state")).json()
        assert [p["first_name"] for p in state["people"]][-1] == "New"
        assert [g["id"] for g in state["groups"]] == [facts["group"]["id"]]
        assert await bot.get_my_commands() == (BotCommand("start", "시작"),)
        pending = await bot.get_updates(timeout=0)
        assert pending[0].update_id == facts["file"]["update_id"]
        assert pending[0].message.document.file_name == "a.pdf"
        file = await bot.get_file(facts["file"]["file_id"])
        assert bytes(await file.download_as_bytearray()) == b"%PDF"
        assert [m["text"] for m in (await http.get("/api/phones/+821020001001/messages")).json()] == ["code"]
        assert (await http.get("/ipin/ref1/result")).json()["name"] == "김하늘"
        sent = await bot.send_message(facts["me"], "still started")
        assert sent.message_id > shown["messages"][-1]["message_id"]
        said = (await http.post(f"/api/chats/{facts['me']}/text", json={"text": "x"})).json()
        assert said["update_id"] > pending[-1].update_id


def leaking(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]


async def test_what_is_deleted_is_not_in_the_file(tmp_path: Path) -> None:
    playground = Playground(tmp_path)
    async with (
        serve(playground) as root,
        Bot(playground.token, base_url=f"{root}/bot") as bot,
        httpx.AsyncClient(base_url=root) as http,
    ):
        me = (await http.get("/api/state")).json()["people"][0]["id"]
        said = (await http.post(f"/api/chats/{me}/text", json={"text": PASSWORD})).json()
        while not await asyncio.to_thread(leaking, tmp_path):
            pass
        await bot.delete_message(me, said["message_id"])
        await bot.get_updates(offset=said["update_id"] + 1, timeout=0)
    assert leaking(tmp_path) == []


def people_on_disk(directory: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(directory / "playground.sqlite3")) as connection:
        return {key for (key,) in connection.execute("SELECT key FROM things WHERE kind = 'person'")}


async def test_it_is_written_while_it_runs(tmp_path: Path) -> None:
    """What a killed playground would leave: at most a second is missing."""
    playground = Playground(tmp_path)
    async with serve(playground) as root, httpx.AsyncClient(base_url=root) as http:
        person = (await http.post("/api/people", json={"first_name": "New"})).json()
        while str(person["id"]) not in await asyncio.to_thread(people_on_disk, tmp_path):
            pass


async def test_the_same_playground_can_be_served_again(tmp_path: Path) -> None:
    """An outage of Telegram: the server goes and comes back at its address, with all that it knew."""
    playground, port = Playground(tmp_path), 0
    for name in ("One", "Two"):
        async with serve(playground, port) as root, httpx.AsyncClient(base_url=root) as http:
            port = int(root.rpartition(":")[2])
            await http.post("/api/people", json={"first_name": name})
    assert [p.first_name for p in Playground(tmp_path).state.people.values()][-2:] == ["One", "Two"]


async def test_a_taken_port_is_told(tmp_path: Path) -> None:
    async with serve(Playground()) as root:
        with pytest.raises(OSError, match="in use"):
            await serve(Playground(), int(root.rpartition(":")[2])).__aenter__()
