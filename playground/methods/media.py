"""Photos and documents that the bot sends, and files that it fetches."""

from typing import Any

from telegram.constants import FileSizeLimit

from playground.errors import ApiError, bad
from playground.files import StoredFile, image_size
from playground.markup import read_markup
from playground.methods.messages import post
from playground.models import Bot
from playground.params import Params
from playground.places import open_chat
from playground.state import State
from playground.texts import read_caption

JSON = dict[str, Any]


def photo_sizes(state: State, file: StoredFile) -> list[JSON]:
    """The Bot API's PhotoSize list: a small and the full size."""
    width, height = image_size(state.files.content(file)) or (1280, 960)
    small = {"width": max(1, width // 4), "height": max(1, height // 4)}
    return [file.ids() | small, file.ids() | {"width": width, "height": height}]


def document(file: StoredFile) -> JSON:
    """The Bot API's Document."""
    named = {"file_name": file.name, "mime_type": file.mime}
    return file.ids() | {key: value for key, value in named.items() if value}


def _given(state: State, params: Params, kind: str) -> StoredFile:
    upload = params.upload(kind)
    if upload:
        _check_upload(kind, upload.data)
        return state.files.add(upload.data, kind, upload.name, upload.mime)
    wanted = params.text(kind)
    if not wanted:
        raise bad(f"there is no {kind} in the request")
    if wanted.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    file = state.files.find(wanted)
    if not file:
        raise bad("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def _check_upload(kind: str, data: bytes) -> None:
    most = FileSizeLimit.PHOTOSIZE_UPLOAD if kind == "photo" else FileSizeLimit.FILESIZE_UPLOAD
    if len(data) > most:
        raise ApiError(413, "Request Entity Too Large")
    if not data:
        raise bad("file must be non-empty")
    if kind == "photo" and not image_size(data):
        raise bad("IMAGE_PROCESS_FAILED")


def _send(state: State, bot: Bot, params: Params, kind: str) -> JSON:
    caption, markup = read_caption(params), read_markup(params)
    chat = open_chat(state, bot, params)
    file = _given(state, params, kind)
    shown = photo_sizes(state, file) if kind == "photo" else document(file)
    return post(state, bot, chat, params, {kind: shown} | caption, markup)


def send_photo(state: State, bot: Bot, params: Params) -> JSON:
    return _send(state, bot, params, "photo")


def send_document(state: State, bot: Bot, params: Params) -> JSON:
    return _send(state, bot, params, "document")


def get_file(state: State, bot: Bot, params: Params) -> JSON:
    wanted = params.text("file_id")
    if not wanted:
        raise bad("file_id not specified")
    file = state.files.find(wanted)
    if not file:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if file.size > FileSizeLimit.FILESIZE_DOWNLOAD:
        raise bad("file is too big")
    return file.ids() | {"file_path": file.path}


METHODS = {"sendPhoto": send_photo, "sendDocument": send_document, "getFile": get_file}
