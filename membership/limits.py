"""Numbers that rules count to, each with its source."""

from __future__ import annotations

from datetime import timedelta

# KOTRA 회원가입 매뉴얼, I-3: "만 14세 이상"; Personal Information Protection Act, article 22-2.
LEAST_AGE = 14
# Nobody alive is older; a birth date before it is a slip of the keys.
GREATEST_AGE = 120

# KOTRA 회원가입 매뉴얼, I-5: a code of 6 digits, counted down from 3 minutes, with "재전송".
CODE_DIGITS = 6
CODE_LIFETIME = timedelta(seconds=180)
# Security notice for personal information (PIPC Notice 2026-9), article 5(6): authentication is limited after
# a number of failures that the operator sets. The numbers are ours.
CODE_TRIES = 5
CODE_SENDS_PER_CHECK = 5
CODE_SENDS_PER_HOUR = 10
CODE_RESEND_AFTER = timedelta(seconds=20)
LOGIN_TRIES = 5
LOGIN_LOCK = timedelta(minutes=15)

# KOTRA 회원가입 매뉴얼, I-6.
LOGIN_ID_LEAST = 6
LOGIN_ID_MOST = 20
PASSWORD_LEAST = 9
# Ours: room for a sentence (NIST SP 800-63B-4 asks for at least 64), short enough to hash.
PASSWORD_MOST = 128
# Ours: equal or neighbouring characters in a row that make a password refused.
PASSWORD_RUN = 4

# Ours: after this many failures at one step another way and the customer centre are offered.
FAILURES_BEFORE_HELP = 3
MOST_PRODUCTS = 20
MOST_REGIONS = 30

# Ours: what a person abandoned half-way is erased after this long.
DRAFT_LIFETIME = timedelta(days=1)
# Act on Promotion of Information and Communications Network Utilization, article 50(8): asked again every two years.
MARKETING_CONSENT_YEARS = 2
