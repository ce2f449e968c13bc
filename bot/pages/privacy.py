"""What becomes of personal data, as a page for everybody: Telegram wants one behind each page's Settings button.

https://telegram.org/tos/bot-developers, section 4
"""

from __future__ import annotations

import re
from functools import cache

from bot.pages.shelf import HTML, Kept
from conversations.catalogue import LANGUAGES, Html, escape, texts
from conversations.documents import ON_PERSONAL_DATA, document

PRIVACY = "privacy"
_LANGUAGE_NAMES = {"ko": "한국어", "en": "English"}
_NUMBERED = re.compile(r"\d+\. ")
_PAGE = """<!doctype html>
<html lang="{language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>{title} · KOTRA</title>
    <link rel="icon" href="assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="assets/style.css">
  </head>
  <body>
    <main class="document">
      <nav>{others}</nav>
      <h1>{title}</h1>
      {documents}
    </main>
  </body>
</html>
"""


@cache
def privacy(language: str) -> Kept:
    """The page in this language."""
    title = texts(language)("command.privacy")
    others = " ".join(_link(other) for other in LANGUAGES if other != language)
    documents = "\n".join(_section(document(kind, language)) for kind in ON_PERSONAL_DATA)
    page = _PAGE.format(language=language, title=title, others=others, documents=documents)
    return Kept.made(page.encode(), HTML)


def _link(language: str) -> str:
    return (
        f'<a href="{PRIVACY}?lang={language}" lang="{language}" hreflang="{language}">{_LANGUAGE_NAMES[language]}</a>'
    )


def _section(text: str) -> str:
    title, *paragraphs = text.split("\n\n")
    return "\n".join(["<section>", f"<h2>{escape(title)}</h2>", *map(_paragraph, paragraphs), "</section>"])


def _paragraph(text: str) -> Html:
    head, _, rest = text.partition("\n")
    if _NUMBERED.match(head) and rest:
        return Html(f"<h3>{escape(head)}</h3>\n<p>{escape(rest)}</p>")
    return Html(f"<p>{escape(text)}</p>")
