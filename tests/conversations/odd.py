"""What people, and those who mean no good, send where an answer is asked."""

from __future__ import annotations

from tests.conversations.chatter import PDF
from tests.conversations.right import IN_REGISTRY, IN_STORE, NOWHERE

HARMLESS_WORDS = ("도움말", "help", "상담원", "human", "내 상태", "status", "language")
WAYS = (
    *("이전", "back", "건너뛰기", "skip", "다음", "next", "그대로", "나머지 건너뛰기"),
    *("취소", "cancel", "처음으로", "menu"),
)
COMMANDS = ("start", "help", "cancel", "status", "privacy", "language", "nonsense", "")
LINKS = ("", "signup", "company", "individual", "convert", "ko", "en", "ipin_abc", "<b>", "x" * 64)
FORGED = ("", ".", "yes", "0.yes", "ffff.submit", "_cancel", "9" * 64, "🙂", "1.\u202e", "-1.yes")
FORGED_CODES = (
    *("yes", "no", "read", "submit", "change", "more", "close", "resend", "done", "both", "0"),
    *("approve", "all", "undo", "end", "later", "hand_over", "substitute", "take_back", "end_substitute", "list", "m1"),
    *("_suggested", "_as_given", "_again", "_way", "_rest", "_keep", "_none"),
)
OTHERS = ("sticker", "voice", "video", "location", "dice", "poll", "unreadable", "story", "checklist")
FILES = (PDF, b"\xff\xd8\xff a photo", b"MZ a program", b"", None)
RESIDENT = (
    "900305-1234567",
    "구공공삼공오 일이삼사오육칠",
    "9 0 0 3 0 5 1 2 3 4 5 6 7",
    "９００３０５－１２３４５６７",
    "앞 900305 뒤 1234567",
)
ODD = (
    "",
    " ",
    ".",
    "?",
    "왜 필요한가요?",
    "🙂🙂",
    "<b>&{0}{name}</b>",
    "</code>",
    "{value:은/는}",
    "%s %(name)s",
    "a" * 4096,
    "가 " * 2048,
    "& < > " * 680,
    "1" * 500,
    "\u202e\u05d0\u202e\u0628",
    "a\x00b\x07",
    "\u200b\u200d",
    "1",
    "2",
    "9",
    "3번이요",
    "네",
    "아니요",
    "yes",
    "no",
    "남자",
    "010-2000-7001",
    "+1 212 555 0100",
    "홍길동 1990년 3월 5일 남자 SKT 010-2000-7002",
    "김 1990.3.5 여 KT 알뜰폰",
    "2020년 1월 1일",
    "2월 30일",
    "hong@gmial.com",
    "hong",
    "hong@",
    "02-3460-7114 hong@naver.com 06792 서울특별시 서초구 헌릉로 13, 3층",
    "서울특별시 서초구 헌릉로 13",
    "06792",
    "12345678901234",
    "110111-1234567",
    "walker7001",
    "kotra2026",
    "password1!",
    "wisp-Tango7-quill",
    "000000",
    "482915",
    "미국, 아프리카",
    "수출팀 다음",
    "이메일",
    ", ".join(f"품목{n} / {'p&' * 40} / {n}" for n in range(20)),
    "; DROP TABLE members",
    IN_REGISTRY,
    IN_STORE,
    NOWHERE,
)
