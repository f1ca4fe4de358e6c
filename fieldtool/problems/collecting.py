"""Problems of drafts, interviews and what is done with them: FT-6xx."""

from __future__ import annotations

from fieldtool.problems.kinds import ProblemKind


class Collecting:
    """The part of the catalogue whose numbers begin with 6."""

    ANSWER_OLDER = ProblemKind(
        601,
        409,
        "This answer was changed in another window after this page was opened. Saved there: “%(saved)s”. Typed here: “%(typed)s”. Nothing was overwritten; choose which one is right.",
    )
    DRAFT_UNKNOWN = ProblemKind(
        602, 404, "This interview is not on this laptop under your name. Look for it in your list."
    )
    DRAFT_FINALISED = ProblemKind(
        603, 409, "Interview %(number)s is finalised and cannot be changed here any more."
    )
    DRAFT_DELETED = ProblemKind(
        604,
        409,
        "Interview %(number)s was deleted. Undo the deletion in your list to go on with it.",
    )
    INTERVIEW_NOT_COMPLETE = ProblemKind(
        605,
        422,
        "%(count)s answers of interview %(number)s are missing or not allowed. Correct them, or finish it with another result than “complete”.",
    )
    RESULT_UNKNOWN = ProblemKind(
        606, 422, "There is no result “%(result)s”. Choose one of the results on the page."
    )
    FORM_NOT_HERE = ProblemKind(
        607,
        404,
        "This version of the questionnaire is not on this laptop. Connect to the hub once with “Send” to get it; your answers are kept.",
    )
    SITE_NOT_HERE = ProblemKind(
        608,
        404,
        "The place “%(site)s” is not in the list of this project. Choose one from the list.",
    )
    REASON_MISSING = ProblemKind(
        609, 422, "Say in a few words why this interview is deleted, then delete it."
    )
    WHOLE_NUMBER_NOT_READ = ProblemKind(
        610, 422, "“%(text)s” is not a whole number. Write it with digits only, such as 33 or ۳۳."
    )
    DECIMAL_NOT_READ = ProblemKind(
        611, 422, "“%(text)s” is not a number. Write it with digits, such as 2.5 or ۲٫۵."
    )
    TIME_NOT_READ = ProblemKind(
        612, 422, "“%(text)s” is not a time. Write hours and minutes, such as 14:05 or ۱۴:۰۵."
    )
    CHOICE_NOT_IN_LIST = ProblemKind(
        613, 422, "“%(text)s” is not in the list of this question. Choose one that is."
    )
    DATE_NOT_COMPLETE = ProblemKind(
        620, 422, "The date is not complete. Give every part of it that is asked for."
    )
    TIME_NOT_COMPLETE = ProblemKind(
        621, 422, "The time is not complete. Write hours and minutes, such as 14:05 or ۱۴:۰۵."
    )
    NOT_ON_THE_SCALE = ProblemKind(
        622,
        422,
        "“%(text)s” is not on this scale, which goes from %(start)s to %(end)s in steps of %(step)s. Choose a number that is.",
    )
    ORDER_NOT_COMPLETE = ProblemKind(
        623,
        422,
        "The order is not complete. Give each line a place of its own, from 1 to %(count)s.",
    )
    POSITION_NOT_READ = ProblemKind(
        624,
        422,
        "“%(text)s” is not a position. Write latitude and longitude as numbers, such as 34.3529 and 62.2040.",
    )
    POSITION_NOT_ON_EARTH = ProblemKind(
        625,
        422,
        "“%(text)s” is not on the earth: latitude goes from -90 to 90, longitude from -180 to 180. Perhaps they are exchanged.",
    )
    LINE_TOO_SHORT = ProblemKind(
        626,
        422,
        "A line needs two points or more, and %(count)s is written. Write the others as well.",
    )
    AREA_TOO_SMALL = ProblemKind(
        627,
        422,
        "An area needs three corners or more, and %(count)s are written. Write the others as well.",
    )
    YEAR_NOT_READ = ProblemKind(628, 422, "“%(text)s” is not a year. Write all four digits of it.")
    FILE_EMPTY = ProblemKind(
        630, 422, "The file is empty, so it was not attached. Choose it again, or another one."
    )
    FILE_TOO_LARGE = ProblemKind(
        631,
        413,
        "The file is larger than %(most)s MB, so it was not attached. Make a shorter recording or a smaller file.",
    )
    PICTURE_NOT_READ = ProblemKind(
        632,
        422,
        "This is no picture that can be read here, so it was not attached. Choose a JPEG, PNG or WebP picture.",
    )
    RECORDING_NOT_READ = ProblemKind(
        633,
        422,
        "This is no sound recording that is known here, so it was not attached. Choose an MP3, M4A, OGG, WAV or AMR file.",
    )
    FILM_NOT_READ = ProblemKind(
        634,
        422,
        "This is no film that is known here, so it was not attached. Choose an MP4, MOV or WebM file.",
    )
    FILE_IS_PROGRAM = ProblemKind(
        635, 422, "This file is a program, so it was not attached. Choose a document or a picture."
    )
    FILE_NOT_HERE = ProblemKind(
        636, 404, "This file is not attached to the interview any more. Go back to its questions."
    )
    FILE_IN_TWO_WINDOWS = ProblemKind(
        637,
        409,
        "This question got another file in another window, so this one was not attached. Look at the one that is here; if yours is right, choose it again.",
    )
    DRAFT_ERASED = ProblemKind(
        640,
        410,
        "This interview was erased at the hub, so its answers are not on this laptop any more. Your list says why.",
    )
    NOT_RETURNED = ProblemKind(
        641,
        409,
        "This interview is not waiting to be corrected any more: it was answered, or your coordinator decided something else. Look at it in your list.",
    )
    REQUEST_REASON_MISSING = ProblemKind(
        642, 422, "Choose what you ask for, so that your coordinator knows what to do."
    )
    REQUEST_NOT_POSSIBLE = ProblemKind(
        643,
        409,
        "Nothing can be asked about this interview now: you asked already, or it was returned to you. Look at it in your list.",
    )
    FORM_FOR_TRAINED = ProblemKind(
        614,
        403,
        "This questionnaire is only for people who are trained for it, and the project does not list you among them. Nothing was opened. Talk to your coordinator.",
    )
    QUESTION_CLOSED = ProblemKind(
        615,
        409,
        "This may not be asked now, so the answer was not saved: consent is missing, or the question is for other people. Open the interview again to see what comes next.",
    )
    CONSENT_NOT_GIVEN = ProblemKind(
        616,
        422,
        "Nobody has agreed to interview %(number)s, so it cannot be finished. Ask for consent, or write down that the person does not take part.",
    )
    RESULT_IS_COUNTED = ProblemKind(
        617,
        422,
        "Interview %(number)s cannot be finished as refused or not reached, because then nothing of it may be kept. Write down that the person does not take part.",
    )
    OUTCOME_UNKNOWN = ProblemKind(618, 422, "Choose how it ended.")
    WITHDRAW_AT_HUB = ProblemKind(
        619,
        409,
        "Interview %(number)s is at the hub already, so it cannot end here alone. Ask in your list that it be cancelled because the person does not want to be in it any more.",
    )
    ASKS_NOT_VALID = ProblemKind(
        645,
        422,
        "DP-07: the column asks of “%(question)s” says “%(words)s”. Write consent, guardian, assent, recontact, quote, photo, sex or age, and after it what single answers mean, such as “sex 1=female 2=male”.",
    )
    CONSENT_NOT_DECLARED = ProblemKind(
        646,
        422,
        "DP-07: before “%(question)s” somebody is asked to agree, but the program cannot know it and would not wait for a yes. Write consent into the column asks of that question.",
    )
    SEX_NOT_ASKED = ProblemKind(
        647,
        422,
        "DP-09: “%(question)s” is of class C, and no question before it says whether a woman or a man answers. It stays closed where the project wants interviewer and respondent to be of the same sex. Write, for example, “sex 1=female 2=male” into the column asks of the question that asks for it.",
    )
    WITHDRAWAL_CODE_NOT_VALID = ProblemKind(
        648,
        422,
        "This is no withdrawal code. It has %(length)s letters and digits, or %(digits)s digits, as they stand on the person’s slip. Compare each of them.",
    )
    WITHDRAWAL_NOT_FOUND = ProblemKind(
        649,
        404,
        "No interview at this hub has this code. It may still be on a laptop, or be erased already. Ask again when all laptops have sent what they have.",
    )
    REFERRAL_NOT_READ = ProblemKind(
        650,
        422,
        "The list of sheets cannot be used: %(reason)s. Its first line names the columns: place, and a language for each other column (fa_AF, ps, en, it).",
    )
    DATE_NOT_POSSIBLE = ProblemKind(
        656,
        422,
        "This cannot be today’s date: it lies before %(day)s, when this laptop was in use already, or more than a year after it. Look at a calendar and write the date again.",
    )
    TIME_NOT_STATED = ProblemKind(
        657, 422, "That is not a time of day. Write hour and minute, such as 14:05."
    )
    GRACE_NOT_VALID = ProblemKind(
        658, 422, "Write a whole number of days from 0 to %(most)s, or leave the field empty."
    )
    ENTITY_UNKNOWN = ProblemKind(
        659,
        404,
        "There is no such entry in this register. It may have been erased; look for it in the list.",
    )
    REGISTER_LIST_COLUMNS = ProblemKind(
        660,
        422,
        "The first line of the list must name one column label, with what each entry is called. Other columns are properties, such as code and site.",
    )
    REGISTER_LIST_PROPERTY = ProblemKind(
        661,
        422,
        "The column “%(column)s” can be no property. Write Latin letters, digits and _ only, begin with a letter, and name each column once.",
    )
    REGISTER_LIST_LENGTH = ProblemKind(
        662,
        422,
        "The list has no lines below its headings, or more than %(most)s. Divide it into several.",
    )
    REGISTER_LINE_NAMELESS = ProblemKind(
        663, 422, "Nothing stands under label. Write what the entry is called."
    )
    REGISTER_LINE_TWICE = ProblemKind(
        664, 422, "“%(key)s” stands in several lines. Each entry stands in the list once."
    )
    REGISTER_LINE_PLACE = ProblemKind(
        665,
        422,
        "The project has no place “%(place)s”. Write the id or the code of one of its places, or leave it empty.",
    )
    REGISTER_LINE_ID = ProblemKind(
        666, 422, "“%(id)s” is no id of an entry. Leave it empty, and one is made."
    )
    LABEL_MISSING = ProblemKind(651, 422, "Choose how sensitive the project is.")
    LABEL_BELOW_FORMS = ProblemKind(
        652,
        422,
        "The project cannot be less sensitive than what its forms ask. Choose one of the labels that are offered.",
    )
    LABEL_WITHOUT_REASON = ProblemKind(
        653,
        422,
        "This is less than is usual where the project works. Write in a few words why; the audit keeps it.",
    )
    PLACE_TOO_SMALL = ProblemKind(
        654,
        422,
        "DP-22: counts, and files without whom they are about, are given for a district or something larger, so that no community is judged by them. Choose a larger place.",
    )
    ASSIGNMENT_NOT_HERE = ProblemKind(
        644,
        409,
        "This assignment is not yours any more, or it was withdrawn. Look at today’s work, or start an interview without an assignment.",
    )
    PRACTICE_STAYS = ProblemKind(
        670,
        409,
        "This is practice: nothing of it is sent, carried or handed over. End the practice to work with real interviews.",
    )
    QUOTA_WITHOUT_QUESTION = ProblemKind(
        672,
        422,
        "This form has no question with one answer for women and one for men, so they cannot be counted. Leave both numbers empty, or choose another form.",
    )
    QUOTA_QUESTION_UNKNOWN = ProblemKind(
        673,
        422,
        "This form has no such question with one answer for women and one for men. It has: %(names)s. Write one of these names, or leave the field empty.",
    )
    MEETING_UNKNOWN = ProblemKind(
        674,
        404,
        "There is no such meeting on this laptop under your name. Look for it among the interviews that are not finished.",
    )
    PRACTICE_ENDED = ProblemKind(
        671,
        404,
        "The practice has ended, and what was typed in it is gone. Begin it again from the start page.",
    )
    EXCHANGE_KEY_NOT_HERE = ProblemKind(
        680,
        422,
        "This is sealed to a key that the hub does not have, so nothing of it was taken in. The laptop that sealed it still has it: take the stick back there if one brought it, sign in, so that it is sealed again, and send or carry it once more.",
    )
    EXCHANGE_KEY_IN_USE = ProblemKind(
        681,
        409,
        "The earlier key is still needed: %(count)s laptops or relays have not shown that they know the new one, or it is not yet %(days)s days old. Wait, or say that the earlier key is to be destroyed all the same.",
    )
    EXCHANGE_KEY_ALONE = ProblemKind(
        682,
        409,
        "There is no earlier key to destroy: laptops seal to the only one that this hub has. Make a new key first.",
    )
    COLLEAGUE_UNKNOWN = ProblemKind(
        690,
        404,
        "There is no such colleague in your team, or the hub has locked that laptop. Send and fetch, then choose again. The interview is still in your work.",
    )
    DRAFT_HANDED_OVER = ProblemKind(
        691,
        409,
        "Interview %(number)s is handed over to a colleague. To go on with it yourself, take it back first.",
    )
    HAND_OVER_UNKNOWN = ProblemKind(
        692,
        404,
        "This interview does not wait to be handed over any more. Look at the start page for what has become of it.",
    )
    HAND_OVER_TAKEN = ProblemKind(
        693,
        409,
        "%(person)s has opened this interview already. Ask %(person)s to hand it over to you.",
    )
    HAND_OVER_HERE_ALREADY = ProblemKind(
        694,
        409,
        "You have worked on interview %(number)s yourself, so nothing was overwritten. Talk with your colleague, and finish or delete what you have first.",
    )
    HAND_OVER_CLOSED = ProblemKind(
        695,
        409,
        "What was handed over of interview %(number)s cannot be opened here: its questionnaire is not here yet, or it is sealed to another key. Send and fetch, then try again; otherwise let the colleague take it back.",
    )
    RECEIVER_NOT_CHOSEN = ProblemKind(
        696, 422, "Choose a person whose laptop is set up and not locked."
    )
