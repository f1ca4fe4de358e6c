"""All modules that add pages to the desk's blueprint."""

from fieldtool.web.desk import about, context, helping, overview
from fieldtool.web.desk.accounts import (
    accounts,
    audits,
    joining,
    one_account,
    own_account,
    second_factor,
    signing,
)
from fieldtool.web.desk.exports import exporting, papers, releasing, tables
from fieldtool.web.desk.forms import forms, offering, preparing, shipped, trying
from fieldtool.web.desk.interviews import (
    attachments,
    changes,
    erasing,
    interviews,
    late_work,
    responding,
    reviewing,
    settling,
    single,
    withdrawing,
)
from fieldtool.web.desk.laptops import looking, losing, relays, sticks
from fieldtool.web.desk.people import (
    assigning,
    cards,
    enrolling,
    enrolling_by_file,
    hand_overs,
    people,
    people_lists,
    recovery_codes,
    teams,
)
from fieldtool.web.desk.project import (
    changing,
    exchanging,
    key_pages,
    labelling,
    noticing,
    recording,
    referring,
    retaining,
    unlocking,
)
from fieldtool.web.desk.registers import (
    register_lists,
    registering,
    registers,
    site_changing,
    site_lists,
    site_pages,
    site_parts,
)
