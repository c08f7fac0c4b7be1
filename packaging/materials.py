"""The bill of materials of what is shipped, as CycloneDX 1.5 in JSON."""

import json
import re
import subprocess
import time
import uuid
from pathlib import Path

# Asked in the environment that is frozen: what Fairwatch needs, with its extras, and what that needs in turn.
_ASK = """
import json, platform, sys
from importlib.metadata import distribution
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
found, waiting = {}, [("fairwatch", frozenset(("postgres", "directory")))]
while waiting:
    name, extras = waiting.pop()
    if name in found:
        continue
    it = distribution(name)
    needs = set()
    for line in it.requires or ():
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras or {""}):
            needs.add(canonicalize_name(need.name))
            waiting.append((canonicalize_name(need.name), frozenset(need.extras)))
    about = it.metadata
    licence = about.get("License-Expression") or about.get("License") or ""
    found[name] = {"version": it.version, "needs": sorted(needs), "licence": licence.strip().split("\\n")[0][:80]}
json.dump({"python": platform.python_version(), "found": found}, sys.stdout)
"""


def hashes_of(lock: str) -> dict[str, list[str]]:
    """Return the SHA-256 sums that a lock file names, by package."""
    entries = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    return {entry.split("==")[0]: re.findall(r"--hash=sha256:([0-9a-f]{64})", entry) for entry in entries}


def bill(python: str, found: dict[str, dict], hashes: dict[str, list[str]], version: str, epoch: int) -> dict:
    """Return the bill itself.

    Args:
        python: Version of the interpreter in the bundle.
        found: By name, version, licence and needs of each package in the bundle, `fairwatch` among them.
        hashes: By name, the sums of the files that the lock file allows.
        version: Version of Fairwatch.
        epoch: Seconds since 1970 that the build bears.
    """
    libraries = {name: about for name, about in sorted(found.items()) if name != "fairwatch"}

    def purl(name: str) -> str:
        return f"pkg:pypi/{name}@{found[name]['version']}"

    components = [
        {
            "type": "library",
            "bom-ref": purl(name),
            "name": name,
            "version": about["version"],
            "purl": purl(name),
            **({"licenses": [{"license": {"name": about["licence"]}}]} if about["licence"] else {}),
            # Of the several files that the lock allows (one for each system), which one it was the hash tells.
            "properties": [{"name": "fairwatch:allowed-sha256", "value": sum_} for sum_ in hashes.get(name, [])],
        }
        for name, about in libraries.items()
    ]
    interpreter = f"pkg:generic/python@{python}"
    components.append(
        {"type": "platform", "bom-ref": interpreter, "name": "python", "version": python, "purl": interpreter}
    )
    content = json.dumps([version, python, found], sort_keys=True)
    first = [purl(name) for name in found["fairwatch"]["needs"]]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": {
                "type": "application",
                "bom-ref": "fairwatch",
                "name": "fairwatch",
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
        },
        "components": components,
        "dependencies": [
            {"ref": "fairwatch", "dependsOn": [*first, interpreter]},
            *({"ref": purl(n), "dependsOn": [purl(m) for m in about["needs"]]} for n, about in libraries.items()),
        ],
    }


def bill_of_materials(interpreter: Path, lock: Path, version: str, epoch: int, target: Path) -> None:
    """Write the bill of an environment into which Fairwatch and its lock file were installed."""
    asked = subprocess.run([str(interpreter), "-c", _ASK], check=True, capture_output=True, text=True)
    answer = json.loads(asked.stdout)
    made = bill(answer["python"], answer["found"], hashes_of(lock.read_text("utf-8")), version, epoch)
    target.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
