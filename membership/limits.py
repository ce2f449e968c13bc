"""Numbers that rules count to, each with its source."""

from __future__ import annotations

from datetime import time, timedelta, timezone

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

# Ours: the minute in which whoever approved an associate may take it back; the associate is told after it.
# The triggers of migration 0002 hold the same number.
UNDO_WINDOW = timedelta(seconds=60)
# Ours: how long the offer to become MASTER stands [MASTER 권한 넘기기].
MASTER_OFFER_LIFETIME = timedelta(hours=72)
# Ours: how often an associate may have the MASTER reminded.
NUDGE_EVERY = timedelta(days=1)
# Ours: a MASTER is reminded of an associate one day and three days after they came, then every week.
REMIND_AFTER = (timedelta(days=1), timedelta(days=3))
REMIND_EVERY = timedelta(days=7)
# Ours: what falls due this soon after a reminder goes with it, so that one message gathers it.
REMIND_TOGETHER = timedelta(hours=12)
# Act on Promotion of Information and Communications Network Utilization, article 50(3): no advertising from 21:00 to
# 08:00 without a consent of its own. A reminder is none, but a phone that rings at night is as unwelcome.
NIGHT_FROM = time(21)
NIGHT_UNTIL = time(8)
KOREAN_TIME = timezone(timedelta(hours=9), "KST")
