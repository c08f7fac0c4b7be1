"""Somebody new builds and publishes the demonstration roster by keyboard alone, without a dead end."""

import pytest
from campaigns.new_user import walk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_the_first_hour_leads_from_an_empty_window_to_a_published_roster(qapp, tmp_path) -> None:
    pictures = walk(tmp_path, "light", 10)
    assert {path.stem for path in pictures} >= {
        "first_run_light",
        "proposal_light",
        "day_board_light",
        "published_light",
    }
    assert all(path.stat().st_size > 5000 for path in pictures)
