"""What the Bot API answers when it refuses a call, worded as Telegram words it."""

from typing import Any


class ApiError(Exception):
    """A refused Bot API call: `code` is the HTTP status, `description` Telegram's sentence."""

    def __init__(self, code: int, description: str, retry_after: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The JSON body that Telegram answers with."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


class PersonError(Exception):
    """Something a person in the playground cannot do: `status` is the HTTP status, the text says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def bad(description: str) -> ApiError:
    """400, for a call that is wrong in itself."""
    return ApiError(400, f"Bad Request: {description}")


def forbidden(description: str) -> ApiError:
    """403, for a call that this person or group does not allow."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """409, for two ways of getting updates at once."""
    return ApiError(409, f"Conflict: {description}")


def too_many(retry_after: int) -> ApiError:
    """429, with the seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
