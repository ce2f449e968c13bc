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

# Ours: a page in the messenger is over when nothing has been sent from it for so long.
PAGE_LIFETIME = timedelta(minutes=30)
# Ours: what a person abandoned half-way is erased after this long.
DRAFT_LIFETIME = timedelta(days=1)
# Ours: after this long a sign-up that was left is reminded of, once; with the night after it still within the day.
DRAFT_REMINDED_AFTER = timedelta(hours=3)
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

# PIPC Notice 2026-9, article 5(6), as above, for the codes of our own that prove a number: the numbers are ours, and
# count for the account, for the number and for the chat alike.
SMS_SENDS_PER_HOUR = 5
SMS_SENDS_PER_DAY = 10
SMS_TRIES_PER_DAY = 15
# Personal Information Protection Act, article 21(3): what is kept of who left is kept apart, and no longer than this.
# Ours: three years, as long as a claim may follow what somebody learns of (Civil Act, article 766(1)).
LEFT_KEPT = timedelta(days=3 * 365)
# Ours: an ID whose owner left is given to nobody for a year, so that nobody is taken for them.
LOGIN_ID_RESTS = timedelta(days=365)
# Ours: so long before the two years are over a marketing consent is asked about again (Decree, article 62-3).
MARKETING_ASKED_BEFORE = timedelta(days=14)

# Ours: what the tax office said of a business number is asked again after this long.
COMPANY_STATUS_FRESH = timedelta(hours=1)
# Ours: for so long it stands on the card on which staff check the company's certificate.
COMPANY_STATUS_KEPT = timedelta(days=30)
# Ours: within the free quota of data.go.kr (15081808), and few enough that nobody guesses a company's representative.
COMPANY_LOOK_UPS_A_DAY = 900_000
COMPANY_LOOK_UPS_PER_CHAT_A_DAY = 30
COMPANY_CHECKS_PER_CHAT_A_DAY = 5
COMPANY_CHECKS_PER_NUMBER_A_DAY = 10
# Ours: addresses are searched for as often as somebody in earnest may need.
ADDRESS_SEARCHES_PER_CHAT_A_DAY = 60
# Ours: after this long without a service's answer the conversation goes on without it.
SERVICE_PATIENCE = timedelta(seconds=10)

# PIPC Notice 2026-9, article 8(1): the log of who looked at whose data is kept for a year at least, for two where there
# are 50,000 data subjects or more; article 5(3): the giving and changing of access rights for three.
ACCESS_LOG_LEAST_YEARS = 1
ACCESS_LOG_MANY_YEARS = 2
MANY_SUBJECTS = 50_000
RIGHTS_KEPT_YEARS = 3

# Ours: as many as somebody in earnest may need; who asks for more is finding out who is registered.
COMPANY_NUMBERS_PER_CHAT_A_DAY = 30
LOGIN_IDS_PER_CHAT_A_DAY = 60
