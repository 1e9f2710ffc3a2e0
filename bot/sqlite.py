"""sqlite-utils without numpy, which it loads where it finds it: 20 MB and 0.1 s that no chat needs.

numpy is for tables and large collections (`fumao screen`, `fumao search`), which load it themselves.
"""

from __future__ import annotations

import sys

_HIDDEN = "numpy" not in sys.modules
if _HIDDEN:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # how Python is told that there is no such module
try:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations
finally:
    if _HIDDEN:
        del sys.modules["numpy"]

__all__ = ["Database", "Migrations"]
