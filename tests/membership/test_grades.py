"""The manual's table of services, cell by cell."""

from itertools import pairwise

import pytest

from membership.grades import PERMISSIONS, Grade, Service, grades_for, may

# KOTRA 회원가입 매뉴얼, "이용가능 서비스": MASTER, regular, associate, individual.
MANUAL = {
    "consultation": "OOOO",
    "briefing": "OOOO",
    "other_services": "OOOX",
    "mileage": "OOXX",
    "company_edit": "OOXX",
    "master_transfer": "OXXX",
    "approve_members": "OXXX",
    "end_relation": "OXXX",
}
COLUMNS = ("master", "regular", "associate", "individual")


@pytest.mark.parametrize("service", MANUAL)
@pytest.mark.parametrize("grade", COLUMNS)
def test_each_cell_of_the_manuals_table(service: str, grade: str) -> None:
    allowed = MANUAL[service][COLUMNS.index(grade)] == "O"
    assert may(Grade(grade), Service(service)) is allowed
    assert (Grade(grade) in grades_for(Service(service))) is allowed


def test_the_table_has_every_service_and_nothing_else() -> None:
    assert [service.value for service in PERMISSIONS] == list(MANUAL) == [service.value for service in Service]


def test_a_higher_grade_may_all_that_a_lower_one_may() -> None:
    lowest_first = (Grade.INDIVIDUAL, Grade.ASSOCIATE, Grade.REGULAR, Grade.MASTER)
    rising = [{service for service in Service if may(grade, service)} for grade in lowest_first]
    assert all(low < high for low, high in pairwise(rising))
