"""Codes of the log in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from fieldtool.log.sensitivity import STEPS
from fieldtool.outputs.csv_writing import WORDS
from fieldtool.problems import N_
from fieldtool.web.parts.languages import gettext

RESULTS = {
    # Translators: how an interview ended: all questions were asked.
    "complete": N_("Complete"),
    # Translators: how an interview ended: it was broken off, some questions were answered.
    "partial": N_("Partial"),
    # Translators: how an interview ended: the person did not want to be interviewed.
    "refused": N_("Refused"),
    # Translators: how an interview ended: nobody was found.
    "unreachable": N_("Not reached"),
}
RESULT_STATES = {"complete": "good", "partial": "warn", "refused": "", "unreachable": ""}
REVIEWS = {
    # Translators: where an interview stands between its facilitator and the coordinator.
    "asked": N_("Something is asked"),
    # Translators: it was returned to the facilitator, who went through it again and sent it.
    "answered": N_("Answered after return"),
    # Translators: it was approved or rejected, and is another one since.
    "changed": N_("Changed since the review"),
    # Translators: where an interview stands: the facilitator is to look at it again.
    "returned": N_("Returned"),
    # Translators: where an interview stands between its facilitator and the coordinator.
    "approved": N_("Approved"),
    # Translators: where an interview stands between its facilitator and the coordinator.
    "rejected": N_("Rejected"),
    # Translators: where an interview stands: nobody has reviewed it.
    "none": N_("Not reviewed"),
}
REVIEW_STATES = {
    "asked": "warn",
    "answered": "warn",
    "changed": "warn",
    "returned": "",
    "approved": "good",
    "rejected": "bad",
}
WAVES = {
    # Translators: a wave of interviews: before anything is done.
    "baseline": N_("Baseline"),
    # Translators: a wave of interviews: in the middle of the work.
    "midline": N_("Midline"),
    # Translators: a wave of interviews: after the work.
    "endline": N_("Endline"),
}
VERDICTS = {
    # Translators: a line of the history of an interview.
    "approve": N_("Approved at the hub"),
    # Translators: a line of the history of an interview.
    "return": N_("Returned to the facilitator"),
    # Translators: a line of the history of an interview.
    "reject": N_("Rejected at the hub"),
}
REQUESTS = {
    # Translators: what a facilitator asks of the coordinator about an interview.
    "mistake": N_("To correct it: an answer was written down wrongly"),
    # Translators: what a facilitator asks of the coordinator about an interview.
    "missing": N_("To correct it: something is missing"),
    # Translators: what a facilitator asks of the coordinator about an interview.
    "withdrawn": N_("To cancel it: the respondent withdrew"),
    # Translators: what a facilitator asks of the coordinator about an interview.
    "wrong": N_("To cancel it: it was held with the wrong person or household"),
    # Translators: what a facilitator asks of the coordinator about an interview.
    "twice": N_("To cancel it: the same interview was held twice"),
    # Translators: what a facilitator asks of the coordinator about an interview.
    "test": N_("To cancel it: it was only a test"),
}
SEXES = {
    # Translators: sex of a person who interviews.
    "female": N_("Woman"),
    # Translators: sex of a person who interviews.
    "male": N_("Man"),
}
ROLES = {
    "administrator": N_("Administrator"),
    "coordinator": N_("Coordinator"),
    # Translators: a role: reads and downloads interviews, changes nothing.
    "analyst": N_("Analyst"),
    # Translators: a role: sees counts alone.
    "viewer": N_("Viewer"),
}
LEVELS = {
    "country": N_("Country"),
    "region": N_("Region"),
    "province": N_("Province"),
    "city": N_("City"),
    "district": N_("District"),
    "municipality": N_("Municipality"),
    # Translators: a level of places: part of a city in Afghanistan.
    "nahia": N_("Nahia"),
    # Translators: a level of places: part of a nahia in Afghanistan, a neighbourhood.
    "gozar": N_("Gozar"),
    # Translators: a level of places: where a community council is.
    "council": N_("Community council"),
}
# As files say it.
SENSITIVITIES = {step.value: WORDS[step] for step in STEPS}
REASON_WORDS = {
    # Translators: why an interview was erased: the person who was asked took back the consent.
    "withdrawn": N_("The respondent withdrew"),
    # Translators: why an interview was erased.
    "wrong": N_("It was held by mistake, such as with the wrong person"),
    # Translators: why an interview was erased.
    "legal": N_("A law or an authority demands it"),
    # Translators: why an interview was erased.
    "test": N_("It was only a test"),
    # Translators: why an interview was erased: answers are kept for a time that was promised.
    "retention": N_("The time for which answers are kept is over"),
}
TRAITS = {
    # Translators: what a person may be recognised by.
    "sex": N_("sex"),
    # Translators: what a person may be recognised by.
    "age": N_("age"),
    # Translators: what a person may be recognised by.
    "disability": N_("disability"),
    # Translators: what a person may be recognised by.
    "displacement": N_("displacement"),
}
REVOKED_WORDS = {
    # Translators: why a laptop is revoked.
    "lost": N_("It was lost"),
    # Translators: why a laptop is revoked: police, army or others took it.
    "seized": N_("It was taken away by somebody"),
    # Translators: why a laptop is revoked.
    "left": N_("Its person does not work for the project any more"),
    # Translators: why a laptop is revoked.
    "replaced": N_("Its person has another laptop now"),
}
EVENTS = {
    "sign-in:begin": N_("Signed in"),
    "sign-in:code-wrong": N_("Somebody gave the right password and a wrong code"),
    "account:change": N_("Changed an account"),
    "account:close": N_("Closed an account"),
    "account:reopen": N_("Opened a closed account again"),
    "account:invite": N_("Invited somebody to choose another password"),
    "account:password": N_("Changed the password"),
    "account:second-factor": N_("Turned the second factor on"),
    "account:second-factor-off": N_("Took the second factor away"),
    "account:spare-codes": N_("Made new spare codes"),
    "account:sign-out": N_("Ended sessions"),
    "interview:print": N_("Printed an interview"),
    "interview:read": N_("Read an interview"),
    "interview:erase": N_("Erased an interview"),
    "interview:settle": N_("Settled an interview"),
    "interview:review": N_("Reviewed an interview"),
    "handover:give": N_("Gave a draft that was on its way to somebody else"),
    "handover:back": N_("Gave a draft that was on its way back"),
    "interview:file": N_("Opened a photo or recording of an interview"),
    "interviews:export": N_("Downloaded interviews"),
    "project:label": N_("Said how sensitive the project is"),
    "release:ask": N_("Asked for a file that needs a second person"),
    "release:agree": N_("Agreed that a file leaves the hub"),
    "tables:export": N_("Downloaded tables of counts"),
    "assignment:make": N_("Made an assignment"),
    "assignment:change": N_("Changed an assignment"),
    "assignment:withdraw": N_("Withdrew an assignment"),
    "register:change": N_("Changed an entry of a register"),
    "register:settle": N_("Settled an entry of a register"),
    "register:erase": N_("Erased an entry of a register"),
    "register:take-in": N_("Took in a list for a register"),
    "person:add": N_("Added a person"),
    "enrolment:answer": N_("Answered a laptop without a network"),
    "people:add": N_("Added people from a list"),
    "enrolment:make": N_("Made an enrolment code"),
    "person:change": N_("Changed what is known of a person"),
    "person:team": N_("Changed somebody's team"),
    "team:place": N_("Said where teams work"),
    "site:add": N_("Added a place"),
    "site:change": N_("Changed a place"),
    "site:close": N_("Closed a place"),
    "site:reopen": N_("Opened a place again"),
    "site:merge": N_("Merged a place into another one"),
    "sites:import": N_("Wrote a list of places into the register"),
    "sites:download": N_("Downloaded the register of places"),
    "sites:take": N_("Took shipped places into the register"),
    "form:upload": N_("Uploaded a form"),
    "form:try": N_("Tried a form"),
    "form:discard": N_("Threw a form away"),
    "form:publish": N_("Published a form"),
    "form:retire": N_("Retired a form"),
    "forms:switch": N_("Switched modules of questionnaires"),
    "workspace:revoke": N_("Revoked a laptop"),
    "incident:report": N_("Reported a laptop as lost or seized"),
    "incident:tick": N_("Noted what was done about a lost laptop"),
    "seal:begin": N_("Began to seal interviews"),
    "seal:waive": N_("Decided that interviews are not sealed"),
    "seal:want": N_("Decided that no laptop is set up without sealing"),
    "seal:renew": N_("Made another key for sealed interviews"),
    "seal:prove": N_("Proved that the project's key opens"),
    "seal:unlock": N_("Unlocked the hub"),
    "seal:lock": N_("Locked the hub"),
    "project:change": N_("Changed how long laptops keep answers"),
    "project:notice": N_("Changed the information notice"),
    "project:retention": N_("Changed how long raw answers are kept"),
    "project:destroy": N_("Had all raw answers destroyed"),
    "project:destroyed": N_("All raw answers are destroyed"),
    "referral:write": N_("Wrote a sheet of help"),
    "withdrawal:find": N_("Looked for an interview by its withdrawal code"),
    "withdrawal:drop": N_("Dropped a request for erasure"),
    "project:protect": N_("Changed by whom class C is asked"),
    "entry:retry": N_("Tried again to read what was put aside"),
    "exchange:make": N_("Made another key for what laptops send"),
    "exchange:retire": N_("Destroyed the earlier key for what laptops send"),
    "recovery:make": N_("Made a recovery key"),
    "recovery:prove": N_("Proved that the recovery key opens"),
    "recovery:give": N_("Looked at somebody's recovery code"),
    "workspace:readmit": N_("Accepted a revoked laptop again"),
    "late:accept": N_("Accepted late work"),
    "late:leave": N_("Left late work aside"),
    "account:open": N_("Opened an account"),
    "relay:stick": N_("Wrote what the hub above has not got onto a memory stick"),
    "stick:read": N_("Read the parcels on a memory stick"),
    "relay:invite": N_("Made a code for a relay"),
    "relay:revoke": N_("Revoked a relay"),
}

# What an audit line says beside who, when and what.
DETAILS = {
    "agreed": N_("Agreed by"),
    "read": N_("Could be read"),
    "left": N_("Still put aside"),
    "audience": N_("Teams"),
    "days": N_("Days"),
    "delimiter": N_("Between columns"),
    "holders": N_("Holders"),
    "hours": N_("Hours"),
    "interviews": N_("Interviews"),
    "label": N_("Sensitivity"),
    "language": N_("Language"),
    "laptops": N_("Laptops"),
    "number": N_("Number"),
    "people": N_("People"),
    "purpose": N_("Purpose"),
    "person": N_("Person"),
    "reason": N_("Reason"),
    "refused": N_("Files that were refused"),
    "result": N_("Result"),
    "review": N_("Review"),
    "role": N_("Role"),
    "since": N_("From"),
    "changed": N_("Changed"),
    "into": N_("Into"),
    "modules": N_("Modules"),
    "new": N_("New"),
    "places": N_("Places"),
    "site": N_("Place"),
    "state": N_("State"),
    "steps": N_("Steps"),
    # Translators: how much of an interview leaves the hub: 0 counts, 1 de-identified, 2 all of it.
    "tier": N_("Tier"),
    "target": N_("How many interviews"),
    "team": N_("Team"),
    "teams": N_("Teams"),
    "until": N_("To"),
    "verdict": N_("Decision"),
    "version": N_("Version"),
    "written": N_("Written as"),
}
COUNTS = frozenset(
    {
        "changed",
        "days",
        "holders",
        "hours",
        "interviews",
        "laptops",
        "new",
        "people",
        "places",
        "refused",
        "steps",
        "teams",
    }
)


def label(labels: Mapping[str, str], code: str) -> str:
    """Return the reader's word for *code*; the code itself where a later version made it."""
    return gettext(labels[code]) if code in labels else code


def named(names: Mapping[str, str], locale_code: str, otherwise: str) -> str:
    """Return the name in the reader's language, else in English, else in any, else *otherwise*."""
    found = names.get(locale_code) or names.get("en") or next(iter(names.values()), "")
    return found or otherwise
