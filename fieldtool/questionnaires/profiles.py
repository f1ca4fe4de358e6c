"""Country profiles: which modules of a questionnaire are on, and how old people must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fieldtool.problems import Code, Problem


@dataclass(frozen=True)
class Profile:
    """The settings that a questionnaire reads from its file `project.csv`.

    Attributes:
        name: as a project's settings name it.
        min_age: youngest age that its questionnaires ask; below 18 only with a guardian's consent
            and assent.
        youngest: below this age no form may ask anybody anything, whatever it says itself.
        modules: module name to whether it is on.
    """

    name: str
    min_age: int
    youngest: int
    modules: Mapping[str, bool]


# Questions about the police, about who decides and about crowds put people at risk in Afghanistan,
# and what happened to a person puts them at risk everywhere: a coordinator who wants them has to
# switch them on. ISTAT asks from 14 years.
_SHIPPED = (
    Profile(
        "afghanistan",
        18,
        15,
        {
            "module_ai": False,
            "module_design": True,
            "module_italy": False,
            "module_police": False,
            "module_restricted": False,
            "module_voice": False,
            "module_vulnerability": False,
        },
    ),
    Profile(
        "italy",
        14,
        14,
        {
            "module_ai": True,
            "module_design": True,
            "module_italy": True,
            "module_police": True,
            "module_restricted": False,
            "module_voice": True,
            "module_vulnerability": True,
        },
    ),
)
PROFILES: Mapping[str, Profile] = MappingProxyType({each.name: each for each in _SHIPPED})


def youngest(profile: str) -> int:
    """Return below which age nobody is asked; for a profile of a later version the highest."""
    ages = {each.name: each.youngest for each in _SHIPPED}
    return ages.get(profile, max(ages.values()))


def project_csv(profile: str, modules: Mapping[str, bool] | None = None, lists: str = "") -> str:
    """Return the text of `project.csv` for *profile*, with single *modules* switched otherwise.

    *lists* is the profile whose lists of choices are offered, where that is another one.

    Raises a Problem for a profile or a module that does not exist, so that a misspelt switch
    never leaves a sensitive module on.
    """
    chosen = _profile(profile)
    switched = {**chosen.modules, **_known(modules or {}, chosen)}
    rows = {"profile": _profile(lists or profile).name, "min_age": str(chosen.min_age)}
    rows |= {name: "1" if on else "0" for name, on in sorted(switched.items())}
    return "name,value\n" + "".join(f"{name},{value}\n" for name, value in rows.items())


def _profile(name: str) -> Profile:
    if name not in PROFILES:
        raise Problem(Code.PROFILE_UNKNOWN, {"name": name, "known": ", ".join(sorted(PROFILES))})
    return PROFILES[name]


def _known(modules: Mapping[str, bool], profile: Profile) -> Mapping[str, bool]:
    for name in modules:
        if name not in profile.modules:
            known = ", ".join(sorted(profile.modules))
            raise Problem(Code.MODULE_UNKNOWN, {"name": name, "known": known})
    return modules
