"""The codebook of a form's files: each column, what it holds, how sensitive it is, and in T1."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fieldtool.forms import Form
from fieldtool.log import sensitivity
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.outputs import interviews_csv
from fieldtool.outputs.codebook import Question, merged, questions
from fieldtool.outputs.consent_columns import ConsentColumns
from fieldtool.outputs.csv_writing import Lines, Style, harmless
from fieldtool.outputs.deidentified import gives_points, treated
from fieldtool.outputs.disclosure import Kept
from fieldtool.outputs.worked_out import LetIn
from fieldtool.problems import N_
from fieldtool.storage.areas import Reads
from fieldtool.storage.queries import forms, sites
from fieldtool.storage.queries.forms import FormSource

_HEADINGS = (
    ("column", N_("Column")),
    ("text", N_("Question or meaning")),
    ("kind", N_("Kind")),
    ("choices", N_("Choices")),
    ("sensitivity", N_("Sensitivity")),
    ("deidentified", N_("Without whom they are about")),
)
_KINDS = {
    # Translators: kind of a column of a file: one of a list of choices.
    "one": N_("one choice"),
    # Translators: kind of a column of a file: several of a list of choices.
    "many": N_("several choices"),
    # Translators: kind of a column of a file.
    "number": N_("number"),
    # Translators: kind of a column of a file.
    "text": N_("text"),
}
_KEPT = {
    # Translators: what becomes of an answer in a file without whom it is about.
    Kept.DROPPED: N_("left out"),
    # Translators: what becomes of an answer in a file without whom it is about.
    Kept.CHOICE: N_("as it is"),
    Kept.NUMBER: N_("as it is"),
    Kept.WORKED_OUT: N_("as it is"),
    # Translators: what becomes of an age in a file without whom it is about.
    Kept.AGE: N_("in age bands"),
    # Translators: what becomes of a date in a file without whom it is about.
    Kept.MONTH: N_("the month"),
    # Translators: what becomes of a position in a file without whom it is about.
    Kept.POINT: N_("exact to about 110 m"),
    # Translators: what becomes of six questions on difficulties in a file.
    Kept.DIFFICULTY: N_("one column for all of these"),
}


def codebook_csv(
    database: Reads,
    project: str,
    form_id: str,
    compiled: Callable[[FormSource], Form],
    style: Style,
) -> Iterator[bytes]:
    """Yield the codebook of all versions of a form; no answer is read for it."""
    with database.read() as session:
        sources = forms.sources(session, project, form_id)
        places = {one.id: one for one in sites.all_of(session, project)}
        points = gives_points(session, project)
    versions = [compiled(source) for source in sources]
    asked = merged([questions(form, style.locale) for form in versions])
    without = treated(versions, asked, places, points=points)
    labels = _labels(versions)
    lines = Lines(style, [style.heading(*one) for one in _HEADINGS])
    for code, words in _beside(versions, style):
        lines.put([code, harmless(words), "", "", "", ""])
    for one in asked:
        label = labels.get(one.path, Sensitivity.LOW)
        kept = without.get(one.path, LetIn()).treatment.kept
        lines.put(_line(one, label, kept, style))
        if one.register:
            words = style.heading("label", N_("Name"))
            said = f"{one.label} / {words}"
            lines.put([harmless(f"{one.path}/label"), harmless(said), "", "", "", ""])
    yield lines.taken()


def _beside(versions: list[Form], style: Style) -> Iterator[tuple[str, str]]:
    """Yield the columns that are no questions, by code and in words."""
    for code, words in interviews_csv.HEADINGS:
        yield code, style.translate(words)
    in_codes, in_words = (
        ConsentColumns.of(versions, Style(style.locale, labels, translate=style.translate))
        for labels in (False, True)
    )
    yield from zip(in_codes.headings(), in_words.headings(), strict=True)


def _labels(versions: list[Form]) -> dict[str, Sensitivity]:
    """Return how sensitive each question is, by path: the highest of the versions."""
    found: dict[str, list[Sensitivity]] = {}
    for form in versions:
        for index, label in sensitivity.of_questions(form).items():
            path = form.definitions[index].path.split("/", 2)[-1]
            found.setdefault(path, []).append(label)
    return {path: sensitivity.highest(labels) for path, labels in found.items()}


def _line(question: Question, label: Sensitivity, kept: Kept, style: Style) -> list[str]:
    choices = "; ".join(f"{code} = {words}" for code, words in question.choices.items())
    return [
        harmless(question.path),
        harmless(question.label),
        style.translate(_KINDS[question.kind]),
        harmless(choices),
        style.word(label),
        style.translate(_KEPT[kept]),
    ]
