"""Property tests try the same examples everywhere; HYPOTHESIS_PROFILE=random or thorough looks for new ones.

A test that fails by chance tells whoever changed something else that they broke it. So `make test` is steady,
and searching is a decision: what it finds becomes an `@example` or a story.
"""

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("random")
settings.register_profile("thorough")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
