"""One package a screen. Views show models and call operations; they decide nothing."""
