"""The other face of a conversation: the same questions on a page, judged by the same rules as in the chat."""

from conversations.pages.view import Asking, Choice, Field, View

__all__ = ["Asking", "Choice", "Field", "View"]
