"""`fieldtool forms …`: check, convert, play and print forms while designing them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fieldtool.cli import form_files
from fieldtool.cli.form_playing import play
from fieldtool.cli.form_printing import print_form
from fieldtool.cli.form_reports import Speaker, speaker
from fieldtool.config import LANGUAGES
from fieldtool.forms.checking import Report, check_opened
from fieldtool.forms.checking.complaints import located
from fieldtool.problems import Code, Problem, Problems
from fieldtool.questionnaires.registers import REGISTERS
from fieldtool.storage.files import write_atomically

_FORM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def forms() -> None:
    """Check, convert and try forms while designing them.

    Lists, pictures and sounds are looked for beside the form and in a folder named after it, such
    as survey-media for survey.xlsx.
    """


@forms.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FORM)
@click.option("--strict", is_flag=True, help="End with 1 for warnings as well.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the messages.")
@form_files.profile_option
def check(*, files: tuple[Path, ...], strict: bool, language: str | None, profile: str) -> None:
    """Say all that is wrong with forms, with sheet, row and column.

    FILE is a workbook (.xlsx, .xls, .csv, .md) or an XForm (.xml). Errors come first: what does
    not work, and questions for personal data that are not flagged. Then warnings: missing
    translations, questions that can never be reached, lists that nothing uses. The exit code is 1
    when there are errors, else 0.
    """
    voice = speaker(language)
    bad = False
    for path in files:
        report = _report(path, profile)
        for line in voice.lines(report):
            click.echo(line)
        bad = bad or bool(report.errors or (strict and report.warnings))
    sys.exit(1 if bad else 0)


def _report(path: Path, profile: str) -> Report:
    try:
        opened = form_files.opened(path)
        return check_opened(opened, form_files.attached(path, opened.names, profile), REGISTERS)
    except Problem as problem:
        return Report(path.name, (located(problem, None),))
    except Problems as problems:
        return Report(path.name, tuple(located(each, None) for each in problems.problems))


@forms.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FORM)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="File to write, or the folder when there are several forms.",
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the messages.")
def convert(
    *, files: tuple[Path, ...], output: Path | None, force: bool, language: str | None
) -> None:
    """Write the XForm (.xml) that workbooks make.

    It goes beside the workbook unless --output says otherwise. The files that the form reads are
    listed; an itemsets.csv that the workbook makes is written too.
    """
    voice = speaker(language)
    if output is not None and len(files) > 1 and not output.is_dir():
        raise click.BadParameter(
            "must be a folder when there are several forms.", param_hint="--output"
        )
    done = [_converted(path, output, voice, force=force) for path in files]
    sys.exit(0 if all(done) else 1)


def _converted(path: Path, output: Path | None, voice: Speaker, *, force: bool) -> bool:
    """Write one XForm; return whether that worked, having said why not."""
    try:
        written = _write(path, output, voice, force=force)
    except Problem as problem:
        written = _refused(path, voice, (problem,))
    except Problems as problems:
        written = _refused(path, voice, problems.problems)
    return written


def _write(path: Path, output: Path | None, voice: Speaker, *, force: bool) -> bool:
    if path.suffix.lower() == ".xml":
        raise Problem(Code.FORM_CONVERTED_ALREADY, {"file": path.name})
    opened = form_files.opened(path)
    made = opened.convert()
    target = _target(path, output)
    wanted = {target: made.xform}
    if made.itemsets:
        wanted[target.with_name("itemsets.csv")] = made.itemsets
    for each in wanted:
        if each.exists() and not force:
            raise Problem(Code.FILE_THERE_ALREADY, {"place": str(each)})
    for each, text in wanted.items():
        write_atomically(each, text.encode())
        click.echo(
            voice.gettext("%(form)s: written to %(place)s") % {"form": path.name, "place": each}
        )
    reads = form_files.read_by(made.xform)
    if reads:
        names = {"form": path.name, "files": voice.gettext(", ").join(reads)}
        click.echo(voice.gettext("%(form)s: reads %(files)s") % names)
    return True


def _target(path: Path, output: Path | None) -> Path:
    if output is None:
        return path.with_suffix(".xml")
    return output / f"{path.stem}.xml" if output.is_dir() else output


def _refused(path: Path, voice: Speaker, problems: tuple[Problem, ...]) -> bool:
    report = Report(path.name, tuple(located(each, None) for each in problems))
    for line in voice.lines(report):
        click.echo(line, err=True)
    return False


forms.add_command(play)
forms.add_command(print_form)
