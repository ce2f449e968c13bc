"""The assistant with pages of its own, and a page of it as a browser speaks for one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from bot.serving.listening import Serving
from tests.journeys.test_webhook import reserved_port
from tests.person import Person
from tests.world import World

JSON = dict[str, Any]


@asynccontextmanager
async def with_pages(here: World, **settings: Any) -> AsyncIterator[str]:
    """The assistant at work with pages; gives their address."""
    with reserved_port() as port:
        root = f"http://127.0.0.1:{port}"
        here.settings = replace(here.settings, public_url=root, serving=Serving(f"127.0.0.1:{port}"), **settings)
        async with here.running():
            yield root


@dataclass
class Page:
    """One opened page: `view` is what it shows, `told` every answer of the server's."""

    http: httpx.AsyncClient
    person: Person
    root: str
    bearer: str = ""
    view: JSON = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @classmethod
    async def opened(cls, here: World, person: Person, scope: str) -> Page:
        """Opens it as the messenger does: by the button under the present card."""
        url = next(b["web_app"]["url"] for b in person.buttons if b.get("web_app", {}).get("url", "").endswith(scope))
        address = await person.does("web_app", message_id=person.card["message_id"], url=url)
        fragment = parse_qs(urlsplit(address["url"]).fragment)
        page = cls(here.http, person, here.settings.public_url)
        found = await page.asks("POST", "open", {"init_data": fragment["tgWebAppData"][0], "scope": scope})
        page.bearer, page.view = found["bearer"], found.get("view", found)
        return page

    async def asks(self, method: str, what: str, body: JSON | None = None, status: int = 200) -> JSON:
        """One request, which is answered with this status."""
        headers = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        response = await self.http.request(method, f"{self.root}/pages/api/{what}", json=body, headers=headers)
        self.told.append(response.text)
        assert response.status_code == status, response.text
        found: JSON = response.json()
        return found

    async def gives(self, **answers: str) -> JSON:
        """Sends what was entered, and waits until the chat shows it."""
        self.view = (await self.asks("POST", "answers", {"answers": answers}))["view"]
        await self.person.hears()
        return self.view

    @property
    def names(self) -> list[str]:
        """The questions that it shows."""
        return [one["name"] for one in self.view["fields"]]
