"""The field app stays light: all it sends, without typefaces, in 60 kB."""

from __future__ import annotations

import gzip

from tests.house import tree

LIMIT = 60_000


def test_styles_and_scripts_weigh_at_most_sixty_kilobytes() -> None:
    files = [*tree.files(tree.STATIC, "*.css", "*.js"), *(tree.STATIC / "vendor").glob("*.js")]
    weights = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    for name, weight in weights.items():
        print(f"{weight:8,d} B  {name}")
    print(f"{sum(weights.values()):8,d} B  in all")

    assert sum(weights.values()) <= LIMIT
