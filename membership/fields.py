"""The fields of a member and of a company (KOTRA 회원가입 매뉴얼, I-6 "회원정보 입력").

The manual's marks for needed fields are lost: "needed" follows its consent text (아이디, 비밀번호, 성명, 주소,
전화번호, 이메일) and, for a company, the least that identifies and reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked: `longest` counts characters, of one item where there may be `many`."""

    name: str
    needed: bool = False
    # Not asked of a person who refused the optional items [선택 입력항목].
    optional_consent: bool = False
    longest: int = 100
    choices: tuple[str, ...] = ()
    many: bool = False


# The manual shows three lists to pick from and prints none of them: these codes are ours.
ENTERPRISE_KINDS = (  # 기업유형
    "corporation",  # 법인사업자
    "sole_proprietor",  # 개인사업자
    "public_institution",  # 공공기관
    "association",  # 협회·단체
    "cooperative",  # 조합
    "foreign_branch",  # 외국법인 국내지사
    "other",
)
CLASSIFICATIONS = ("startup", "micro", "small", "medium", "midsize", "large", "non_profit")  # 기업분류
TRADE_ROLES = ("maker", "trader", "both")  # 제조/무역구분
YES_NO = ("yes", "no")

LONGEST_PHONE = 16  # "+" and 15 digits, ITU-T E.164
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3 less the angle brackets

MEMBER_FIELDS: tuple[Field, ...] = (
    Field("login_id", needed=True, longest=20),
    Field("password", needed=True, longest=128),
    Field("name", needed=True, longest=60),
    Field("name_en", optional_consent=True, longest=60),
    Field("telephone", needed=True, longest=LONGEST_PHONE),
    Field("email", needed=True, longest=LONGEST_EMAIL),
    Field("mobile", optional_consent=True, longest=LONGEST_PHONE),
    Field("fax", optional_consent=True, longest=LONGEST_PHONE),
    Field("department", optional_consent=True, longest=50),
    Field("position", optional_consent=True, longest=50),
    Field("postcode", needed=True, longest=5),
    Field("address_base", needed=True, longest=200),
    Field("address_detail", needed=True, longest=100),
    Field("products", optional_consent=True, longest=100, many=True),
    Field("regions", optional_consent=True, longest=2, many=True),
)

COMPANY_FIELDS: tuple[Field, ...] = (
    Field("business_number", needed=True, longest=10),
    Field("name", needed=True, longest=100),
    Field("name_en", longest=100),
    Field("representative", needed=True, longest=60),
    Field("representative_en", longest=60),
    Field("telephone", needed=True, longest=LONGEST_PHONE),
    Field("fax", longest=LONGEST_PHONE),
    Field("email", longest=LONGEST_EMAIL),
    Field("homepage", longest=200),
    Field("postcode", needed=True, longest=5),
    Field("address_base", needed=True, longest=200),
    Field("address_detail", needed=True, longest=100),
    Field("corporate_number", longest=13),
    Field("trade_licence", longest=30),
    Field("business_type", longest=100),
    Field("business_item", longest=100),
    Field("enterprise_kind", longest=20, choices=ENTERPRISE_KINDS),
    Field("innobiz", longest=3, choices=YES_NO),
    Field("venture", longest=3, choices=YES_NO),
    Field("classification", longest=20, choices=CLASSIFICATIONS),
    Field("foreign_invested", longest=3, choices=YES_NO),
    Field("main_product", longest=100),
    Field("trade_role", longest=20, choices=TRADE_ROLES),
)

MEMBER: Mapping[str, Field] = MappingProxyType({field.name: field for field in MEMBER_FIELDS})
COMPANY: Mapping[str, Field] = MappingProxyType({field.name: field for field in COMPANY_FIELDS})
