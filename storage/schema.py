"""The tables, in one piece because they refer to one another; other writers find their rules in docs/store.md."""

from __future__ import annotations

import sqlalchemy as sa

from membership.fields import CLASSIFICATIONS, ENTERPRISE_KINDS, TRADE_ROLES
from storage.columns import BigId, Moment, Now, one_of

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OPEN = "sent_at IS NULL AND set_aside_at IS NULL"
"""What is still to leave the process."""

UNHANDLED = "handled_at IS NULL"
"""What is still to be told."""

IN_A_FORM = "flow <> 'home'"
"""Conversations that are in the middle of something; the others are in the menu, or in nothing."""

WAITS = "grade = 'associate'"
"""Who waits for their MASTER."""

UNDECIDED = "status = 'awaited'"
"""Certificates that wait for staff."""

members = sa.Table(
    "members",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("login_id", sa.String(), nullable=False),
    sa.Column("login_id_key", sa.String(), nullable=False),
    sa.Column("password_hash", sa.String(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("name_en", sa.String()),
    sa.Column("telephone", sa.String(), nullable=False),
    sa.Column("email", sa.String(), nullable=False),
    sa.Column("mobile", sa.String()),
    sa.Column("fax", sa.String()),
    sa.Column("department", sa.String()),
    sa.Column("position", sa.String()),
    sa.Column("postcode", sa.String(), nullable=False),
    sa.Column("address_base", sa.String(), nullable=False),
    sa.Column("address_detail", sa.String(), nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("unique_value_hash", sa.String()),
    sa.Column("identity_method", sa.String()),
    sa.Column("identity_verified_at", Moment()),
    sa.Column("created_via", sa.String(), nullable=False),
    sa.Column("created_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("updated_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("address_en", sa.String()),
    sa.UniqueConstraint("login_id_key"),
    sa.UniqueConstraint("unique_value_hash"),
    sa.CheckConstraint("login_id_key = lower(login_id)", name="login_id_key"),
    sa.CheckConstraint("length(login_id) BETWEEN 6 AND 20", name="login_id"),
    sa.CheckConstraint("password_hash LIKE '$%'", name="password_hash"),
    one_of("language", "ko", "en"),
    one_of("identity_method", "phone", "ipin"),
    one_of("created_via", "telegram", "web", "staff"),
    # Ids must never come back: the log of looks at somebody's data would tell of somebody else's.
    sqlite_autoincrement=True,
)

member_products = sa.Table(
    "member_products",
    metadata,
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name_ko", sa.String()),
    sa.Column("name_en", sa.String()),
    sa.Column("code", sa.String()),
)

member_regions = sa.Table(
    "member_regions",
    metadata,
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("country", sa.String(), nullable=False),
)

consent_documents = sa.Table(
    "consent_documents",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("version", sa.String(), nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("sha256", sa.String(), nullable=False),
    sa.Column("text", sa.String(), nullable=False),
    sa.UniqueConstraint("kind", "version", "language"),
    one_of("kind", "terms", "privacy", "optional_items", "marketing", "identity", "abroad"),
    one_of("language", "ko", "en"),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("document_id", BigId, sa.ForeignKey("consent_documents.id"), nullable=False),
    sa.Column("answer", sa.Boolean, nullable=False),
    sa.Column("answered_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String()),
)

companies = sa.Table(
    "companies",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("business_number", sa.String(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("name_en", sa.String()),
    sa.Column("representative", sa.String(), nullable=False),
    sa.Column("representative_en", sa.String()),
    sa.Column("telephone", sa.String(), nullable=False),
    sa.Column("fax", sa.String()),
    sa.Column("email", sa.String()),
    sa.Column("homepage", sa.String()),
    sa.Column("postcode", sa.String(), nullable=False),
    sa.Column("address_base", sa.String(), nullable=False),
    sa.Column("address_detail", sa.String(), nullable=False),
    sa.Column("corporate_number", sa.String()),
    sa.Column("trade_licence", sa.String()),
    sa.Column("business_type", sa.String()),
    sa.Column("business_item", sa.String()),
    sa.Column("enterprise_kind", sa.String()),
    sa.Column("innobiz", sa.Boolean),
    sa.Column("venture", sa.Boolean),
    sa.Column("classification", sa.String()),
    sa.Column("foreign_invested", sa.Boolean),
    sa.Column("main_product", sa.String()),
    sa.Column("trade_role", sa.String()),
    sa.Column("source", sa.String(), nullable=False),
    sa.Column("certificate", sa.String(), nullable=False),
    sa.Column("created_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("updated_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("address_en", sa.String()),
    sa.UniqueConstraint("business_number"),
    sa.CheckConstraint(
        "length(business_number) = 10 AND ltrim(business_number, '0123456789') = ''", name="business_number"
    ),
    one_of("enterprise_kind", *ENTERPRISE_KINDS),
    one_of("classification", *CLASSIFICATIONS),
    one_of("trade_role", *TRADE_ROLES),
    one_of("source", "registry", "typed", "web", "staff"),
    one_of("certificate", "verified", "awaited", "rejected"),
)

affiliations = sa.Table(
    "affiliations",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False, index=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("grade", sa.String(), nullable=False),
    sa.Column("created_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("created_via", sa.String(), nullable=False),
    sa.Column("decided_at", Moment()),
    sa.Column("reminders", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reminded_at", Moment()),
    sa.Column("nudged_at", Moment()),
    sa.UniqueConstraint("member_id"),
    one_of("grade", "associate", "regular", "master"),
    one_of("created_via", "telegram", "web", "staff"),
    # Ids must never come back: an old card about somebody who has left would decide about somebody new.
    sqlite_autoincrement=True,
)

sa.Index(
    "one_master_per_company",
    affiliations.c.company_id,
    unique=True,
    sqlite_where=sa.text("grade = 'master'"),
    postgresql_where=sa.text("grade = 'master'"),
)

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False, index=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("way", sa.String(), nullable=False),
    sa.Column("media_type", sa.String()),
    sa.Column("file_name", sa.String()),
    sa.Column("content", sa.LargeBinary),
    sa.Column("sha256", sa.String()),
    sa.Column("size", sa.Integer),
    sa.Column("received_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("status", sa.String(), nullable=False),
    sa.Column("file_ref", sa.String()),
    sa.Column("decided_at", Moment()),
    sa.Column("decided_by", sa.String()),
    sa.Column("reason", sa.String()),
    one_of("way", "photo", "pdf", "fax", "mail"),
    one_of("status", "awaited", "verified", "rejected"),
)

identity_checks = sa.Table(
    "identity_checks",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String(), nullable=False),
    sa.Column("method", sa.String(), nullable=False),
    sa.Column("number_hash", sa.String(), index=True),
    sa.Column("code_hash", sa.String()),
    sa.Column("code_expires_at", Moment()),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("sends", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_sent_at", Moment()),
    sa.Column("ref", sa.String(), nullable=False),
    sa.Column("status", sa.String(), nullable=False),
    sa.Column("unique_value_hash", sa.String()),
    sa.Column("created_at", Moment(), nullable=False, index=True),
    sa.Column("verified_at", Moment()),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id")),
    sa.UniqueConstraint("ref"),
    sa.Index(None, "channel", "chat"),
    one_of("method", "phone", "ipin"),
    one_of("status", "started", "sent", "verified", "failed"),
)

registry_companies = sa.Table(
    "registry_companies",
    metadata,
    sa.Column("business_number", sa.String(), primary_key=True),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("name_en", sa.String()),
    sa.Column("representative", sa.String()),
    sa.Column("representative_en", sa.String()),
    sa.Column("corporate_number", sa.String()),
    sa.Column("business_type", sa.String()),
    sa.Column("business_item", sa.String()),
    sa.Column("phone", sa.String()),
    sa.Column("postcode", sa.String()),
    sa.Column("address", sa.String()),
)

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("flow", sa.String()),
    sa.Column("flow_version", sa.Integer),
    sa.Column("step", sa.String()),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("turn", BigId, nullable=False),
    sa.Column("card", BigId),
    sa.Column("created_at", Moment(), nullable=False),
    sa.Column("updated_at", Moment(), nullable=False),
    one_of("language", "ko", "en"),
)

chat_links = sa.Table(
    "chat_links",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("linked_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("unreachable_since", Moment()),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String(), nullable=False),
    sa.Column("route", sa.String(), nullable=False),
    sa.Column("method", sa.String(), nullable=False),
    sa.Column("payload", sa.LargeBinary),
    sa.Column("about", BigId),
    sa.Column("keep", sa.Boolean, nullable=False),
    sa.Column("due_at", Moment(), nullable=False),
    sa.Column("lease_until", Moment()),
    sa.Column("leased_by", sa.String()),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("error", sa.String()),
    sa.Column("message_id", BigId),
    sa.Column("sent_at", Moment()),
    sa.Column("set_aside_at", Moment()),
    sa.Column("created_at", Moment(), nullable=False),
    one_of("route", "telegram", "service", "tick"),
    # Ids must never come back: `about` and `conversations.card` point at rows that may be gone.
    sqlite_autoincrement=True,
)

sa.Index("ix_outbox_due", outbox.c.due_at, sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
sa.Index(
    "ix_outbox_chat",
    outbox.c.channel,
    outbox.c.chat,
    outbox.c.id,
    sqlite_where=sa.text(OPEN),
    postgresql_where=sa.text(OPEN),
)

seen_updates = sa.Table(
    "seen_updates",
    metadata,
    sa.Column("bot", sa.String(), primary_key=True),
    sa.Column("update_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("seen_at", Moment(), nullable=False, index=True),
    sqlite_with_rowid=False,
)

# The next place within Telegram's limits, in seconds since 1970 by the database's clock; no chat: of all together.
send_turns = sa.Table(
    "send_turns",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("next_at", sa.Double, nullable=False),
    sqlite_with_rowid=False,
)

# Whom Telegram has refused, and for how long it wants quiet; no chat: everybody.
send_holds = sa.Table(
    "send_holds",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("refused_at", Moment(), nullable=False),
    sa.Column("seconds", sa.Double, nullable=False),
    sqlite_with_rowid=False,
)

access_log = sa.Table(
    "access_log",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("at", Moment(), nullable=False, server_default=Now(), index=True),
    sa.Column("actor_kind", sa.String(), nullable=False),
    sa.Column("actor", sa.String(), nullable=False),
    sa.Column("subject_member_id", BigId, index=True),
    sa.Column("action", sa.String(), nullable=False),
    sa.Column("detail", sa.String()),
    sa.Column("channel", sa.String(), nullable=False),
    one_of("actor_kind", "member", "staff", "assistant"),
)

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.String(), primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)

# Written by triggers only; no foreign keys, since an event outlives the rows that it is about.
store_events = sa.Table(
    "store_events",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("at", Moment(), nullable=False, server_default=Now()),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("company_id", BigId),
    sa.Column("member_id", BigId),
    sa.Column("affiliation_id", BigId),
    sa.Column("certificate_id", BigId),
    sa.Column("old_grade", sa.String()),
    sa.Column("new_grade", sa.String()),
    sa.Column("due_at", Moment()),
    sa.Column("handled_at", Moment()),
    one_of(
        "kind",
        "associate_joined",
        "master_joined",
        "approved",
        "approval_undone",
        "master_changed",
        "master_gone",
        "relation_ended",
        "certificate_changed",
        "certificate_received",
        "chat_linked",
    ),
    sqlite_autoincrement=True,
)

sa.Index(
    "ix_store_events_open",
    store_events.c.affiliation_id,
    sqlite_where=sa.text(UNHANDLED),
    postgresql_where=sa.text(UNHANDLED),
)

# Which chat was told of which associate; rows of those who wait no more are dropped now and then.
waiting_told = sa.Table(
    "waiting_told",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("affiliation_id", BigId, primary_key=True, autoincrement=False, index=True),
    sa.Column("told_at", Moment()),
    sqlite_with_rowid=False,
)

# Which chat was told of which offer to become MASTER; rows of those that are answered are dropped now and then.
offers_told = sa.Table(
    "offers_told",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("offer_id", BigId, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)

# No foreign keys: the record outlives whom it is about. Triggers keep it as it was written.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, nullable=False, index=True),
    sa.Column("member_id", BigId, nullable=False, index=True),
    sa.Column("action", sa.String(), nullable=False),
    sa.Column("by_kind", sa.String(), nullable=False),
    sa.Column("by_member_id", BigId),
    sa.Column("by_staff", sa.String()),
    sa.Column("reason", sa.String()),
    sa.Column("at", Moment(), nullable=False, server_default=Now()),
    one_of(
        "action",
        "approved",
        "approval_undone",
        "ended",
        "left",
        "request_withdrawn",
        "master_handed_over",
        "master_appointed",
        "substitute_named",
        "substitute_ended",
        "certificate_confirmed",
        "certificate_rejected",
    ),
    one_of("by_kind", "master", "substitute", "member", "staff"),
    sa.CheckConstraint("(by_kind = 'staff') = (by_staff IS NOT NULL)", name="by_staff"),
    sa.CheckConstraint("(by_kind = 'staff') = (by_member_id IS NULL)", name="by_member_id"),
)

master_offers = sa.Table(
    "master_offers",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False),
    sa.Column("from_member_id", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("to_member_id", BigId, sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("status", sa.String(), nullable=False),
    sa.Column("created_at", Moment(), nullable=False),
    sa.Column("expires_at", Moment(), nullable=False),
    sa.Column("decided_at", Moment()),
    one_of("status", "offered", "accepted", "declined", "expired", "withdrawn"),
    sa.CheckConstraint("from_member_id <> to_member_id", name="to_another"),
    sqlite_autoincrement=True,
)

sa.Index(
    "one_open_offer_per_company",
    master_offers.c.company_id,
    unique=True,
    sqlite_where=sa.text("status = 'offered'"),
    postgresql_where=sa.text("status = 'offered'"),
)

substitutes = sa.Table(
    "substitutes",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("named_by", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("from_at", Moment(), nullable=False),
    sa.Column("until_at", Moment(), nullable=False),
    sa.Column("ended_at", Moment()),
    sa.CheckConstraint("from_at < until_at", name="period"),
    sa.CheckConstraint("member_id <> named_by", name="another"),
)

sa.Index(
    "one_substitute_per_company",
    substitutes.c.company_id,
    unique=True,
    sqlite_where=sa.text("ended_at IS NULL"),
    postgresql_where=sa.text("ended_at IS NULL"),
)

company_changes = sa.Table(
    "company_changes",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False, index=True),
    sa.Column("member_id", BigId),
    sa.Column("by_staff", sa.String()),
    sa.Column("field", sa.String(), nullable=False),
    sa.Column("old_value", sa.String()),
    sa.Column("new_value", sa.String()),
    sa.Column("at", Moment(), nullable=False, server_default=Now()),
    sa.CheckConstraint("(member_id IS NULL) = (by_staff IS NOT NULL)", name="by_whom"),
)

login_attempts = sa.Table(
    "login_attempts",
    metadata,
    sa.Column("subject", sa.String(), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("first_at", Moment(), nullable=False, index=True),
    sa.Column("locked_until", Moment()),
)

# Of the flow only: a step that goes on changes no index, and PostgreSQL can update the row in place.
sa.Index(
    "ix_conversations_in_a_form",
    conversations.c.flow,
    sqlite_where=sa.text(IN_A_FORM),
    postgresql_where=sa.text(IN_A_FORM),
)
sa.Index(
    "ix_affiliations_waiting",
    affiliations.c.created_at,
    sqlite_where=sa.text(WAITS),
    postgresql_where=sa.text(WAITS),
)
sa.Index(
    "ix_certificates_undecided",
    certificates.c.received_at,
    sqlite_where=sa.text(UNDECIDED),
    postgresql_where=sa.text(UNDECIDED),
)

step_days = sa.Table(
    "step_days",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("flow", sa.String(), primary_key=True),
    sa.Column("step", sa.String(), primary_key=True),
    sa.Column("what", sa.String(), primary_key=True),
    sa.Column("times", BigId, nullable=False),
    one_of("what", "entered", "answered", "failed", "finished", "left", "abandoned"),
    sqlite_with_rowid=False,
)

# Without personal data; bounded by housekeeping.
unanswered = sa.Table(
    "unanswered",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("at", Moment(), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("place", sa.String(), nullable=False),
    sa.Column("candidates", sa.String(), nullable=False),
)

# The values are sealed; both NULL for a password, and where another writer left the line.
member_changes = sa.Table(
    "member_changes",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("field", sa.String(), nullable=False),
    sa.Column("old_value", sa.LargeBinary),
    sa.Column("new_value", sa.LargeBinary),
    sa.Column("by_staff", sa.String()),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("at", Moment(), nullable=False, server_default=Now()),
)

# One row a code that was asked for; accounts and numbers as keyed hashes, so that unknown ones count alike.
sms_codes = sa.Table(
    "sms_codes",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("purpose", sa.String(), nullable=False),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String(), nullable=False),
    sa.Column("account_hash", sa.String(), nullable=False, index=True),
    sa.Column("number_hash", sa.String(), index=True),
    sa.Column("code_hash", sa.String()),
    sa.Column("code_expires_at", Moment()),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("asked_at", Moment(), nullable=False, index=True),
    sa.Index(None, "channel", "chat"),
    one_of("purpose", "reset_password", "change_mobile"),
)

# What law lets be kept of who left, apart from the members (PIPA, article 21(3)); `who` is sealed.
left_members = sa.Table(
    "left_members",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=False),
    sa.Column("who", sa.LargeBinary, nullable=False),
    sa.Column("left_at", Moment(), nullable=False),
    sa.Column("erase_at", Moment(), nullable=False, index=True),
)

left_consents = sa.Table(
    "left_consents",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=False),
    sa.Column("left_member_id", BigId, sa.ForeignKey("left_members.id"), nullable=False, index=True),
    sa.Column("document_id", BigId, sa.ForeignKey("consent_documents.id"), nullable=False),
    sa.Column("answer", sa.Boolean, nullable=False),
    sa.Column("answered_at", Moment(), nullable=False),
    sa.Column("channel", sa.String(), nullable=False),
)

# IDs whose owners left, which nobody is given for a while; nothing says whose they were.
resting_ids = sa.Table(
    "resting_ids",
    metadata,
    sa.Column("login_id_key", sa.String(), primary_key=True),
    sa.Column("until", Moment(), nullable=False),
)

# What the tax office said of a business number, for as long as it is not asked again.
company_status = sa.Table(
    "company_status",
    metadata,
    sa.Column("business_number", sa.String(), primary_key=True),
    sa.Column("state", sa.String(), nullable=False),
    sa.Column("closed_on", sa.String(10)),
    sa.Column("checked_at", Moment(), nullable=False, index=True),
    one_of("state", "active", "suspended", "closed", "unknown"),
)

# How often something was done on a day that it is in Korea, by whom or about what as a keyed hash; "": by all together.
daily_counts = sa.Table(
    "daily_counts",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("what", sa.String(), primary_key=True),
    sa.Column("subject", sa.String(), primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
