"""Korean words that passwords are made of; typed on Latin keys (안녕하세요 → dkssudgktpdy) they look random."""

from __future__ import annotations

from functools import cache

from membership.keyboard import as_latin_keys

# Ours, from what people commonly choose: greetings, love, family, places, this service, and the keys in order.
WORDS: tuple[str, ...] = tuple(
    """안녕하세요 안녕 사랑해 사랑 사랑합니다 사랑해요 비밀번호 비번 비밀 대한민국 한국 우리나라 코트라 무역 수출 수입
    회사 기업 회원 가입 아이디 관리자 마스터 암호 열려라 참깨 바보 천사 공주 왕자 엄마 아빠 가족 아들 우리집 행복
    행복해 행운 희망 기쁨 건강 감사 감사합니다 고마워 축복 하나님 예수님 예수 주님 부처님 믿음 소망 은혜 평화 자유
    친구 여보 자기야 아기 강아지 고양이 멍멍이 야옹이 나비 호랑이 사자 토끼 서울 부산 대구 인천 광주 대전 울산 세종
    제주 제주도 경기 강원 독도 한강 남산 백두산 한라산 삼성 현대 엘지 네이버 다음 카카오 구글 텔레그램 김치 라면
    치킨 맥주 소주 커피 사과 딸기 수박 축구 야구 농구 월드컵 대박 화이팅 파이팅 홧팅 최고 최강 짱 나는나 나야나 몰라
    몰라요 싫어 좋아 하늘 바다 구름 바람 태양 달빛 별빛 무지개 봄날 여름 가을 겨울 장미 벚꽃 해바라기 소나무 생일
    결혼 축하 새해 오늘 내일 처음 시작 마지막 김철수 홍길동 이순신 세종대왕 철수 영희 길동 민수 지훈 민준 서연 지우
    수진 은지 학교 학생 선생님 군대 공부 합격 성공 부자 로또 돈 왕 신 가나다라 가나다라마바사 아자차카 도레미
    하나둘셋 일이삼사 뭐라고 그래 진짜 정말 보고싶다 보고싶어 기다려 힘내 화나 웃자 바보야 멍청이""".split()
)


@cache
def as_typed() -> tuple[str, ...]:
    """The words as they are, and as the Latin keys pressed for them."""
    keys = (as_latin_keys(word).lower() for word in WORDS)
    return tuple(dict.fromkeys([*WORDS, *(typed for typed in keys if len(typed) > 2)]))
