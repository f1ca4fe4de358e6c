"""Help on a laptop: what facilitators ask when nobody is near."""

from __future__ import annotations

from fieldtool.problems import N_
from fieldtool.web.parts.guide import Topic

TOPICS = (
    Topic(
        "first-interview",
        N_("Your first interview"),
        N_("From opening your work to thanking the person."),
        (
            N_("Open your work with your passphrase. Sit so that nobody else can read the screen."),
            N_(
                "On the start page press %(start)s. Choose the questionnaire, the language to ask in and the place."
            ),
            N_(
                "Read the consent text aloud, word for word. If the person says no, enter no: the interview ends there, and nobody may ask why."
            ),
            N_(
                "Ask each question as it is written. Each answer is saved at once; then the page says %(saved)s."
            ),
            N_(
                "Nobody has to answer. 98 means that the person does not know, 99 that the person does not want to answer."
            ),
            N_(
                "Press %(next)s at the end of each page. The list of sections shows where you are and what is missing."
            ),
            N_(
                "You may stop at any time with %(stop)s. The interview waits on your start page until you press %(continue)s."
            ),
            N_(
                "At the end look through the answers once, press %(finish)s and thank the person. After that it cannot be changed on this laptop."
            ),
        ),
        {
            "start": N_("Start an interview"),
            "saved": N_("All answers on this page are saved"),
            "next": N_("Save and go on"),
            "stop": N_("Stop here"),
            "continue": N_("Continue"),
            "finish": N_("Finish the interview"),
        },
    ),
    Topic(
        "keyboard",
        N_("Asking without a mouse"),
        N_("Every page can be worked with the keyboard alone."),
        (
            N_("Type the number beside an answer to choose it, also 98 and 99."),
            N_("Enter goes to the next question, the arrows move up and down."),
            N_("In a large text field Enter starts a new line; Ctrl and Enter together go on."),
            N_("Digits may be typed in any script: ۳۳, ٣٣ and 33 are the same number."),
            N_("F9 locks your work at once. Esc twice hides everything."),
        ),
    ),
    Topic(
        "power",
        N_("The power failed or the lid was closed"),
        N_("What was shown as saved is there."),
        (
            N_(
                "Start the laptop and the program again, open your work and press %(continue)s. At most the answer you were just typing is missing."
            ),
            N_(
                "If the page says %(gone)s, leave it open and start the program again: what you entered is then saved by itself."
            ),
            N_(
                "If the disk is full, delete files that are not of this program, empty the bin, and go on where you were."
            ),
            N_(
                "If the program says that a file is damaged, change nothing and call your coordinator: there are backups of every day on this laptop."
            ),
        ),
        {
            "continue": N_("Continue"),
            "gone": N_("The program on this laptop does not answer."),
        },
    ),
    Topic(
        "sending",
        N_("Sending your interviews"),
        N_("When there is a network, however slow."),
        (
            N_(
                "Open the page %(send)s. It says how many interviews wait and how large they are. Press the button below."
            ),
            N_(
                "You may go on working, pause, or close the lid. If the link breaks, nothing is lost and nothing is sent twice: just send again."
            ),
            N_("Interviews go first, photos and recordings after them."),
            N_(
                "An interview is safe when it is counted under %(proven)s: the hub has signed that it holds it."
            ),
            N_("The list under %(proof)s names every interview. It can be printed and signed."),
        ),
        {
            "send": N_("Send"),
            "proven": N_("proven at the hub"),
            "proof": N_("Show the proof"),
        },
        N_(
            "Delete nothing to make room. Proven interviews leave this laptop by themselves some days later; in some projects they are sealed at once."
        ),
    ),
    Topic(
        "stick",
        N_("No network: by memory stick"),
        N_("When somebody travels to where the hub is."),
        (
            N_(
                "Put a memory stick into the laptop. Open %(send)s and choose %(carry)s. Nobody has to be signed in for this."
            ),
            N_(
                "Choose the stick and press %(copy)s. Take it out only when the page says that you may."
            ),
            N_(
                "One stick can carry many laptops, in any order and as often as you like. Nobody who finds it can read what is on it."
            ),
            N_(
                "Give it to whoever travels. If it gets lost, nothing is lost: all of it stays on the laptops until the hub’s answer is here."
            ),
            N_(
                "When the stick is back, press %(bring)s. Each person sees what is at the hub after signing in."
            ),
        ),
        {
            "send": N_("Send"),
            "carry": N_("Carry by memory stick"),
            "copy": N_("Copy all onto the stick"),
            "bring": N_("Take the answers from the stick"),
        },
    ),
    Topic(
        "lost",
        N_("The laptop is lost, stolen or was taken"),
        N_("You come first. The laptop can be replaced."),
        (
            N_("Do not argue, and do not go back for the laptop."),
            N_(
                "As soon as it is safe, call your coordinator from any telephone. Say your code, when it happened, and whether your work was open."
            ),
            N_(
                "If somebody has heard or forced out your passphrase, say that too. It is no fault."
            ),
            N_(
                "Your coordinator shuts the laptop out of the project and sees in numbers what was on it."
            ),
            N_(
                "What the hub has proven is safe. What was finalised but not sent lies sealed in the outbox: nobody can read it there, and if the laptop comes back it can still be sent."
            ),
            N_("Your coordinator sets another laptop up for you with a new code."),
        ),
    ),
    Topic(
        "danger",
        N_("When somebody comes in"),
        N_("Learn these by heart, and try them once when you are alone."),
        (
            N_(
                "Press Esc twice. At once a calendar stands there and nothing of your work. To go on, close the calendar and type your passphrase."
            ),
            N_(
                "In an interview with delicate questions press %(came)s or F8: harmless questions stand there, and only your passphrase leads back."
            ),
            N_(
                "F9 locks your work. If nobody touches the laptop, it locks by itself after some minutes."
            ),
            N_(
                "Under %(own)s there is %(erase)s. It destroys your keys, drafts and backups here for good; finalised interviews stay sealed in the outbox."
            ),
            N_(
                "There you can also choose a second passphrase that erases, in case you are forced to open your work. Whoever knows this program knows that it can exist."
            ),
        ),
        {
            "came": N_("Somebody came in"),
            "own": N_("Passphrase and recovery code"),
            "erase": N_("Erase my work on this laptop at once"),
        },
        N_("No answer is worth a risk to you or to the person you speak with."),
    ),
    Topic(
        "clock",
        N_("The clock of the laptop is wrong"),
        N_("After an empty battery a laptop may be years behind."),
        (
            N_(
                "The program notices it when you sign in and asks %(question)s. Look at a calendar or a telephone and enter day and time."
            ),
            N_(
                "Interviews then use this date and say that a person gave it. If it was wrong, press %(change)s."
            ),
            N_(
                "No interview is refused because of a clock, and the order of your work stays right."
            ),
            N_(
                "At the next contact the hub compares the clocks. If yours is still wrong, set it in the settings of the laptop."
            ),
        ),
        {"question": N_("What is today’s date?"), "change": N_("Change the date")},
    ),
    Topic(
        "passphrase",
        N_("The passphrase is forgotten"),
        N_("The recovery code opens your work, once."),
        (
            N_(
                "Try again slowly and let the passphrase be shown. Another keyboard does no harm: digits of any script and letters that look alike are the same."
            ),
            N_("After wrong tries the program waits, longer each time. It erases nothing."),
            N_(
                "Press %(forgot)s, enter the recovery code from your paper and choose a new passphrase."
            ),
            N_(
                "Without the paper call your coordinator. When it is certain that it is you, the code is read to you over the telephone; the program then makes a new one."
            ),
            N_("Keep the code away from the laptop, and write the passphrase nowhere."),
        ),
        {"forgot": N_("I forgot my passphrase")},
    ),
    Topic(
        "returned",
        N_("An interview was returned to you"),
        N_("A coordinator has a question about it."),
        (
            N_(
                "It comes when you send, and stands first on your start page. Press %(open)s: your answers are there, with comments beside the questions."
            ),
            N_("Ask the person again only where that is safe for both of you."),
            N_(
                "Correct what is wrong, leave what is right, and finish the interview again. The hub keeps both states."
            ),
        ),
        {"open": N_("Look at it again")},
    ),
)
