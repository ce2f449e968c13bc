"""The fields, their order and what is needed."""

import pytest

from membership.fields import COMPANY, COMPANY_FIELDS, MEMBER, MEMBER_FIELDS, Field

NEEDED_OF_A_MEMBER = "login_id password name telephone email postcode address_base address_detail".split()
NEEDED_OF_A_COMPANY = "business_number name representative telephone postcode address_base address_detail".split()


def test_what_is_needed_of_a_member() -> None:
    assert [field.name for field in MEMBER_FIELDS if field.needed] == NEEDED_OF_A_MEMBER


def test_what_is_needed_of_a_company() -> None:
    assert [field.name for field in COMPANY_FIELDS if field.needed] == NEEDED_OF_A_COMPANY


def test_a_members_optional_fields_wait_for_consent_to_the_optional_items() -> None:
    assert all(field.optional_consent is not field.needed for field in MEMBER_FIELDS)


@pytest.mark.parametrize("fields", [MEMBER_FIELDS, COMPANY_FIELDS])
def test_names_and_choices_are_unique_and_fit(fields: tuple[Field, ...]) -> None:
    assert len({field.name for field in fields}) == len(fields)
    for field in fields:
        assert len(set(field.choices)) == len(field.choices)
        assert all(len(choice) <= field.longest for choice in field.choices)


def test_fields_are_found_by_name() -> None:
    assert MEMBER["regions"].many
    assert COMPANY["trade_role"].choices == ("maker", "trader", "both")
