"""What is written in check-ins of the demonstration: signposts, instruments, what changes."""

from typing import Any

# kind, country, language, languages spoken, title, about, telephone, address, hours
EVERYWHERE: tuple[tuple[str, ...], ...] = (
    (
        *("breathing", "", "en", "", "Four slow breaths"),
        "Breathe in while you count to four, hold, and out while you count to six. Feel your feet.",
        *("", "", "At any time"),
    ),
    (
        *("breathing", "", "ar", "", "أربعة أنفاس بطيئة"),
        "خذ نفسا وأنت تعد إلى أربعة، ثم أخرجه وأنت تعد إلى ستة. اشعر بقدميك على الأرض.",
        *("", "", ""),
    ),
    (
        *("breathing", "", "es", "", "Cuatro respiraciones lentas"),
        "Inspire contando hasta cuatro, espere, y espire contando hasta seis. Sienta los pies.",
        *("", "", ""),
    ),
    (
        *("peer", "", "en", "en es fr ar", "Somebody from another centre"),
        "Colleagues of the network who listen for half an hour. They write nothing down.",
        *("", "https://peers.network.example", "Weekdays, by agreement"),
    ),
    (
        *("counsellor", "", "en", "en fr ar", "Counsellors outside the network"),
        "Six talks, paid by the network. Your centre does not hear of it.",
        *("", "https://counsel.network.example", ""),
    ),
    (
        *("defenders", "", "en", "en fr es ar", "Protection line for defenders"),
        "For pressure, threats and being followed.",
        *("", "https://defenders.example", "Day and night"),
    ),
    (
        *("employer", "", "en", "", "What an employer owes you: eight steps"),
        (
            "Policy, screening, preparation, monitoring, ongoing support, support in a crisis, "
            "the end of an assignment, and the time after it."
        ),
        *("", "https://duties.network.example", ""),
    ),
)
# the days since somebody looked, and what is there, by country
OF_COUNTRIES: dict[str, tuple[int, tuple[tuple[str, ...], ...]]] = {
    "LUM": (
        -20,
        (
            ("emergency", "XK", "sq", "sq sr en", "Urgjenca", "", "112", "", "Ditë e natë"),
            (
                *("counsellor", "XK", "sq", "sq en", "Këshillim jashtë qendrës", ""),
                *("", "https://keshillim.example", "E hënë–e premte, 9–16"),
            ),
        ),
    ),
    "MTA": (
        -40,
        (
            ("emergency", "GE", "ka", "ka ru en", "სასწრაფო დახმარება", "", "112", "", ""),
            (
                *("counsellor", "GE", "ka", "ka en", "კონსულტაცია ცენტრის გარეთ", ""),
                *("", "https://line.example/ge", ""),
            ),
        ),
    ),
    "SYC": (
        -75,
        (
            ("emergency", "EG", "ar", "ar", "الإسعاف", "", "123", "", ""),
            (
                *("counsellor", "EG", "ar", "ar en", "استشارة خارج المركز", ""),
                *("", "https://line.example/eg", "من الأحد إلى الخميس"),
            ),
        ),
    ),
    "ARO": (
        -400,
        (
            ("emergency", "CL", "es", "es", "Urgencias, ambulancia", "", "131", "", ""),
            (
                *("counsellor", "CL", "es", "es pt", "Acompañamiento fuera de la casa", ""),
                *("", "https://acompanar.example", "Lunes a viernes"),
            ),
        ),
    ),
    "LAK": (
        -10,
        (
            ("emergency", "US", "en", "en es", "Emergency services", "", "911", "", ""),
            (
                *("crisis_line", "US", "en", "en es", "Crisis line"),
                *("By telephone or message.", "988", "", "Day and night"),
            ),
        ),
    ),
    "HIM": (
        -60,
        (
            ("emergency", "NP", "ne", "ne hi", "एम्बुलेन्स", "", "102", "", ""),
            (
                *("counsellor", "NP", "ne", "ne en", "केन्द्र बाहिरको परामर्श", ""),
                *("", "https://line.example/np", ""),
            ),
        ),
    ),
}

NETWORK_CHANGES = (
    "Load is highest where people write reports after prison visits. From the next quarter each "
    "visit has two days without appointments after it, and the office pays for a second writer."
)
CENTRE_CHANGES = (
    "The Monday meeting ends at noon. Whoever was on a visit the week before takes no new cases "
    "in it. We look at this together after the next round."
)
PROOF = "Letter of the holder, kept in the office (made up for the demonstration)"

_STEPS = ("Not at all", "A little", "Quite", "Very much")
_SHORT = ("I had a real break.", "I could finish something.", "Somebody asked how I am.")
SHORT_DAY: dict[str, Any] = {
    "key": "short_day",
    "version": "1",
    "title": "How the day was",
    "language": "en",
    "licence": {
        "holder": "The network (made up for the demonstration)",
        "terms": "CC0",
        "terms_url": None,
        "proof_required": True,
        "wording_included": True,
    },
    "window_days": 1,
    "entry": "items",
    "scales": {"much": [{"value": n, "label": label} for n, label in enumerate(_STEPS)]},
    "items": [
        {"no": n, "scale": "much", "text": text, "reverse": False, "subscales": ["day"]}
        for n, text in enumerate(_SHORT, 1)
    ],
    "reverse_rule": "min+max-x",
    "subscales": [
        {
            "key": "day",
            "label": "The day",
            "direction": "high_good",
            "method": "mean",
            "multiply": 1,
            "min_answered": 2,
        }
    ],
    "not_diagnostic": True,
}
