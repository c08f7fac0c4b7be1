"""The risk overlay: attention per post, as floor plan, heat map and table, with a drawer that explains."""

from console.views.overlay.page import OverlayPage

__all__ = ["OverlayPage"]
