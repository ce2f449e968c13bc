"""Every code that reading an answer can end in, with the names of the values that its text may use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from membership.passwords import RULES

# Codes of `Problem`.
PROBLEMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "address.no_number": (),
        "address_search.too_vague": (),
        "address.unreadable": (),
        "birth_date.future": (),
        "birth_date.impossible": (),
        "birth_date.lunar": (),
        "birth_date.no_year": (),
        "birth_date.too_old": ("most",),
        "birth_date.unreadable": (),
        "business_number.checksum": ("number",),
        "business_number.length": ("length", "needed"),
        "business_number.range": ("number",),
        "business_number.unreadable": ("needed",),
        "carrier.unreadable": (),
        "carrier.whose_network": (),
        "code.length": ("length", "needed"),
        "code.unreadable": ("needed",),
        "corporate_number.length": ("length", "needed"),
        "corporate_number.resident_number": (),
        "corporate_number.unreadable": ("needed",),
        "email.domain_incomplete": ("domain",),
        "email.no_domain": ("local",),
        "email.no_local": (),
        "email.not_ascii": (),
        "email.several": (),
        "email.too_long": ("longest",),
        "email.unreadable": (),
        "fax.mobile": (),
        "gender.unreadable": (),
        "homepage.unreadable": (),
        "login_id.empty": (),
        "login_id.first_letter": ("first",),
        "login_id.hangul": ("hint",),
        "login_id.space": (),
        "login_id.symbols": ("symbols",),
        "login_id.too_long": ("length", "most"),
        "login_id.too_short": ("length", "least"),
        "mobile.foreign": (),
        "mobile.length": ("digits", "needed"),
        "mobile.not_mobile": (),
        "mobile.prefix": ("prefix",),
        "name.digits": (),
        "name.empty": (),
        "name.jamo": (),
        "name.letters": (),
        "name.symbols": (),
        "name.too_long": ("longest",),
        "name_en.letters": (),
        "nationality.unreadable": (),
        "opened_on.impossible": (),
        "opened_on.unreadable": (),
        "password.rules": ("broken", "least", "most", "run"),
        "phone.extension": ("extension",),
        "phone.invalid": (),
        "phone.no_area_code": (),
        "phone.several": (),
        "phone.unreadable": (),
        "postcode.length": ("length", "needed"),
        "postcode.old": ("postcode",),
        "postcode.range": ("postcode",),
        "postcode.unreadable": ("needed",),
        "products.too_many": ("count", "most"),
        "regions.not_a_country": ("name", "suggestions", "understood"),
        "regions.too_many": ("count", "most"),
        "regions.unknown": ("unknown", "suggestions", "understood"),
        "text.empty": (),
        "text.too_long": ("length", "longest"),
        "yes_no.unreadable": (),
    }
)

# Codes of `Reading.doubt`.
DOUBTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "birth_date.which": ("date", "other"),
        "corporate_number.checksum": ("number",),
        "email.domain_typo": ("suggestion",),
        "name.short": ("name",),
        "name.unusual": ("name",),
    }
)

# Codes in `broken` of "password.rules"; each may use least, most and run.
PASSWORD_RULES: frozenset[str] = frozenset(RULES)

ALL_CODES: frozenset[str] = frozenset(PROBLEMS) | frozenset(DOUBTS) | PASSWORD_RULES
