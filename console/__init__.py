"""Fairwatch's desktop console: the Qt application over `scheduler.api`."""
