"""Problems of pages and of what is sent to them: FT-7xx."""

from __future__ import annotations

from fieldtool.problems.kinds import ProblemKind


class Web:
    """The part of the catalogue whose numbers begin with 7."""

    PAGE_EXPIRED = ProblemKind(
        701,
        400,
        "This page no longer belongs to your session, so nothing was changed. Open the page again, sign in if you are asked to, and repeat the last step.",
    )
    ADDRESS_WRONG = ProblemKind(
        702, 403, "The program does not answer under this name. Open %(address)s instead."
    )
    ORIGIN_FOREIGN = ProblemKind(
        703,
        403,
        "The request came from another site, so nothing was changed. Open the program's own page and repeat the step there.",
    )
    PAGE_UNKNOWN = ProblemKind(
        704,
        404,
        "There is nothing at this address. Check the address, or go on from the start page.",
    )
    METHOD_WRONG = ProblemKind(
        705,
        405,
        "This address cannot be opened directly. Go to the start page and use the buttons there.",
    )
    REQUEST_TOO_LARGE = ProblemKind(
        706,
        413,
        "What was sent is larger than the program accepts. Nothing was changed. Send a smaller file.",
    )
    PROGRAM_FAILED = ProblemKind(
        707,
        500,
        "The program made a mistake. Everything that was shown as saved is safe. Go back and repeat the last step; if it happens again, tell your coordinator this number.",
    )
    SIGN_IN_FIRST = ProblemKind(
        708, 401, "Your work is locked. Sign in again; everything that was shown as saved is there."
    )
    REQUEST_BROKEN = ProblemKind(
        709,
        400,
        "The program could not understand this request. Go back, load the page again and repeat the step.",
    )
    WORKSPACE_LOCKED = ProblemKind(
        710,
        403,
        "The hub has locked this work, so nothing in it can be opened or begun here. Nothing was deleted, and what is not at the hub yet can still be sent. Call your coordinator.",
    )
    REVOCATION_REASON_MISSING = ProblemKind(
        711, 422, "Choose why the laptop is revoked. Nothing was changed."
    )
    LATE_WORK_NOT_HERE = ProblemKind(
        712,
        409,
        "None of this waits for a decision any more. Somebody may have decided meanwhile; look at the list again.",
    )
    SIGN_IN_WRONG = ProblemKind(
        740,
        403,
        "Sign-in name and password do not fit together. Check the language of the keyboard and the capital letters, then try again.",
    )
    SIGN_IN_WAIT = ProblemKind(
        741,
        429,
        "There were too many wrong tries. Wait %(minutes)s minutes before you try again.",
    )
    NOT_PERMITTED = ProblemKind(
        742, 403, "Your account may not do this. Ask an administrator of the project."
    )
    INTERVIEW_NOT_HERE = ProblemKind(
        743, 404, "This interview is not at the hub. Check its number in the list of interviews."
    )
    PERSON_NOT_HERE = ProblemKind(
        744, 404, "There is no person with this code. Check the code in the list of people."
    )
    HUB_WITHOUT_PROJECT = ProblemKind(
        745, 503, "This hub has no project yet. On the hub's computer, run “fieldtool hub init”."
    )
    PERSON_CODE_NOT_VALID = ProblemKind(
        746,
        422,
        "“%(code)s” cannot be a person's code. Write two to five letters of the Latin alphabet, a hyphen and two or three digits, such as HRT-07.",
    )
    PERSON_CODE_TAKEN = ProblemKind(
        747, 409, "The code %(code)s belongs to somebody already. Choose the next free number."
    )
    LAPTOP_NOT_HERE = ProblemKind(
        748, 404, "The hub knows no laptop under this name. Check the list of laptops."
    )
    FORM_NOT_PUBLISHED = ProblemKind(
        749, 404, "This form is not published at the hub. Choose one from the list of forms."
    )
    SIGN_IN_BUSY = ProblemKind(
        750, 503, "Too many people are signing in at this moment. Try again in a minute."
    )
    TRIAL_ENDED = ProblemKind(
        760,
        409,
        "The trial has ended, and nothing of it was kept. Begin it again from the page of the form.",
    )
    CANDIDATE_NOT_HERE = ProblemKind(
        761,
        404,
        "This form is no longer in preparation: it was published or thrown away. Look at the list of forms.",
    )
    CANDIDATE_NOT_READY = ProblemKind(
        762,
        409,
        "This form has problems that must be corrected first. Correct the workbook and upload it again.",
    )
    CANDIDATE_CHANGED = ProblemKind(
        763,
        409,
        "Somebody uploaded another state of this form while you looked at it. Nothing was published. Look at it again.",
    )
    SITE_UNKNOWN = ProblemKind(
        764, 404, "There is no such place in the register. Look for it in the list of places."
    )
    LIST_NOT_KEPT = ProblemKind(
        765,
        409,
        "The list is not kept here any more, because the hub was started again or another list was chosen since. Choose the file again.",
    )
    REGISTER_MOVED = ProblemKind(
        766,
        409,
        "Somebody changed the register while you looked at the list. Nothing was written. Look at what the list would change now.",
    )
    LIST_NOT_CHOSEN = ProblemKind(767, 422, "Choose a file, or write the list into the field.")
    PARTS_NOT_CHOSEN = ProblemKind(768, 422, "Choose at least one province.")
    RESTRICTED_BY_COMMAND = ProblemKind(
        732,
        422,
        "“%(form)s” was not published. Where all of this holds, an administrator publishes it on the hub’s page Forms, Shipped questionnaires, and puts a mark at each point.",
    )
    SEALING_UNDECIDED = ProblemKind(
        730,
        409,
        "No laptop can be set up yet: laptops of this project may be taken, and nobody has decided whether what lies on them is sealed. An administrator makes the key under Accounts, Sealed interviews, or says on the project’s page why interviews are not sealed.",
    )
    UNSEALED_WITHOUT_REASON = ProblemKind(
        731, 422, "Write in a few words why interviews are not sealed; the audit keeps it."
    )
    RESTRICTED_NOT_CONFIRMED = ProblemKind(
        769,
        422,
        "Nothing was published, because you did not confirm every point. Read what this questionnaire needs, and put all marks.",
    )
    VERDICT_MISSING = ProblemKind(
        720, 422, "Choose whether the interview is approved, returned or rejected."
    )
    REVIEW_IN_CONFLICT = ProblemKind(
        721,
        409,
        "This interview was left in two states, so nothing was written. Choose first what is right, then review it.",
    )
    REVIEW_MOVED = ProblemKind(
        722,
        409,
        "Something new about this interview arrived while you were reading, so nothing was written. What you typed is still here; read the interview again and decide.",
    )
    RETURN_WITHOUT_COMMENT = ProblemKind(
        723,
        422,
        "Say what has to be looked at again, about the whole interview or beside a question. Without that the facilitator cannot know what to do.",
    )
    RETURN_TO_NOBODY = ProblemKind(
        724,
        409,
        "No laptop would get this interview back: those of %(person)s were revoked. Set up a laptop for this person first, then return it.",
    )
    REJECTION_NOT_CONFIRMED = ProblemKind(
        725,
        422,
        "Nothing was written, because you did not confirm that the interview is not to count. Put the mark, or choose something else.",
    )
    ASSIGNMENT_UNKNOWN = ProblemKind(
        727, 404, "There is no such assignment. Look for it in the list of assignments."
    )
    ASSIGNMENT_WITHOUT_LAPTOP = ProblemKind(
        728,
        409,
        "%(person)s has no laptop that would get this assignment, so nothing was written. Set up a laptop for this person first, or assign it to a team.",
    )
    REVISION_NOT_HERE = ProblemKind(
        726,
        404,
        "There is no such change in this interview. Go back to it and look at its history.",
    )
    NOTHING_TO_SETTLE = ProblemKind(
        780,
        409,
        "Nothing in this interview waits for a decision any more. Somebody may have decided meanwhile; look at it again.",
    )
    CONFLICT_MOVED = ProblemKind(
        781,
        409,
        "Something new about this interview arrived while you were deciding, so nothing was written. Look at both sides again and choose.",
    )
    NOT_ALL_DECIDED = ProblemKind(
        782,
        422,
        "Some answers are not decided yet, so nothing was written. Choose one answer for each question.",
    )
    INTERVIEW_ERASED = ProblemKind(
        783,
        410,
        "This interview was erased. Its answers are nowhere any more at this hub, and laptops destroy theirs when they next sync.",
    )
    ERASURE_NOT_CONFIRMED = ProblemKind(
        784,
        422,
        "Nothing was erased, because you did not confirm it. Read what is lost and put the mark, or go back.",
    )
    PAPER_NUMBER_NOT_VALID = ProblemKind(
        785,
        422,
        "“%(text)s” is not the number of a printed form. It has 16 letters and digits in groups of four, below the QR code on the paper. Look at it again and type it anew.",
    )
    PAPER_OF_ANOTHER_FORM = ProblemKind(
        786,
        404,
        "The paper %(paper)s is of a form, or of a version of it, that is not on this laptop. Send and fetch first. Where that does not help, ask your coordinator which form it was printed from.",
    )
    PAPER_TYPED_ALREADY = ProblemKind(
        787,
        409,
        "The paper %(paper)s was typed in already: it is interview %(number)s. Put the paper with those that are done, or go on in that interview.",
    )
    PAPER_DAY_NOT_POSSIBLE = ProblemKind(
        788,
        422,
        "The interview on paper cannot be of %(day)s: that day has not come yet. Write the day that stands on the paper.",
    )
    INTERVIEW_SEALED_HERE = ProblemKind(
        789,
        409,
        "Interview %(number)s is sealed: nobody can read or print it on this laptop. Your coordinator can print it at the hub.",
    )
    INTERVIEW_PURGED_HERE = ProblemKind(
        790,
        410,
        "The answers of interview %(number)s are at the hub and not on this laptop any more, so they cannot be printed here. Your coordinator can print them.",
    )
    INTERVIEW_WITHOUT_FORM = ProblemKind(
        791,
        409,
        "Interview %(number)s cannot be printed: the version of the form that it was filled with is not at this hub. Nothing is lost. Publish that version here and try again.",
    )
