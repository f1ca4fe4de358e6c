"""Help at the hub: what coordinators do seldom and must get right."""

from __future__ import annotations

from fieldtool.problems import N_
from fieldtool.web.parts.guide import Topic

TOPICS = (
    Topic(
        "people",
        N_("Setting up people and laptops"),
        N_("Once for each person, also where there is no network."),
        (
            N_(
                "Under %(people)s add everybody who interviews, one by one or from a list. Logs and laptops know codes alone; names stay here."
            ),
            N_(
                "Make an enrolment code and give it to that person alone: face to face, by telephone, or as a printed card. It works once."
            ),
            N_(
                "Laptop and hub show the same check number. Read it to each other: if it differs, the code was used by somebody else."
            ),
            N_(
                "A laptop without a network writes a request as a file. %(answer)s gives the file to carry back."
            ),
        ),
        {"people": N_("People"), "answer": N_("Answer a laptop without a network")},
    ),
    Topic(
        "stick",
        N_("Interviews by memory stick"),
        N_("For laptops that have no network for weeks."),
        (
            N_(
                "Put the stick into the computer on which the hub runs. On the overview choose %(stick)s, then press %(read)s."
            ),
            N_(
                "The page says what came, which laptops failed or are missing, and when you may remove the stick. Reading it twice does no harm."
            ),
            N_(
                "Send the same stick back: the answers on it tell each laptop what is proven here, and bring new forms, assignments and reviews."
            ),
        ),
        {"stick": N_("Read a memory stick"), "read": N_("Read it and write the answers")},
    ),
    Topic(
        "lost",
        N_("A laptop is lost, stolen or was taken"),
        N_("People first, then the laptop, then the law."),
        (
            N_(
                "Make sure that the person is safe. Ask for nothing that could put anybody at risk."
            ),
            N_(
                "Open the person’s laptop under %(people)s and press %(lost)s. Everybody’s work on it is shut out, and its unused codes become void."
            ),
            N_(
                "The page says in numbers what was on it and what was only there. Follow its list; it keeps the time within which an authority must be told."
            ),
            N_(
                "What comes from that laptop later is kept and counts nowhere until an administrator has accepted it."
            ),
        ),
        {"people": N_("People"), "lost": N_("Revoke it and begin the list")},
    ),
    Topic(
        "settling",
        N_("Two answers to one question"),
        N_("When one interview was changed in two places."),
        (
            N_(
                "Nothing was lost: the hub keeps both answers, and the overview counts such interviews under %(needs)s."
            ),
            N_(
                "For each answer you see who gave it, when, and the question in your language. Choose the right one; what you do not choose stays in the history."
            ),
            N_(
                "If you do not know which is right, ask the person who interviewed. No clock decides."
            ),
            N_("The facilitator sees the decision at the next contact."),
        ),
        {"needs": N_("What needs you")},
    ),
    Topic(
        "reviewing",
        N_("Looking through interviews"),
        N_("Approve, return or reject what came."),
        (
            N_("Open an interview. Every reading of answers is written down in the audit."),
            N_(
                "Return it with comments at the questions you doubt; it opens again on the laptop of the person who held it, with your comments beside them."
            ),
            N_(
                "A sealed interview can be read while an administrator has unlocked the hub. It is received, proven and counted while the hub is locked."
            ),
        ),
    ),
    Topic(
        "backups",
        N_("Backups and moving the hub"),
        N_("Before anything happens."),
        (
            N_("The hub makes a backup of its own every day. Keep a second place on another disk."),
            N_(
                "Keep the two sheets of the project’s key and of the recovery key with their two holders, never beside the hub, and try them once a year."
            ),
            N_(
                "An older backup may be put back without fear: laptops notice it and send again what is missing."
            ),
        ),
    ),
)
