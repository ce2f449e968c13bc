"""The people's API: what the page and the tests call, JSON in and out."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground import people
from playground.botapi import BotApi
from playground.errors import PersonError
from playground.methods.commands import menu
from playground.mini_apps import open_web_app
from playground.models import Bot, Chat
from playground.state import State
from playground.things import other, uploaded
from playground.updates import push_raw

JSON = dict[str, Any]
Action = Callable[[State, Bot, Chat, JSON], JSON]
Endpoint = Callable[[Request], Awaitable[Response]]
FILE_KINDS = {"photo", "document", "voice", "video"}
INLINE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
LONGEST_WAIT_S = 60.0


def reply(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(body), status, media_type="application/json")


async def asked(request: Request) -> JSON:
    """The JSON object of a request."""
    try:
        body = orjson.loads(await request.body() or b"{}")
    except orjson.JSONDecodeError as error:
        raise PersonError(400, "the body is not JSON") from error
    if not isinstance(body, dict):
        raise PersonError(400, "the body is not a JSON object")
    return body


def number(request: Request, name: str, default: float = 0) -> float:
    """A number of the query string."""
    try:
        return float(request.query_params.get(name, default))
    except ValueError as error:
        raise PersonError(400, f"{name} is a number") from error


class Api:
    """Routes of the people's API for the bot that runs (or the one of ?bot=id)."""

    def __init__(self, state: State, calls: BotApi, token: str, samples: list[JSON]) -> None:
        self.state, self.calls, self.samples = state, calls, samples
        self._token = token

    def routes(self) -> list[BaseRoute]:
        """All routes, under /api."""
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/state", self.whole), ("POST", "/people", self.add_person), ("POST", "/groups", self.add_group),
            ("GET", "/chats/{id}/messages", self.messages), ("GET", "/chats/{id}/toasts", self.toasts),
            ("POST", "/chats/{id}/file", self.file), ("POST", "/chats/{id}/other", self.other),
            ("POST", "/raw_update", self.raw_update), ("GET", "/chats/{id}/file/{file_id}", self.content),
            ("GET", "/phones/{number}/messages", self.sms_list), ("POST", "/phones/{number}/messages", self.sms),
            ("GET", "/events", self.stream), ("GET", "/wait", self.wait), ("GET", "/calls", self.journal),
            ("GET", "/idle", self.idle), ("GET", "/faults", self.faults), ("POST", "/faults", self.add_fault),
            ("DELETE", "/faults", self.clear_faults),
        ]  # fmt: skip
        actions: dict[str, Action] = {
            "text": people.write, "start": people.start, "press": people.press, "contact": people.share_contact,
            "edit": people.edit, "delete": people.delete, "block": people.block, "web_app": open_web_app,
        }  # fmt: skip
        table += [("POST", f"/chats/{{id}}/{name}", self._acting(action)) for name, action in actions.items()]
        return [Route(f"/api{path}", endpoint, methods=[method]) for method, path, endpoint in table]

    def bot(self, request: Request) -> Bot:
        """The bot that the people speak with."""
        wanted = request.query_params.get("bot")
        if wanted and wanted.isdigit() and int(wanted) in self.state.bots:
            return self.state.bots[int(wanted)]
        return self.calls.current or self.state.bot(self._token)

    def _chat(self, request: Request) -> tuple[Bot, Chat]:
        bot, wanted = self.bot(request), request.path_params["id"]
        if not wanted.removeprefix("-").isdecimal():
            raise PersonError(404, "no such chat")
        return bot, people.chat_of(self.state, bot, int(wanted))

    def _acting(self, action: Action) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            bot, chat = self._chat(request)
            return reply(action(self.state, bot, chat, await asked(request)))

        return endpoint

    async def whole(self, request: Request) -> Response:
        bot = self.bot(request)
        texts = {
            "name": bot.name,
            "names": bot.names,
            "description": bot.descriptions.get("", ""),
            "descriptions": bot.descriptions,
            "short_description": bot.short_descriptions.get("", ""),
            "short_descriptions": bot.short_descriptions,
            "commands": bot.commands.get("default|", []),
            "menu_button": bot.menu_button,
            "running": self.calls.current is bot,
        }
        groups = [{"id": c.id, "title": c.title, "members": c.members} for c in bot.chats.values() if not c.private]
        shown = [person.shown() | self._standing(bot, person.id) for person in self.state.people.values()]
        body = {"bot": bot.user() | texts, "people": shown, "groups": groups, "samples": self.samples}
        return reply(body | {"seq": self.state.events.seq})

    def _standing(self, bot: Bot, person: int) -> JSON:
        chat = bot.chats.get(person)
        return {"started": bool(chat and chat.started), "blocked": bool(chat and chat.blocked)}

    async def add_person(self, request: Request) -> Response:
        wanted = await asked(request)
        if not isinstance(wanted.get("first_name"), str) or not wanted["first_name"].strip():
            raise PersonError(400, "first_name is needed")
        fields = ("first_name", "last_name", "language_code", "phone", "username", "role")
        return reply(self.state.add_person(**{key: str(wanted[key]) for key in fields if wanted.get(key)}).shown())

    async def add_group(self, request: Request) -> Response:
        chat = people.gather(self.state, self.bot(request), await asked(request))
        return reply(self.state.chat_json(chat) | {"members": chat.members})

    async def messages(self, request: Request) -> Response:
        bot, chat = self._chat(request)
        person = int(number(request, "as", chat.id if chat.private else chat.members[0]))
        shown = [chat.messages[key].shown() for key in sorted(chat.messages)]
        body = {"messages": shown, "commands": menu(self.state, bot, chat, person), "keyboard": chat.keyboard}
        facts = {"started": chat.started, "blocked": chat.blocked, "pinned": chat.pinned, "seq": self.state.events.seq}
        return reply(body | facts | {"menu_button": chat.menu_button or bot.menu_button})

    async def toasts(self, request: Request) -> Response:
        bot, chat = self._chat(request)
        return reply(bot.toasts.get(chat.id, []))

    async def file(self, request: Request) -> Response:
        bot, chat = self._chat(request)
        async with request.form() as form:
            part, kind = form.get("file"), str(form.get("as") or "document")
            if part is None or isinstance(part, str) or kind not in FILE_KINDS:
                raise PersonError(400, f"a file, and as one of {', '.join(sorted(FILE_KINDS))}")
            data, claimed = await part.read(), str(form.get("size") or "")
            size = int(claimed) if claimed.isdigit() else None
            stored = self.state.files.add(data, kind, part.filename or "", part.content_type or "", size)
            content = uploaded(self.state, stored)
            content |= people.worded(form["caption"], "caption", 1024) if form.get("caption") else {}
            person = people.actor(self.state, chat, {key: int(str(form[key])) for key in ("as_person",) if key in form})
        return reply(people.say(self.state, bot, chat, person, content) | {"file_id": stored.file_id})

    async def other(self, request: Request) -> Response:
        bot, chat = self._chat(request)
        wanted = await asked(request)
        content = other(self.state, str(wanted.get("kind")))
        person = people.actor(self.state, chat, wanted)
        return reply(people.say(self.state, bot, chat, person, content, people.number_of(wanted, "reply_to")))

    async def raw_update(self, request: Request) -> Response:
        update = await asked(request)
        people.number_of(update, "update_id")
        return reply({"update_id": push_raw(self.state, self.bot(request), update)})

    async def content(self, request: Request) -> Response:
        file = self.state.files.find(request.path_params["file_id"])
        if not file:
            raise PersonError(404, "no such file")
        shown = file.mime in INLINE_TYPES
        headers = {} if shown else {"Content-Disposition": "attachment"}
        kind = file.mime if shown else "application/octet-stream"
        return Response(self.state.files.content(file), media_type=kind, headers=headers)

    async def sms_list(self, request: Request) -> Response:
        return reply(self.state.phones.get(request.path_params["number"], []))

    async def sms(self, request: Request) -> Response:
        text = (await asked(request)).get("text")
        if not isinstance(text, str) or not text:
            raise PersonError(400, "text is needed")
        return reply(self.state.sms(request.path_params["number"], text))

    def _followed(self, request: Request) -> set[int] | None:
        """The chats of ?chat=…, given once, several times or with commas; None for all."""
        named = [part for value in request.query_params.getlist("chat") for part in value.split(",") if part]
        try:
            return {int(part) for part in named} or None
        except ValueError as error:
            raise PersonError(400, "chat is a number") from error

    async def stream(self, request: Request) -> Response:
        last = request.headers.get("last-event-id", "")
        after = int(last) if last.isdigit() else int(number(request, "after", self.state.events.seq))
        content = self.state.events.stream(self._followed(request), after)
        return StreamingResponse(content, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def wait(self, request: Request) -> Response:
        timeout = min(number(request, "timeout", 10), LONGEST_WAIT_S)
        events = self.state.events
        found = await events.wait(self._followed(request), int(number(request, "after")), timeout)
        return reply({"seq": found[-1]["seq"] if found else events.seq, "events": found})

    async def journal(self, request: Request) -> Response:
        method = request.query_params.get("method", "")
        return reply(self.calls.journal.after(int(number(request, "after")), method))

    async def idle(self, request: Request) -> Response:
        return reply({"pending_updates": len(self.bot(request).updates)})

    async def faults(self, request: Request) -> Response:
        return reply(self.calls.faults.listed())

    async def add_fault(self, request: Request) -> Response:
        self.calls.faults.add(await asked(request))
        return reply(self.calls.faults.listed())

    async def clear_faults(self, request: Request) -> Response:
        self.calls.faults.clear()
        return reply([])
