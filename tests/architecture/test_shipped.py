"""What packages tell of the program to desktops and to auditors."""

import configparser
import importlib.util
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from console import site
from scheduler.storage.migrate import APPLICATION_ID

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
WINDOWS = ROOT / "packaging" / "windows"
POLICY = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def _materials() -> ModuleType:
    spec = importlib.util.spec_from_file_location("materials", ROOT / "packaging" / "materials.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_desktops_know_a_database_by_the_number_that_the_program_writes() -> None:
    mime = ElementTree.parse(LINUX / "fairwatch-mime.xml").getroot()
    inner = mime.find(f".//{MIME}match/{MIME}match")
    assert inner is not None
    assert int(inner.attrib["value"], 16) == APPLICATION_ID


def test_what_desktops_are_told_agrees() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(LINUX / "fairwatch.desktop", encoding="utf-8")
    about = ElementTree.parse(LINUX / "org.fairwatch.Fairwatch.metainfo.xml").getroot()
    kind = ElementTree.parse(LINUX / "fairwatch-mime.xml").getroot().find(f"{MIME}mime-type")
    assert kind is not None
    assert entry["Desktop Entry"]["MimeType"] == kind.attrib["type"] + ";"
    assert about.findtext("provides/mediatype") == kind.attrib["type"]
    assert about.findtext("launchable") == "fairwatch.desktop"
    assert entry["Desktop Entry"]["Comment"] == about.findtext("summary")


def test_the_bill_names_everything_with_its_hashes_and_is_the_same_each_time() -> None:
    materials = _materials()
    lock = "numpy==2.4.6 \\\n    --hash=sha256:" + "a" * 64 + "\n    # via fairwatch\n"
    found = {
        "fairwatch": {"version": "1.0", "needs": ["numpy"], "licence": "Apache-2.0"},
        "numpy": {"version": "2.4.6", "needs": [], "licence": "BSD-3-Clause"},
    }
    made = materials.bill("3.11.7", found, materials.hashes_of(lock), "1.0", 0)
    assert [part["name"] for part in made["components"]] == ["numpy", "python"]
    assert made["components"][0]["properties"][0]["value"] == "a" * 64
    assert made["dependencies"][0]["dependsOn"] == ["pkg:pypi/numpy@2.4.6", "pkg:generic/python@3.11.7"]
    assert made["metadata"]["timestamp"] == "1970-01-01T00:00:00Z"
    assert made == materials.bill("3.11.7", found, materials.hashes_of(lock), "1.0", 0)


def test_the_recipe_for_windows_makes_an_installer(tmp_path: Path) -> None:
    """Of a folder that stands for the program's: what needs Windows itself is its signature and its first start."""
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not here")
    frozen = tmp_path / "frozen"
    (frozen / "_internal").mkdir(parents=True)
    (frozen / "fairwatch.exe").write_bytes(b"MZ")
    icon, target = tmp_path / "fairwatch.ico", tmp_path / "fairwatch.exe"
    draw = [sys.executable, str(ROOT / "packaging" / "draw_icon.py"), str(ROOT / "resources/icons/fairwatch.svg")]
    subprocess.run([*draw, "256", str(icon)], check=True)
    known = {"VERSION": "0.1.0", "FROZEN": frozen, "ICON": icon, "TARGET": target}
    defined = [f"-D{name}={value}" for name, value in known.items()]
    made = subprocess.run(
        ["makensis", "-V2", "-WX", *defined, str(WINDOWS / "fairwatch.nsi")], capture_output=True, text=True
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert target.read_bytes()[:2] == b"MZ"


def test_the_group_policy_writes_where_the_console_reads() -> None:
    policy = ElementTree.parse(WINDOWS / "fairwatch.admx").getroot().find(f".//{POLICY}policy")
    assert policy is not None
    assert policy.attrib["key"] == site.POLICY
    text = policy.find(f"{POLICY}elements/{POLICY}text")
    assert text is not None
    assert text.attrib["valueName"] == "Database"
    installer = (WINDOWS / "fairwatch.nsi").read_text("utf-8")
    assert f'!define POLICY "{site.POLICY}"' in installer
    words = ElementTree.parse(WINDOWS / "fairwatch.adml").getroot()
    said = {f"$(string.{one.attrib['id']})" for one in words.iter(f"{POLICY}string")}
    shown = {f"$(presentation.{one.attrib['id']})" for one in words.iter(f"{POLICY}presentation")}
    asked = re.findall(r"\$\((?:string|presentation)\.\w+\)", (WINDOWS / "fairwatch.admx").read_text("utf-8"))
    assert set(asked) == said | shown
    boxes = {box.attrib["refId"] for box in words.iter(f"{POLICY}textBox")}
    assert boxes == {text.attrib["id"]}


def test_the_recipe_for_macos_can_be_read() -> None:
    macos = ROOT / "packaging" / "macos"
    subprocess.run(["bash", "-n", str(macos / "build.sh")], check=True)
    allowed = plistlib.loads((macos / "entitlements.plist").read_bytes())
    assert all(name.startswith("com.apple.security.cs.") and value is True for name, value in allowed.items())


@pytest.mark.parametrize(
    ("tool", "arguments", "name"),
    [
        ("desktop-file-validate", ["--warn-kde"], "fairwatch.desktop"),
        ("appstreamcli", ["validate", "--no-net"], "org.fairwatch.Fairwatch.metainfo.xml"),
    ],
)
def test_desktops_own_tools_accept_what_they_are_told(
    tool: str, arguments: list[str], name: str, tmp_path: Path
) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not here")
    text = (LINUX / name).read_text("utf-8").replace("@VERSION@", "1.0").replace("@DATE@", "2026-01-01")
    (tmp_path / name).write_text(text, encoding="utf-8")
    said = subprocess.run([tool, *arguments, str(tmp_path / name)], capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr
