"""What is typed, or written on paper, for each choice of a list."""

from __future__ import annotations

from collections.abc import Iterable


def keys(values: Iterable[str]) -> dict[str, str]:
    """Return the number that stands for each of *values*, in their order.

    A code that is a number stands for itself, so 98 and 99 are the same in every question; words
    get the numbers that are left.
    """
    listed = list(values)
    numbers = {value for value in listed if value.isdecimal()}
    free = (str(n) for n in range(1, len(listed) + len(numbers) + 1) if str(n) not in numbers)
    return {value: value if value in numbers else next(free) for value in listed}
