"""Telegram's HTML, as Telegram reads it."""

import pytest

from playground.entities import parse_html
from playground.errors import ApiError


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>굵게</b>", "굵게", [("bold", 0, 2)]),
        ("😀 <i>x</i>", "😀 x", [("italic", 3, 1)]),
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("a &lt; b &amp; c &gt; d &quot;", 'a < b & c > d "', []),
        ("&#54620;&#xAE00;", "한글", []),
        ("AT&T &nbsp; &amp", "AT&T &nbsp; &", []),
        ("<b></b>x", "x", []),
        ("<code>1</code>", "1", [("code", 0, 1)]),
        ("<tg-spoiler>s</tg-spoiler>", "s", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">s</span>', "s", [("spoiler", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<s>a</s><del>b</del><u>c</u><ins>d</ins>", "abcd", [
            ("strikethrough", 0, 1), ("strikethrough", 1, 1), ("underline", 2, 1), ("underline", 3, 1),
        ]),
    ],
)  # fmt: skip
def test_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    read, found = parse_html(source)
    assert (read, [(e["type"], e["offset"], e["length"]) for e in found]) == (text, entities)


def test_links() -> None:
    _, entities = parse_html(
        '<a href="https://kotra.or.kr/a?b=1&amp;c=2">x</a><a href="tg://user?id=7">y</a><a>k.kr</a>'
    )
    assert [(e["type"], e.get("url"), e.get("user", {}).get("id")) for e in entities] == [
        ("text_link", "https://kotra.or.kr/a?b=1&c=2", None),
        ("text_mention", None, 7),
        ("text_link", "http://k.kr/", None),
    ]


def test_code_with_a_language_is_one_entity() -> None:
    _, entities = parse_html('<pre><code class="language-python">x</code></pre>')
    assert entities == [{"type": "pre", "language": "python", "offset": 0, "length": 1}]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("한<br/>", 'Unsupported start tag "br/" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("1<2", "Unclosed start tag at byte offset 1"),
        ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ('<a href', 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =1>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)  # fmt: skip
def test_complaints(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description.startswith(f"Bad Request: can't parse entities: {complaint}")
