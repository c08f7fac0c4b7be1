"""Builds in a process of their own, and the state of the one that is running."""
