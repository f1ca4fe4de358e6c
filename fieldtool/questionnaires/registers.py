"""The registers of the shipped questionnaires, by the name that forms know them by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Dataset to title, in all languages of the interface.
REGISTERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "councils": {"fa_AF": "شوراها", "ps": "شوراګانې", "en": "Councils", "it": "Consigli"},
        "places": {
            "fa_AF": "جاهای عامه",
            "ps": "عامه ځایونه",
            "en": "Public places",
            "it": "Spazi pubblici",
        },
        "projects": {"fa_AF": "پروژه‌ها", "ps": "پروژې", "en": "Projects", "it": "Progetti"},
        "requests": {"fa_AF": "درخواست‌ها", "ps": "غوښتنې", "en": "Requests", "it": "Richieste"},
        "trainings": {
            "fa_AF": "آموزش‌ها",
            "ps": "روزنې",
            "en": "Training sessions",
            "it": "Incontri di formazione",
        },
        "municipalities": {
            "fa_AF": "شاروالی‌ها",
            "ps": "ښاروالۍ",
            "en": "Municipalities",
            "it": "Comuni",
        },
    }
)
