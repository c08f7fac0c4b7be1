"""Fairwatch's scheduler: everything that is true without a window. No module below imports Qt."""
