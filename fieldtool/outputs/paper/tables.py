"""Questions that stand better in a table: scales below each other, counts by row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fieldtool.forms import plain
from fieldtool.outputs.paper.sheet import NOTHING, Block, Grid, Matrix, Pair, Question

_FEWEST = 3
_MOST_CHOICES = 8
_MOST_COLUMNS = 6
# Letters in the head of a table across a sheet of A4.
_LONGEST_HEAD = 210
_LONGEST_CELL = 44

Table = list[list[list[str]]]


def gathered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return *blocks* with neighbours that belong together put into tables."""
    made: list[Block] = []
    waiting: list[Question] = []
    for block in (*blocks, None):
        if isinstance(block, Question) and (not waiting or _belongs(waiting[-1], block)):
            waiting.append(block)
            continue
        made.extend(_together(waiting))
        waiting = [block] if isinstance(block, Question) else []
        if block is not None and not isinstance(block, Question):
            made.append(block)
    return tuple(made)


def _belongs(first: Question, second: Question) -> bool:
    if first.kind != second.kind or first.only_if != second.only_if:
        return False
    if first.kind == "one":
        return first.choices == second.choices and _is_bare(first) and _is_bare(second)
    return first.kind == "digits" and _is_bare(first) and _is_bare(second)


def _is_bare(question: Question) -> bool:
    return not (question.hint or question.guidance)


def _together(questions: list[Question]) -> Iterator[Block]:
    first = questions[0] if questions else None
    if first is None or len(questions) < _FEWEST or not _is_bare(first):
        yield from questions
    elif first.kind == "one" and _fits(first):
        yield Grid(first.choices, tuple(questions), first.only_if)
    elif first.kind == "digits":
        matrix = _matrix(questions)
        yield from questions if matrix is None else [matrix]
    else:
        yield from questions


def _fits(question: Question) -> bool:
    labels = [plain(choice.label.first) for choice in question.choices]
    leads_on = any(choice.go_to for choice in question.choices)
    return (
        not question.check
        and not leads_on
        and len(labels) <= _MOST_CHOICES
        and sum(map(len, labels)) <= _LONGEST_HEAD
    )


def _matrix(questions: list[Question]) -> Matrix | None:
    """Return the table of questions called such as women_15, women_18, men_15, men_18."""
    cells = _by_name(questions)
    if cells is None:
        return None
    only_if = questions[0].only_if
    if len(cells) == 1 or len(cells[0]) == 1:
        heads = [one.label for one in questions]
        is_short = all(len(plain(head.first)) <= _LONGEST_CELL for head in heads)
        fits = len(heads) <= _MOST_COLUMNS and is_short
        return Matrix(tuple(heads), (NOTHING,), (tuple(questions),), only_if) if fits else None
    heads_of = _in_both(cells)
    if heads_of is None:
        return None
    rows, columns = heads_of
    if len(columns) > _MOST_COLUMNS:
        rows, columns, cells = columns, rows, [list(row) for row in zip(*cells, strict=True)]
    return Matrix(tuple(columns), tuple(rows), tuple(map(tuple, cells)), only_if)


def _in_both(cells: list[list[Question]]) -> tuple[list[Pair], list[Pair]] | None:
    """Return the heads of rows and columns in the languages of the paper."""
    first = _heads([[plain(one.label.first).split() for one in row] for row in cells])
    if first is None or not cells[0][0].label.second:
        return first and (_pairs(first[0]), _pairs(first[1]))
    second = _heads([[plain(one.label.second).split() for one in row] for row in cells])
    if second is None:
        return None
    return _pairs(first[0], second[0]), _pairs(first[1], second[1])


def _pairs(first: list[str], second: list[str] | None = None) -> list[Pair]:
    both = zip(first, second or [""] * len(first), strict=True)
    return [Pair((one,), (other,) if other else ()) for one, other in both]


def _by_name(questions: list[Question]) -> list[list[Question]] | None:
    names = [one.path.rpartition("/")[2].rpartition("_") for one in questions]
    rows = list(dict.fromkeys(first for first, _, _ in names))
    columns = list(dict.fromkeys(last for _, _, last in names))
    wanted = [(row, column) for row in rows for column in columns]
    if [(first, last) for first, _, last in names] != wanted:
        return None
    wide = len(columns)
    return [questions[at : at + wide] for at in range(0, len(questions), wide)]


def _heads(words: Table) -> tuple[list[str], list[str]] | None:
    """Return the heads of rows and columns, where each label is made of the two."""
    turned = [list(row) for row in zip(*words, strict=True)]
    for table, is_turned in ((words, False), (turned, True)):
        for shared in (_shared_first, _shared_last):
            found = _split(table, shared)
            if found is not None:
                return found[::-1] if is_turned else found
    return None


def _split(
    table: Table, shared: Callable[[list[list[str]]], int]
) -> tuple[list[str], list[str]] | None:
    rows: list[str] = []
    rests: list[list[str]] = []
    for labels in table:
        count = shared(labels)
        first = shared is _shared_first
        rows.append(" ".join(labels[0][:count] if first else labels[0][len(labels[0]) - count :]))
        rest = [each[count:] if first else each[: len(each) - count] for each in labels]
        rests.append([" ".join(each) for each in rest])
    is_same = all(rest == rests[0] for rest in rests)
    if not is_same or not all(rows) or not all(rests[0]):
        return None
    return [row.rstrip(":،,") for row in rows], [one.strip(":،, ") for one in rests[0]]


def _shared_first(labels: list[list[str]]) -> int:
    count = 0
    for words in zip(*labels, strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count


def _shared_last(labels: list[list[str]]) -> int:
    return _shared_first([each[::-1] for each in labels])
