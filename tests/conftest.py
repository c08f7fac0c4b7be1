"""Shared by all tests: Qt draws off screen."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
