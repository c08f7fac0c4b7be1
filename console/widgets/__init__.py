"""Small widgets that know no roster words."""
