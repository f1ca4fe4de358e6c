"""`fieldtool forms print`: a form on paper, as a page that any browser prints."""

from __future__ import annotations

from pathlib import Path

import click

from fieldtool.cli import form_files
from fieldtool.cli.form_reports import speaker
from fieldtool.config import LANGUAGES
from fieldtool.forms import Form, Language, form_hash
from fieldtool.i18n import locales
from fieldtool.i18n.dates import Calendar
from fieldtool.i18n.locales import Locale
from fieldtool.outputs.paper.layout import MOST_COPIES, MOST_ROWS
from fieldtool.problems import Code, Problem
from fieldtool.questionnaires import QUESTIONNAIRES
from fieldtool.storage.files import write_atomically

_CALENDARS: dict[str, Calendar] = {"solar": "solar", "gregorian": "gregorian"}


@click.command("print")
@click.argument("form", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    required=True,
    help="Language of the paper, and of the messages.",
)
@click.option("--second", type=click.Choice(LANGUAGES), help="Language beside the first.")
@click.option(
    "--calendar",
    type=click.Choice(list(_CALENDARS)),
    help="Calendar of dates; the usual one of the language if left out.",
)
@click.option(
    "--rows",
    type=click.IntRange(1, MOST_ROWS),
    default=3,
    show_default=True,
    help="How often each repeat is printed.",
)
@click.option(
    "--copies",
    type=click.IntRange(1, MOST_COPIES),
    default=1,
    show_default=True,
    help="Copies, each with a number of its own.",
)
@click.option("--no-guidance", is_flag=True, help="Leave out the hints for the person who asks.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, help="HTML file to write."
)
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@form_files.profile_option
def print_form(  # noqa: PLR0913 - one per option
    *,
    form: Path,
    language: str,
    second: str | None,
    calendar: str | None,
    rows: int,
    copies: int,
    no_guidance: bool,
    output: Path,
    force: bool,
    profile: str,
) -> None:
    """Write a blank form as one HTML file, to be printed from any browser.

    FORM is a workbook or an XForm. Each copy has a number, as letters and as a QR code, by which
    a laptop that has the same version of the form knows what is typed in from it.
    """
    # Pages are made by what makes those of the program, which is loaded only where it is needed.
    from fieldtool.web.paper import standalone
    from fieldtool.web.paper.printing import Wish, printed

    if output.exists() and not force:
        raise Problem(Code.FILE_THERE_ALREADY, {"place": str(output)})
    opened = form_files.opened(form)
    files = form_files.attached(form, opened.names, profile)
    made, compiled = opened.compile(files)
    locale = locales.by_code(language)
    wish = Wish(
        language=_language(compiled, locale),
        locale=locale,
        second=_language(compiled, locales.by_code(second)) if second else None,
        calendar=_CALENDARS[calendar] if calendar else None,
        rows=rows,
        copies=copies,
        guidance=not no_guidance,
    )
    named = _title(compiled, locale)
    html = standalone.page(printed(compiled, form_hash(made.xform, files), named, wish))
    write_atomically(output, html.encode())
    said = speaker(language).gettext("%(form)s: written to %(place)s")
    click.echo(said % {"form": form.name, "place": output})


def _language(form: Form, locale: Locale) -> Language:
    """Return the language of the form that *locale* means; a form with one unnamed has only that.

    Raises:
        Problem: LANGUAGE_UNKNOWN.
    """
    for one in form.languages:
        if not one.name or (one.tag and locales.find(one.tag) == locale):
            return one
    names = ", ".join(one.name for one in form.languages)
    raise Problem(Code.LANGUAGE_UNKNOWN, {"language": locale.name, "languages": names})


def _title(form: Form, locale: Locale) -> str:
    titles = {one.id: one.title for one in QUESTIONNAIRES}
    return titles.get(form.form_id, {}).get(locale.code, form.title)
