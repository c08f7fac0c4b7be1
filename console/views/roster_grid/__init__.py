"""The officer x day grid."""

from console.views.roster_grid.view import RosterGrid

__all__ = ["RosterGrid"]
