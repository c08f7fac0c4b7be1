"""What packages tell of the program to desktops and to auditors."""

import configparser
import importlib.util
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

from scheduler.storage.migrate import APPLICATION_ID

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
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
