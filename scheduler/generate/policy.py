"""The policy that made-up facilities start with: one of the presets."""

from scheduler.domain.policy import Policy
from scheduler.policies import preset


def default_policy(name: str = "twelve_hour") -> Policy:
    """Return a preset's policy: tiers in order, contact weights, and one entry for each use of a rule."""
    return preset(name).policy
