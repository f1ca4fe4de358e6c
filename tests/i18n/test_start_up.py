"""A node starts fast: what languages need is loaded when a page needs it."""

from __future__ import annotations

import subprocess
import sys

IMPORT_ALL = """
import sys
from fieldtool.i18n import catalogues, dates, letters, locales, numbers, sorting
locales.negotiate("prs-AF")
dates.day(__import__("datetime").date(2021, 5, 10), "fa_AF", "solar")
catalogues.catalogue("en")
print([name for name in sys.modules if name == "babel"])
"""


def test_importing_all_languages_does_not_import_babel() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"
