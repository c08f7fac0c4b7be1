"""First lines of the frozen program: the same as `python -m console`."""

import sys

from console.__main__ import main

sys.exit(main())
