from __future__ import annotations

from openevac.domain.ids import require_katottg
from openevac.domain.renamed import FORMER_NAMES, RAIONS, raion_name


def test_all_codes_are_codes_of_known_raions():
    for code, names in FORMER_NAMES.items():
        require_katottg("katottg", code)
        assert raion_name(code)
        assert names


def test_a_place_outside_the_table_has_no_raion_name():
    assert raion_name("UA63080090010026457") == "Куп’янський"
    assert raion_name("UA12120130010052999") == ""
    assert len(set(RAIONS.values())) == 7
