"""Keep the catalogues: `python -m translations.catalogues update` or `check`."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from fieldtool.i18n.letters import for_storage

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "fieldtool"
TEMPLATE = HERE / "messages.pot"

# CLDR counts 0 and 1 as one in Dari, only 1 in Pashto and Italian. Babel's own table knows no
# plural in Dari and none at all of Pashto, so the headers are written here and nowhere else.
PLURALS = {
    "fa_AF": "nplurals=2; plural=(n > 1);",
    "ps": "nplurals=2; plural=(n != 1);",
    "it": "nplurals=2; plural=(n != 1);",
}
REVIEWS = ("review: draft", "review: reviewed")

_METHODS = [("**/vendor/**", "ignore"), ("**.py", "python"), ("web/templates/**.html", "jinja2")]
_OPTIONS = {"web/templates/**.html": {"trimmed": "true", "silent": "false"}}
# The sentence of each kind of problem stands third, after its number and its status.
_KEYWORDS = DEFAULT_KEYWORDS | {"ProblemKind": (3,)}
_PLACEHOLDER = re.compile(r"%(?:\(\w+\)[sd]|%)|\{\w*\}|</?[a-z][^>]*>")
_LATIN_PUNCTUATION = re.compile(r"[\u0621-\u06d3][ \u200c»”)]*[?,;]|[\u0621-\u06d3] ?%%")
_ENDINGS = {"؟": "?", "۔": "."}


def extract() -> Catalog:
    """Return every sentence marked in the Python files and the templates of the package."""
    found = extract_from_dir(
        PACKAGE,
        _METHODS,
        _OPTIONS,
        _KEYWORDS,
        ("Translators:",),
        strip_comment_tags=True,
        # Babel passes over folders that begin with an underscore, where our shared parts are.
        directory_filter=lambda folder: not Path(folder).name.startswith("."),
    )
    catalogue = Catalog(charset="utf-8")
    for _, _, message, comments, context in found:
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def text_of(catalogue: Catalog, code: str = "") -> str:
    """Return the file's text without dates, places and names, which only make noise in a diff."""
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return _header(code) + body.getvalue().decode("utf-8").rstrip("\n") + "\n"


def read(code: str) -> Catalog:
    """Return the catalogue of a language as it is on the disk; empty when there is none."""
    path = path_of(code)
    content = path.read_bytes() if path.is_file() else _header(code).encode("utf-8")
    return read_po(io.BytesIO(content), locale=code)


def path_of(code: str) -> Path:
    """Return the file of a language."""
    return HERE / code / "LC_MESSAGES" / "messages.po"


def merged(template: Catalog, known: Catalog) -> Catalog:
    """Return *template* with the translations *known* has; nothing is guessed."""
    catalogue = Catalog(charset="utf-8")
    for message in filter(_is_sentence, template):
        old = known.get(message.id, message.context)
        if old is not None and old.pluralizable != message.pluralizable:
            old = None
        catalogue.add(
            message.id,
            old.string if old else ("", "") if message.pluralizable else "",
            flags=message.flags | (old.flags & {"fuzzy"} if old else set()),
            auto_comments=message.auto_comments,
            user_comments=(old.user_comments if old else []) or [REVIEWS[0]],
            context=message.context,
        )
    return catalogue


def update() -> None:
    """Write the template and bring every catalogue up to it."""
    template = extract()
    TEMPLATE.write_text(text_of(template), encoding="utf-8", newline="\n")
    for code in PLURALS:
        path = path_of(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text_of(merged(template, read(code)), code)
        path.write_text(text, encoding="utf-8", newline="\n")


def stale() -> list[str]:
    """Return the files that `update` would change."""
    template = extract()
    files = {TEMPLATE: text_of(template)}
    for code in PLURALS:
        files[path_of(code)] = text_of(merged(template, read(code)), code)
    return [
        path.relative_to(HERE).as_posix()
        for path, text in files.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def faults(code: str) -> list[str]:
    """Return what is wrong with a catalogue, one line a fault."""
    return [
        f"{code}: {fault}: {_ids(message)[0]!r}"
        for message in filter(_is_sentence, read(code))
        for fault in faults_of(message, code)
    ]


def faults_of(message: Message, code: str) -> list[str]:
    """Return what is wrong with one entry; each kind of fault once."""
    return list(dict.fromkeys(_faults(message, code)))


def _faults(message: Message, code: str) -> Iterator[str]:
    sources, strings = _ids(message), _strings(message)
    if not strings or not all(strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    if not any(review in message.user_comments for review in REVIEWS):
        yield "has no review state"
    if message.pluralizable and len(strings) != 2:
        yield "wrong number of plural forms"
    for number, string in enumerate(strings):
        # In Dari the first form also serves zero, so it must name the number.
        like = sources if number == 0 and code != "fa_AF" else sources[-1:]
        if all(_placeholders(string) != _placeholders(source) for source in like):
            yield "placeholders differ"
        yield from _faults_of_text(string, sources[-1], code)


def _faults_of_text(string: str, source: str, code: str) -> Iterator[str]:
    if for_storage(string, code) != string:
        yield "direction marks, or letters of another keyboard"
    if code in ("fa_AF", "ps") and _LATIN_PUNCTUATION.search(string):
        yield "Latin punctuation"
    if _edges(string) != _edges(source):
        yield "begins or ends otherwise"


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def _edges(text: str) -> tuple[bool, str, bool]:
    """Return whether it begins with a space, its closing sign, and whether it ends with a space."""
    last = text.rstrip()[-1:]
    last = _ENDINGS.get(last, last)
    return text[:1].isspace(), last if last in ".?:!…" else "", text[-1:].isspace()


def _is_sentence(message: Message) -> bool:
    return bool(message.id)


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    string = cast("str | tuple[str, ...] | None", message.string)
    return (string or "",) if isinstance(string, str | None) else tuple(string)


def _header(code: str) -> str:
    lines = [
        "# Sentences of the interface. An entry says `review: draft` until a native speaker has",
        "# read it in its place on the screen and wrote `review: reviewed`.",
        "# Kept by: python -m translations.catalogues update",
        'msgid ""',
        'msgstr ""',
        '"Project-Id-Version: fieldtool\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    ]
    if code:
        lines += [f'"Language: {code}\\n"', f'"Plural-Forms: {PLURALS[code]}\\n"']
    return "\n".join(lines) + "\n\n"


def main(arguments: list[str]) -> int:
    """Run one of the two commands; 1 when `check` finds a fault."""
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        found = [f"{name}: run `update`" for name in stale()]
        found += [fault for code in PLURALS for fault in faults(code)]
        print("\n".join(found) or "All catalogues are complete.")
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
