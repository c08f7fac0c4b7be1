"""The panel at the right says why a chosen seat is empty, as a sum over all officers."""

from support.desk_site import FIRST

from console.main_window import MainWindow


def test_a_chosen_empty_seat_is_explained_in_arithmetic(window: MainWindow, qtbot) -> None:
    window.work.grid._top.sectionClicked.emit(0)
    assert window.work.board.select_seat("HB-F", "D", 0, FIRST)
    officers = len(window.document.problem.officers)
    qtbot.waitUntil(lambda: f"of {officers} officers" in window.panel._cell_text.text(), timeout=20_000)
    said = window.panel._cell_text.text()
    assert "needed" in said
    assert "could take it" in said
