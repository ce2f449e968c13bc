"""The tables, one module for each field; other writers find their rules in docs/store.md."""

from __future__ import annotations

from storage.schema.agreed import consent_documents, consents
from storage.schema.base import metadata
from storage.schema.belonging import WAITS, affiliations, decisions, waiting_told
from storage.schema.company import companies, company_changes, company_status, registry_companies
from storage.schema.happened import UNHANDLED, store_events
from storage.schema.identity import identity_checks, login_attempts, sms_codes
from storage.schema.keys import secrets
from storage.schema.leaving import left_consents, left_members, resting_ids
from storage.schema.mastery import master_offers, offers_told, substitutes
from storage.schema.people import member_changes, member_products, member_regions, members
from storage.schema.proof import UNDECIDED, certificates
from storage.schema.sending import OPEN, outbox, send_holds, send_turns
from storage.schema.talks import IN_A_FORM, chat_links, conversations, inbox, page_sessions, seen_updates
from storage.schema.watched import access_log, daily_counts, step_days, unanswered

__all__ = [
    "IN_A_FORM",
    "OPEN",
    "UNDECIDED",
    "UNHANDLED",
    "WAITS",
    "access_log",
    "affiliations",
    "certificates",
    "chat_links",
    "companies",
    "company_changes",
    "company_status",
    "consent_documents",
    "consents",
    "conversations",
    "daily_counts",
    "decisions",
    "identity_checks",
    "inbox",
    "left_consents",
    "left_members",
    "login_attempts",
    "master_offers",
    "member_changes",
    "member_products",
    "member_regions",
    "members",
    "metadata",
    "offers_told",
    "outbox",
    "page_sessions",
    "registry_companies",
    "resting_ids",
    "secrets",
    "seen_updates",
    "send_holds",
    "send_turns",
    "sms_codes",
    "step_days",
    "store_events",
    "substitutes",
    "unanswered",
    "waiting_told",
]
