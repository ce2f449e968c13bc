"""Facts that answers rely on (KOTRA 회원가입 매뉴얼, cover, I-4 and I-5).

Some are dated: several of the sites have closed since, and the public I-PIN ended in July 2021.
"""

from __future__ import annotations

CENTRE_PHONE = "1600-7119"  # 고객안내센터
CENTRE_FAX = "02-3460-7932"
CENTRE_EMAIL = "service@kotra.or.kr"

PUBLIC_IPIN_HELP_PHONE = "02-818-3050"  # 공공 아이핀 콜센터

# 통합회원: one ID serves all of these.
INTEGRATED_SITES: tuple[str, ...] = (
    "www.kotra.or.kr",
    "www.buykorea.or.kr",
    "www.gep.or.kr",
    "www.ois.go.kr",
    "www.globalwindow.org",
    "president.globalwindow.org",
    "www.i-ombudsman.or.kr",
    "www.investkorea.org",
)

CERTIFICATE_WAYS: tuple[str, ...] = ("file", "fax", "mail")  # 사업자등록증: attached, by fax, by e-mail
