"""Problems of languages, dates and digits: FT-2xx."""

from __future__ import annotations

from fieldtool.problems.kinds import ProblemKind


class Languages:
    """The part of the catalogue whose numbers begin with 2."""

    DATE_NOT_UNDERSTOOD = ProblemKind(
        201, 422, "“%(text)s” is not a date. Write year, month and day, such as %(example)s."
    )
    DATE_DOES_NOT_EXIST = ProblemKind(
        202,
        422,
        "There is no day “%(text)s”: that month has %(days)s days. Correct the day or the month.",
    )
    MONTH_DOES_NOT_EXIST = ProblemKind(
        203,
        422,
        "There is no month %(month)s in “%(text)s”: a year has 12 months. Correct the month.",
    )
    DATE_OUT_OF_RANGE = ProblemKind(
        204,
        422,
        "The year %(year)s in “%(text)s” cannot be right. Years go from 1277 to 1500 in the Solar Hijri calendar, and from 1850 to 2150 in the Gregorian one. Correct the year.",
    )
    LIST_ENCODING = ProblemKind(
        205,
        422,
        "It is not certain in which letters this file is written, and names would be damaged. Save it again in Excel as “CSV UTF-8”, or in LibreOffice with the character set Unicode (UTF-8).",
    )
    LIST_IS_WORKBOOK = ProblemKind(
        206,
        422,
        "This is a workbook, not a list as text. Open it in Excel or LibreOffice, save the sheet as “CSV UTF-8”, and choose that file.",
    )
    LIST_TOO_LONG = ProblemKind(
        207,
        422,
        "The list is longer than %(most)s lines or %(mega)s MB. Divide it into several files.",
    )
    LIST_COLUMNS = ProblemKind(
        208,
        422,
        "The first line has to name each of these columns once: %(columns)s. The file to fill in has all columns.",
    )
    LIST_EMPTY = ProblemKind(
        209, 422, "There is nothing below the first line of the list. Write one place a line."
    )
    LINE_TOO_LONG = ProblemKind(
        210,
        422,
        "The line has more cells than the first line names columns. Put a text that has commas or semicolons in it into quotation marks.",
    )
    DIGITS_MIXED = ProblemKind(
        211,
        422,
        "“%(text)s” has digits of two scripts in one number or code. Write all of them in one.",
    )
    LETTERS_LOST = ProblemKind(
        212,
        422,
        "“%(text)s” lost letters when the file was saved. Save it as “CSV UTF-8” and write the name again.",
    )
    CELL_TOO_LONG = ProblemKind(
        213, 422, "“%(text)s” is longer than %(most)s characters. Shorten it."
    )
    LIST_QUOTE_OPEN = ProblemKind(
        214,
        422,
        "A quotation mark in or before line %(line)s is never closed. Close it, or take it away.",
    )
