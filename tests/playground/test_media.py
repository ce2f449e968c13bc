"""Files, both ways."""

from typing import Any

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, TelegramError

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\0\x08\x02\0\0\0"
PDF = b"%PDF-1.4\n%synthetic"


async def uploads(hands: Any, data: bytes, kind: str, name: str = "a.pdf", **more: str) -> Any:
    path = f"/api/chats/{hands.me}/file"
    return await hands.http.post(path, data={"as": kind, **more}, files={"file": (name, data, "application/pdf")})


async def test_a_document_of_a_person_is_fetched(bot: Bot, hands: Any) -> None:
    assert (await uploads(hands, PDF, "document", "증명.pdf", caption="사업자등록증")).status_code == 200
    (update,) = await bot.get_updates(timeout=0)
    document = update.message.document
    assert (document.file_name, document.mime_type, document.file_size) == ("증명.pdf", "application/pdf", len(PDF))
    assert update.message.caption == "사업자등록증"
    file = await bot.get_file(document.file_id)
    assert bytes(await file.download_as_bytearray()) == PDF


async def test_a_photo_of_a_person_has_sizes(bot: Bot, hands: Any) -> None:
    await uploads(hands, PNG, "photo", "a.png")
    (update,) = await bot.get_updates(timeout=0)
    assert [(size.width, size.height) for size in update.message.photo] == [(128, 64), (512, 256)]
    assert (await uploads(hands, PDF, "photo")).status_code == 400


@pytest.mark.parametrize("kind", ["voice", "video"])
async def test_voice_and_video(bot: Bot, hands: Any, kind: str) -> None:
    await uploads(hands, b"data", kind)
    (update,) = await bot.get_updates(timeout=0)
    assert update.message.effective_attachment.duration is not None


async def test_files_over_20_mb_cannot_be_fetched(bot: Bot, hands: Any) -> None:
    sent = (await uploads(hands, PDF, "document", size="20000001")).json()
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(sent["file_id"])
    fits = (await uploads(hands, PDF, "document", size="20000000")).json()
    assert (await bot.get_file(fits["file_id"])).file_size == 20_000_000


async def test_unknown_files(bot: Bot, root: str, playground: Any, hands: Any) -> None:
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file("nothing")
    assert (await hands.http.get(f"{root}/file/bot{playground.token}/documents/none.pdf")).status_code == 404
    assert (await hands.http.get(f"{root}/file/botwrong/documents/none.pdf")).status_code == 404


async def test_the_bot_sends_files_and_sends_them_again(bot: Bot, hands: Any, me: int) -> None:
    sent = await bot.send_document(me, InputFile(PDF, "안내.pdf"), caption="<i>안내</i>", parse_mode="HTML")
    assert (sent.document.file_name, sent.caption, sent.caption_entities[0].type) == ("안내.pdf", "안내", "italic")
    again = await bot.send_document(me, sent.document.file_id)
    assert again.document.file_unique_id == sent.document.file_unique_id
    shown = await hands.http.get(f"/api/chats/{me}/file/{sent.document.file_id}")
    assert (shown.content, shown.headers["content-disposition"]) == (PDF, "attachment")
    photo = await bot.send_photo(me, PNG)
    assert photo.photo[-1].width == 512
    edited = await bot.edit_message_caption(me, photo.message_id, caption="설명")
    assert edited.caption == "설명"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", me, photo.message_id)


async def test_refused_files(bot: Bot, call: Any, me: int) -> None:
    sent = await bot.send_document(me, PDF)
    for photo, complaint in (
        ("", "there is no photo in the request"),
        ("nothing", "wrong file identifier/HTTP URL specified"),
        ("https://kotra.or.kr/a.png", "failed to get HTTP URL content"),
        (sent.document.file_id, "can't use file of type Document as Photo"),
    ):
        assert (await call("sendPhoto", chat_id=me, photo=photo))["description"] == f"Bad Request: {complaint}"
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(me, PDF)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(me, PDF, caption="가" * 1025)
    with pytest.raises(TelegramError, match="Request Entity Too Large"):
        await bot.send_photo(me, PNG + b"\0" * 10_000_000)
