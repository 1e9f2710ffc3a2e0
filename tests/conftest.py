"""One profile of hypothesis for everybody: the same examples on every machine, no deadline on a busy one.

New examples are looked for with `pytest --hypothesis-profile=hunt`.
"""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("hunt", deadline=None, max_examples=2_000)
settings.load_profile("steady")
