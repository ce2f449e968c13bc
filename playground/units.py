"""Telegram counts text in UTF-16 code units."""


def utf16_length(text: str) -> int:
    """Length of `text` as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
