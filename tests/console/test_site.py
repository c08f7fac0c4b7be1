"""What the administrator of a computer settles: the database that the console opens."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from console import app, site
from console.main_window import MainWindow
from console.preferences import Preferences

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "site.toml"
    monkeypatch.setattr(site, "default_path", lambda: path)
    return path


@pytest.fixture
def window(tmp_path: Path, qtbot) -> MainWindow:
    found = app.make_window(Preferences(tmp_path / "console.json"))
    qtbot.addWidget(found)
    return found


def test_without_settings_the_user_chooses(settings: Path) -> None:
    assert site.database() == ""
    settings.write_text("", encoding="utf-8")
    assert site.database() == ""


@pytest.mark.parametrize("text", ["database = 3", "database = [", 'databse = "x.db"', '"\xff'])
def test_settings_that_cannot_be_read_are_told_with_their_file(settings: Path, text: str) -> None:
    settings.write_bytes(text.encode("latin-1"))
    with pytest.raises(site.SiteError, match=r"site\.toml: "):
        site.database()


def test_the_sites_database_opens_before_the_last_one_used(settings: Path, window: MainWindow, tmp_path: Path) -> None:
    last, ours, named = (tmp_path / f"{name}.db" for name in ("last", "ours", "named"))
    window.open_database(str(last))
    settings.write_text(f'database = "{ours.as_posix()}"\n', encoding="utf-8")
    assert app._open_wanted(window, "") == ""
    assert window.document.desk is not None
    assert window.document.desk.url.endswith("ours.db")
    app._open_wanted(window, str(named))
    assert window.document.desk.url.endswith("named.db")


def test_the_console_opens_and_tells_of_settings_that_it_cannot_read(
    settings: Path, window: MainWindow, tmp_path: Path
) -> None:
    window.open_database(str(tmp_path / "last.db"))
    settings.write_text("database = 3", encoding="utf-8")
    assert str(settings) in app._open_wanted(window, "")
    assert window.document.desk is not None
    assert window.document.desk.url.endswith("last.db")


def test_a_group_policy_comes_before_the_file(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' own registry is played: what is asked for is a documented place, and nothing else."""

    class Key:
        def __enter__(self) -> "Key":
            return self

        def __exit__(self, *error: object) -> None: ...

    asked: list[object] = []
    registry = SimpleNamespace(
        HKEY_LOCAL_MACHINE="HKLM",
        OpenKey=lambda *key: (asked.append(key), Key())[1],
        QueryValueEx=lambda key, name: ("postgresql://desk@server/fairwatch", name),
    )
    settings.write_text('database = "other.db"', encoding="utf-8")
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    assert site.database() == "postgresql://desk@server/fairwatch"
    assert asked == [("HKLM", r"SOFTWARE\Policies\Fairwatch")]
