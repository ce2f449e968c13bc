"""Grades of members and what each may do (KOTRA 회원가입 매뉴얼, "KOTRA 회원분류")."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Grade(StrEnum):
    """What a member is."""

    INDIVIDUAL = "individual"  # 개인회원
    ASSOCIATE = "associate"  # 준회원
    REGULAR = "regular"  # 정회원
    MASTER = "master"  # MASTER


class Service(StrEnum):
    """What a member may be allowed to do."""

    CONSULTATION = "consultation"  # 온라인 상담
    BRIEFING = "briefing"  # 설명회 신청
    OTHER_SERVICES = "other_services"  # 기타 서비스 신청
    MILEAGE = "mileage"  # 서비스 마일리지 이용
    COMPANY_EDIT = "company_edit"  # 기업 정보 수정
    MASTER_TRANSFER = "master_transfer"  # MASTER 권한 넘기기
    APPROVE_MEMBERS = "approve_members"  # 정회원 승인
    END_RELATION = "end_relation"  # 관계 해지


_EVERYONE = frozenset(Grade)
_OF_A_COMPANY = frozenset({Grade.MASTER, Grade.REGULAR, Grade.ASSOCIATE})
_APPROVED = frozenset({Grade.MASTER, Grade.REGULAR})
_MASTER = frozenset({Grade.MASTER})

PERMISSIONS: Mapping[Service, frozenset[Grade]] = MappingProxyType(
    {
        Service.CONSULTATION: _EVERYONE,
        Service.BRIEFING: _EVERYONE,
        Service.OTHER_SERVICES: _OF_A_COMPANY,
        Service.MILEAGE: _APPROVED,
        Service.COMPANY_EDIT: _APPROVED,
        Service.MASTER_TRANSFER: _MASTER,
        Service.APPROVE_MEMBERS: _MASTER,
        Service.END_RELATION: _MASTER,
    }
)


def may(grade: Grade, service: Service) -> bool:
    """Whether a member of this grade may use this service."""
    return grade in PERMISSIONS[service]


def grades_for(service: Service) -> tuple[Grade, ...]:
    """The grades that may use this service, lowest first."""
    return tuple(grade for grade in Grade if may(grade, service))
