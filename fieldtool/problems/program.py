"""Problems of the program, its settings and its checks: FT-8xx."""

from __future__ import annotations

from fieldtool.problems.kinds import ProblemKind


class Program:
    """The part of the catalogue whose numbers begin with 8."""

    SETTING_UNKNOWN = ProblemKind(
        801, 500, "There is no setting “%(name)s”. See docs/settings.md for the list of settings."
    )
    SETTING_NOT_VALID = ProblemKind(
        802,
        500,
        "The setting “%(name)s” cannot be “%(value)s”. Allowed: %(allowed)s. Correct it and start again.",
    )
    PORT_TAKEN = ProblemKind(
        803,
        500,
        "Another program listens on port %(port)s. Stop it, or choose another port with --port.",
    )
    PROCESS_DID_NOT_START = ProblemKind(
        804,
        500,
        "“fieldtool %(command)s” did not start. The lines above say why; correct that and try again.",
    )
    PROJECT_BEGUN = ProblemKind(
        805,
        409,
        "This hub has a project already. Use another data folder (--data) for another project.",
    )
    PROJECT_NOT_BEGUN = ProblemKind(
        806, 409, "This hub has no project yet. Begin one first: “fieldtool hub init --title NAME”."
    )
    PROCESS_ENDED = ProblemKind(
        807,
        500,
        "The laptop or the hub of the demo ended by itself. Its log in %(folder)s says more; start the demo again.",
    )
    CHECK_FAILED = ProblemKind(808, 500, "The step “%(step)s” failed: %(seen)s")
    FILE_THERE_ALREADY = ProblemKind(
        810, 409, "%(place)s is there already and was not changed. Add --force to replace it."
    )
    PLAY_COMMAND_UNKNOWN = ProblemKind(
        811, 422, "There is no command “%(command)s”. Use one of these: %(known)s."
    )
    PLAY_VALUES_WRONG = ProblemKind(
        812,
        422,
        "The command “%(command)s” was given %(given)s values, but it takes %(allowed)s. Put a tab between them.",
    )
    PLAY_PATH_UNKNOWN = ProblemKind(
        813,
        404,
        "“%(path)s” is no node of this interview, or several. Use a reference that “state” shows, such as /data/hazard[1]/note.",
    )
    FORM_CONVERTED_ALREADY = ProblemKind(
        814, 422, "“%(file)s” is an XForm already. Give the workbook that it was made from."
    )
    WORKBOOK_TOO_LONG = ProblemKind(
        815,
        422,
        "“%(file)s” has %(rows)s rows on the sheet %(sheet)s; at most %(most)s can be used. Put long lists into a CSV file, and take the form apart.",
    )
    DELICATE_ANSWER_IN_LIST = ProblemKind(
        816,
        422,
        "DP-15: “%(question)s” is personal or of class B or C, and save_to would put its answer into a list that goes to every laptop. Empty the cell in save_to.",
    )
    NOTICE_MISSING = ProblemKind(
        817,
        422,
        "DP-16, DP-13: “%(question)s” takes free text or a picture, and nothing before it in its group says that no names are to be written and nobody is to be shown. Put a note before it.",
    )
    CONSENT_MISSING = ProblemKind(
        818,
        422,
        "DP-07: “%(question)s” is of class B or C, and no question before it asks for consent. Ask for consent first.",
    )
    REFUSAL_MISSING = ProblemKind(
        819,
        422,
        "DP-11: “%(question)s” is of class B or C and must be answered, but its list has no choice for not wanting to answer. Add the choice 99, or do not require an answer.",
    )
    WORKBOOK_TOO_LARGE = ProblemKind(
        820,
        422,
        "“%(file)s” has %(cells)s cells with something in them; at most %(most)s can be read. Put long lists into CSV files, and take sheets that are no part of the form out.",
    )
    LOG_BROKEN = ProblemKind(
        827,
        500,
        "The log %(log)s does not hold together at entry %(entry)s: %(reason)s. Do not delete anything. Restore a backup, or call your coordinator.",
    )
    TIP_WRONG = ProblemKind(
        821,
        500,
        "The end of the log %(log)s is not signed by its writer. Do not delete anything. Restore a backup, or call your coordinator.",
    )
    RECEIPT_WRONG = ProblemKind(
        822,
        500,
        "%(count)s receipts for the log %(log)s are not what the hub signed. Send again: the hub gives a new receipt.",
    )
    BLOBS_DAMAGED = ProblemKind(
        823,
        500,
        "%(count)s photos, recordings or files in %(place)s are damaged. Delete nothing. Send to the hub, or let the laptops send again; what a backup has comes back with it.",
    )
    PROJECTIONS_DIFFER = ProblemKind(
        824,
        500,
        "%(count)s rows of the table %(table)s were not what the log says. They were made again from the log; nothing is lost.",
    )
    DISK_NEARLY_FULL = ProblemKind(
        825,
        507,
        "Only %(free)s MB are free on the disk of %(place)s. Delete files you no longer need or empty the bin before it is full.",
    )
    RESTORE_UNFINISHED = ProblemKind(
        826,
        409,
        "A restore in %(place)s was interrupted. It is finished by itself when the work is opened the next time.",
    )
