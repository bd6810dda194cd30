"""Telegram Desktop exports (result.json): posts -> documents; an edited post is a revision of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime


def post_text(text) -> str:
    """Return the text of a post: a string, or a list of strings and entities with a ``text`` each.

    Examples
    --------
    >>> post_text(["Збито ", {"type": "bold", "text": "17"}, " БпЛА"])
    'Збито 17 БпЛА'
    """
    if isinstance(text, str):
        return text
    if isinstance(text, dict):
        return text["text"] if isinstance(text.get("text"), str) else ""
    return "".join(post_text(part) for part in text if isinstance(part, str | dict)) if isinstance(text, list) else ""


def is_export(data) -> bool:
    """Return whether decoded JSON is a Telegram export: of one chat, or of a whole account."""
    return isinstance(data, dict) and (isinstance(data.get("messages"), list) or isinstance(data.get("chats"), dict))


def posts(export: dict) -> Iterator[dict]:
    """Yield ``id``, ``text``, ``published``, ``outlet``, ``url``, ``note`` of each post that has text.

    ``date_unixtime`` is used where present, as ``date`` is local time without offset. An edited post carries the time
    of its edit in the id, so that two exports give two versions and none replaces the other.
    """
    chats = export.get("chats")
    listed = chats.get("list") if isinstance(chats, dict) else []
    for chat in [*(listed if isinstance(listed, list) else []), export]:
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
            yield from _of_chat(chat)


def _of_chat(chat: dict) -> Iterator[dict]:
    named = chat.get("name") or chat.get("id")
    name = str(named) if isinstance(named, str | int) else "telegram"
    for message in chat["messages"]:
        if not isinstance(message, dict) or message.get("type", "message") != "message":
            continue
        text = post_text(message.get("text")) or post_text(message.get("text_entities"))
        if not text.strip():
            continue
        number, edited = message.get("id", ""), _stamp(message, "edited")
        number = number if isinstance(number, str | int) else ""
        version = f"@{edited:%Y%m%dT%H%M}" if edited else ""
        yield {
            "id": f"{name}/{number}{version}",
            "text": text,
            "published": _stamp(message, "date"),
            "outlet": name,
            "url": f"telegram:{name}/{number}",
            "note": f"edited {edited:%Y-%m-%dT%H:%MZ}" if edited else None,
        }


def _stamp(message: dict, key: str) -> datetime | None:
    seconds, local = message.get(f"{key}_unixtime"), message.get(key)
    try:
        if seconds is not None:
            return datetime.fromtimestamp(int(seconds), UTC)
        return datetime.fromisoformat(local).replace(tzinfo=UTC) if isinstance(local, str) else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None
