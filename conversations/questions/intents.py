"""The questions that people ask, each with a stable name, and what a question may speak of besides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from membership.grades import Grade, Service


class Intent(StrEnum):
    """What a question is after."""

    # about me: answered from the store for a linked account
    MY_GRADE = "my_grade"
    APPROVAL_STATUS = "approval_status"
    MY_COMPANY = "my_company"
    MY_MASTER = "my_master"
    CAN_I_USE = "can_i_use"
    PENDING_APPROVALS = "pending_approvals"
    MY_CONSENTS = "my_consents"
    # about membership
    COMPANY_ID = "company_id"
    MEMBER_TYPES = "member_types"
    GRADE_SERVICES = "grade_services"
    BECOME_REGULAR = "become_regular"
    BECOME_MASTER = "become_master"
    CONVERT_TO_COMPANY = "convert_to_company"
    MANY_MEMBERS = "many_members"
    MASTER_TRANSFER = "master_transfer"
    DISSOLVE_RELATION = "dissolve_relation"
    INTEGRATED_SITES = "integrated_sites"
    # about signing up
    AGE_LIMIT = "age_limit"
    IDENTITY_CHECK = "identity_check"
    CORPORATE_PHONE = "corporate_phone"
    CODE_PROBLEM = "code_problem"
    IPIN = "ipin"
    ID_RULES = "id_rules"
    PASSWORD_RULES = "password_rules"  # noqa: S105 -- a question about passwords
    REQUIRED_FIELDS = "required_fields"
    COMPANY_NOT_FOUND = "company_not_found"
    CERTIFICATE = "certificate"
    PRIVACY = "privacy"
    MARKETING_CONSENT = "marketing_consent"
    # about the account
    FORGOT_ID = "forgot_id"
    FORGOT_PASSWORD = "forgot_password"  # noqa: S105 -- a question about passwords
    CHANGE_INFO = "change_info"
    CHANGE_COMPANY_INFO = "change_company_info"
    WITHDRAW = "withdraw"
    # doing: a conversation begins
    START_SIGNUP = "start_signup"
    LINK_ACCOUNT = "link_account"
    START_APPROVALS = "start_approvals"
    TALK_TO_HUMAN = "talk_to_human"
    # none of these
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Slots:
    """The grade and the service that a question names; only `can_i_use` and `grade_services` have them."""

    grade: Grade | None = None
    service: Service | None = None

    def plain(self) -> dict[str, str]:
        """The slots that are filled, as words."""
        both = {"grade": self.grade, "service": self.service}
        return {name: value.value for name, value in both.items() if value is not None}

    @classmethod
    def from_plain(cls, plain: dict[str, str]) -> Self:
        """The slots out of their words; raises ValueError on a slot, grade or service that there is not."""
        if unknown := sorted(plain.keys() - {"grade", "service"}):
            raise ValueError(f"there is no slot called {unknown[0]}")
        grade, service = plain.get("grade"), plain.get("service")
        return cls(Grade(grade) if grade else None, Service(service) if service else None)
