"""The policy that made-up facilities start with: the preset for 12 h watches."""

from scheduler.domain.policy import Policy
from scheduler.policies import preset


def default_policy() -> Policy:
    """Return the policy: tiers in order, contact weights, and one entry for each use of a rule."""
    return preset("twelve_hour").policy
