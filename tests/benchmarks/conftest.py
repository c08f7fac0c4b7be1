"""The benchmarks are scripts that import each other from their own folder; tests import them the same way."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
