"""Who and what there is in the demonstration. All of it is made up; people are role titles."""

from dataclasses import dataclass, field
from datetime import date

from network.kernel.actor import Role

PASSPHRASE = "a quiet garden behind the old mill"  # noqa: S105 (of nobody real)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCentre:
    key: str
    name: str
    acronym: str
    town: str
    country: str
    region: str
    zone: str
    weekend: tuple[int, ...]
    listing: str
    domain: str
    codes: str
    languages: dict[str, str]
    texts: dict[str, str]
    visibility: dict[str, str] = field(default_factory=dict)
    is_high_risk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    key: str
    position: str
    profession: str
    roles: tuple[Role, ...] = (Role.STAFF,)
    name: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    display_mode: str = "real"
    code_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoListing:
    key: str
    centre: str
    kind: str
    language: str
    title: str
    summary: str
    codes: str
    spoken: dict[str, str]
    from_on: date | None = None
    until_on: date | None = None
    capacity: int = 2
    near: str = ""
    level: str = "members"
    translations: dict[str, tuple[str, str]] = field(default_factory=dict)


CENTRES = (
    DemoCentre(
        key="LUM",
        name="Lumbardh House",
        acronym="LUM",
        town="Prishtina",
        country="XK",
        region="EUR",
        zone="Europe/Belgrade",
        weekend=(6, 7),
        listing="public",
        domain="lumbardh.example",
        codes="SV-PSY SV-PSC SV-SOC SV-LEG SV-MON SV-TRN SV-HOST SV-SUP AP-GROUP AP-SYS TH-NPM "
        "TH-SGBV TH-CFC TH-SUPV CG-WSV CG-FAM",
        languages={"sq": "native", "en": "C1", "sr": "C1"},
        texts={
            "en": "We work with survivors of wartime sexual violence and their families, visit "
            "places of detention together with two partner organisations, and host colleagues.",
            "sq": "Punojmë me të mbijetuarit e dhunës seksuale gjatë luftës dhe familjet e tyre, "
            "vizitojmë vendet e ndalimit dhe presim kolegë.",
        },
        visibility={"services": "public", "themes": "public", "about": "public", "town": "public"},
    ),
    DemoCentre(
        key="MTA",
        name="Mtatsminda Psychosocial Centre",
        acronym="MTA",
        town="Tbilisi",
        country="GE",
        region="EUR",
        zone="Asia/Tbilisi",
        weekend=(6, 7),
        listing="members",
        domain="mtatsminda.example",
        codes="SV-MED SV-PHY SV-DOC SV-PRI SV-TRN SV-HOST SV-PSC AP-PAIN AP-EXER AP-BODY TH-IP "
        "TH-PRH TH-PAIN CG-DET CG-EXD",
        languages={"ka": "native", "ru": "C1", "en": "C1"},
        texts={
            "en": "Doctors, physiotherapists and psychologists under one roof. Our pain clinic "
            "and our reports after the Istanbul Protocol are known in the region.",
            "ka": "ექიმები, ფიზიოთერაპევტები და ფსიქოლოგები ერთ სახლში.",
        },
    ),
    DemoCentre(
        key="SYC",
        name="Sycamore",
        acronym="SYC",
        town="Cairo",
        country="EG",
        region="MENA",
        zone="Africa/Cairo",
        weekend=(5, 6),
        listing="unlisted",
        domain="sycamore.example",
        codes="SV-PSY SV-PSC SV-SOC SV-INT AP-GROUP AP-CRISIS TH-CFC TH-HRD CG-HRD",
        languages={"ar": "native", "en": "B2", "fr": "B2"},
        texts={"ar": "فريق صغير يعمل بهدوء."},
        visibility={"town": "contacts", "website": "only_me"},
        is_high_risk=True,
    ),
    DemoCentre(
        key="ARO",
        name="Casa Aromo",
        acronym="ARO",
        town="Santiago",
        country="CL",
        region="LAC",
        zone="America/Santiago",
        weekend=(6, 7),
        listing="public",
        domain="aromo.example",
        codes="SV-PSY SV-LEG SV-RES SV-HOST AP-AMBIG AP-NARR AP-TEST TH-DIS TH-LIT TH-TJ TH-IMP "
        "CG-DISAP CG-FAM",
        languages={"es": "native", "en": "B2", "pt": "B2"},
        texts={
            "es": "Acompañamos a familias de personas detenidas desaparecidas y llevamos casos "
            "ante los tribunales.",
            "en": "We accompany families of the disappeared and bring cases to court.",
        },
        visibility={"approaches": "public", "themes": "public"},
    ),
    DemoCentre(
        key="LAK",
        name="Lakeshore Survivor Services",
        acronym="LAK",
        town="Chicago",
        country="US",
        region="NAM",
        zone="America/Chicago",
        weekend=(6, 7),
        listing="public",
        domain="lakeshore.example",
        codes="SV-PSY SV-SOC SV-RES SV-TRN SV-SUP SV-REM SV-HOST AP-NET AP-EMDR AP-TFCBT TH-MEL "
        "TH-REF TH-SUPV CG-ASY CG-REF CG-CHI",
        languages={"en": "native", "es": "C1", "fr": "B2"},
        texts={"en": "Narrative Exposure Therapy and EMDR, with outcomes measured and shared."},
        visibility={"approaches": "public", "services": "public"},
    ),
    DemoCentre(
        key="HIM",
        name="Himal Recovery Centre",
        acronym="HIM",
        town="Kathmandu",
        country="NP",
        region="ASIA",
        zone="Asia/Kathmandu",
        weekend=(6,),
        listing="members",
        domain="himal.example",
        codes="SV-COM SV-LIV SV-PSY SV-PHY SV-LEG SV-OUT AP-SOCIO AP-PSYED AP-TEST TH-LIV TH-TJ "
        "CG-SURV CG-MIN",
        languages={"ne": "native", "hi": "C1", "en": "B2"},
        texts={
            "en": "Counsellors in the villages, a physiotherapist in town, and small loans that "
            "let people stand on their own feet."
        },
    ),
)

STAFF, COORDINATOR, SUPERVISOR = Role.STAFF, Role.COORDINATOR, Role.SUPERVISOR
PEOPLE = (
    DemoPerson(
        key="LUM-1",
        position="Exchange coordinator",
        profession="PR-COO",
        roles=(COORDINATOR, STAFF),
        languages=("sq", "en"),
    ),
    DemoPerson(
        key="LUM-2",
        position="Senior psychologist and group supervisor",
        profession="PR-PSY",
        roles=(SUPERVISOR, STAFF),
        languages=("sq", "en", "sr"),
    ),
    DemoPerson(
        key="LUM-3", position="Head of monitoring", profession="PR-MON", languages=("sq", "en")
    ),
    DemoPerson(key="LUM-4", position="Legal adviser", profession="PR-LAW", languages=("sq", "en")),
    DemoPerson(
        key="LUM-5", position="Young psychologist", profession="PR-PSY", languages=("sq", "en")
    ),
    DemoPerson(
        key="MTA-1",
        position="Coordinator and medical director",
        profession="PR-GPR",
        roles=(COORDINATOR, STAFF),
        languages=("ka", "ru", "en"),
    ),
    DemoPerson(
        key="MTA-2",
        position="Forensic physician",
        profession="PR-FOR",
        languages=("ka", "ru", "en"),
    ),
    DemoPerson(
        key="MTA-3",
        position="Physiotherapist, pain clinic",
        profession="PR-PHY",
        languages=("ka", "en"),
    ),
    DemoPerson(
        key="MTA-4",
        position="Prison psychiatrist",
        profession="PR-PSC",
        languages=("ka", "ru", "en"),
        display_mode="position_region",
    ),
    DemoPerson(
        key="SYC-1",
        position="Coordinator",
        profession="PR-COO",
        language="ar",
        roles=(COORDINATOR, Role.FOCAL_POINT, STAFF),
        languages=("ar", "en"),
        display_mode="code",
        code_name="Reed",
    ),
    DemoPerson(
        key="SYC-2",
        position="Social worker",
        profession="PR-SOC",
        language="ar",
        languages=("ar", "en"),
        display_mode="code",
        code_name="Willow",
    ),
    DemoPerson(
        key="SYC-3",
        position="Psychiatrist",
        profession="PR-PSC",
        language="ar",
        languages=("ar", "en", "fr"),
        display_mode="code",
        code_name="Palm",
    ),
    DemoPerson(
        key="SYC-4",
        position="Interpreter",
        profession="PR-INT",
        language="ar",
        languages=("ar", "en", "fr"),
        display_mode="code",
        code_name="Fig",
    ),
    DemoPerson(
        key="ARO-1",
        position="Coordinator",
        profession="PR-COO",
        roles=(COORDINATOR, STAFF),
        languages=("es", "en"),
    ),
    DemoPerson(
        key="ARO-2", position="Litigation lawyer", profession="PR-LAW", languages=("es", "en")
    ),
    DemoPerson(
        key="ARO-3",
        position="Psychotherapist, ambiguous loss",
        profession="PR-PTH",
        roles=(SUPERVISOR, STAFF),
        languages=("es", "pt"),
    ),
    DemoPerson(key="ARO-4", position="Receptionist", profession="PR-RCP", languages=("es",)),
    DemoPerson(
        key="LAK-1",
        position="Coordinator",
        profession="PR-COO",
        roles=(COORDINATOR, STAFF),
        languages=("en", "fr"),
        language="fr",
    ),
    DemoPerson(
        key="LAK-2",
        position="Supervisor of supervisors",
        profession="PR-SUP",
        roles=(SUPERVISOR, STAFF),
        languages=("en", "es"),
    ),
    DemoPerson(key="LAK-3", position="EMDR clinician", profession="PR-PTH", languages=("en", "es")),
    DemoPerson(
        key="LAK-4", position="Evaluation researcher", profession="PR-RES", languages=("en",)
    ),
    DemoPerson(
        key="HIM-1",
        position="Coordinator",
        profession="PR-COO",
        roles=(COORDINATOR, STAFF),
        languages=("ne", "en"),
    ),
    DemoPerson(
        key="HIM-2",
        position="Community counsellor lead",
        profession="PR-PCO",
        languages=("ne", "en"),
    ),
    DemoPerson(
        key="HIM-3", position="Physiotherapist", profession="PR-PHY", languages=("ne", "en")
    ),
    DemoPerson(key="HIM-4", position="Paralegal", profession="PR-PAR", languages=("ne", "hi")),
    DemoPerson(
        key="NET-1",
        position="Network admin",
        profession="PR-ADM",
        roles=(Role.NETWORK_ADMIN,),
        languages=("en", "fr"),
    ),
    DemoPerson(
        key="NET-2",
        position="Knowledge editor",
        profession="PR-EDU",
        roles=(Role.EDITOR,),
        languages=("en", "fr", "ar"),
        language="fr",
    ),
    DemoPerson(
        key="NET-3",
        position="Network safety lead",
        profession="PR-SAF",
        roles=(Role.FOCAL_POINT,),
        languages=("en", "ar"),
    ),
    DemoPerson(
        key="GUE-1",
        position="Guest trainer of an academy",
        profession="PR-EDU",
        roles=(Role.GUEST,),
        languages=("en",),
    ),
)
WORKS_AT = {"GUE": "MTA"}  # where somebody works whose key does not say so

LISTINGS = (
    DemoListing(
        key="MTA-pain",
        centre="MTA",
        kind="offer",
        language="en",
        title="Pain education and graded exercise, shown at work",
        summary="Two weeks in our pain clinic: sit in on groups, learn the lessons we give, and "
        "plan with our physiotherapist how to start at home.",
        codes="AP-PAIN AP-EXER TH-PAIN SV-PHY EX-SHADOW",
        spoken={"en": "C1", "ru": "C1"},
        from_on=date(2027, 3, 1),
        until_on=date(2027, 6, 30),
        capacity=2,
        level="public",
        translations={
            "fr": (
                "Éducation à la douleur et exercice progressif, au quotidien",
                "Deux semaines dans notre consultation de la douleur.",
            )
        },
    ),
    DemoListing(
        key="MTA-ip",
        centre="MTA",
        kind="offer",
        language="en",
        title="Istanbul Protocol reports: peer review of how we write them",
        summary="Our forensic physician goes through the structure of your reports with you. No "
        "case material leaves your centre.",
        codes="TH-IP SV-DOC EX-PEERREV",
        spoken={"en": "C1", "ru": "C1", "ka": "native"},
    ),
    DemoListing(
        key="HIM-pain",
        centre="HIM",
        kind="need",
        language="en",
        title="Physiotherapy for chronic pain: learn from a team that does it daily",
        summary="Our physiotherapist and our lead counsellor want to start pain groups in two "
        "districts.",
        codes="TH-PAIN AP-PAIN SV-PHY EX-SHADOW",
        spoken={"en": "B2"},
        from_on=date(2027, 4, 1),
        until_on=date(2027, 5, 31),
    ),
    DemoListing(
        key="HIM-community",
        centre="HIM",
        kind="offer",
        language="en",
        title="Community counsellors: how we train and keep them",
        summary="Ten years of village counsellors, with what went wrong as well.",
        codes="SV-COM AP-SOCIO AP-PSYED EX-STUDY",
        spoken={"en": "B2", "ne": "native"},
        from_on=date(2027, 10, 1),
        until_on=date(2027, 11, 30),
        capacity=4,
    ),
    DemoListing(
        key="SYC-care",
        centre="SYC",
        kind="need",
        language="ar",
        title="رعاية الفريق: كيف نبدأ ونحن قليلون",
        summary="نبحث عن مركز يشاركنا تجربته في رعاية العاملين والإشراف الجماعي.",
        codes="TH-CFC TH-SUPV AP-GROUP EX-RESP",
        spoken={"ar": "native", "en": "B2"},
        from_on=date(2027, 3, 15),
        until_on=date(2027, 4, 15),
        capacity=1,
        translations={
            "en": (
                "Care for a small team: how to begin",
                "We look for a centre that shares how it cares for its staff.",
            )
        },
    ),
    DemoListing(
        key="LUM-care",
        centre="LUM",
        kind="offer",
        language="en",
        title="A week of staff care: reflective groups, rest, and how to bring it home",
        summary="For one or two colleagues at a time. Quiet rooms, our group supervisor, and an "
        "honest look at what we tried and dropped.",
        codes="TH-CFC TH-SUPV AP-GROUP EX-RESP EX-STUDY",
        spoken={"en": "C1", "sq": "native"},
        from_on=date(2027, 3, 1),
        until_on=date(2027, 4, 30),
        capacity=2,
        translations={"ar": ("أسبوع لرعاية العاملين", "لزميل أو زميلين في كل مرة.")},
    ),
    DemoListing(
        key="LUM-npm",
        centre="LUM",
        kind="offer",
        language="en",
        title="Visiting places of detention together: our task force at work",
        summary="Join the preparation, a visit day and the writing of recommendations.",
        codes="TH-NPM SV-MON EX-STUDY",
        spoken={"en": "C1", "sr": "C1"},
        level="public",
    ),
    DemoListing(
        key="LUM-net",
        centre="LUM",
        kind="need",
        language="en",
        title="Narrative Exposure Therapy: practice with supervision",
        summary="For a young psychologist after the first training.",
        codes="AP-NET EX-INTERN CG-WSV",
        spoken={"en": "C1"},
        from_on=date(2027, 9, 1),
        until_on=date(2027, 12, 15),
        capacity=1,
    ),
    DemoListing(
        key="ARO-loss",
        centre="ARO",
        kind="offer",
        language="es",
        title="Pérdida ambigua: acompañar a familias de personas desaparecidas",
        summary="Grupos de familias, ceremonias y trabajo con quienes esperan desde hace décadas.",
        codes="AP-AMBIG TH-DIS CG-DISAP EX-SHADOW",
        spoken={"es": "native", "en": "B2"},
        level="public",
        translations={
            "en": (
                "Ambiguous loss: accompanying families of the disappeared",
                "Family groups, ceremonies, and work with those who wait.",
            )
        },
    ),
    DemoListing(
        key="ARO-net",
        centre="ARO",
        kind="need",
        language="es",
        title="Aprender Terapia de Exposición Narrativa para testigos",
        summary="Queremos preparar mejor a quienes declaran ante los tribunales.",
        codes="AP-NET TH-LIT EX-STUDY",
        spoken={"es": "native", "en": "B2"},
        from_on=date(2027, 9, 1),
        until_on=date(2027, 9, 30),
        capacity=1,
    ),
    DemoListing(
        key="LAK-net",
        centre="LAK",
        kind="offer",
        language="en",
        title="Narrative Exposure Therapy: see it, try it, measure it",
        summary="Two weeks with our clinicians and our evaluation researcher. Role play with "
        "colleagues, never with the people we work for.",
        codes="AP-NET TH-MEL EX-SHADOW EX-INTERN",
        spoken={"en": "native", "es": "C1"},
        from_on=date(2027, 9, 1),
        until_on=date(2027, 10, 31),
        capacity=2,
        translations={
            "fr": (
                "Thérapie d'exposition narrative : voir, essayer, mesurer",
                "Deux semaines avec nos cliniciens.",
            )
        },
    ),
    DemoListing(
        key="LAK-community",
        centre="LAK",
        kind="need",
        language="en",
        title="Working through community counsellors",
        summary="Our waiting list is long. How do others work with trained neighbours?",
        codes="SV-COM AP-SOCIO EX-STUDY",
        spoken={"en": "native"},
    ),
)

IMPORT_FILE = """name,city,country,region,languages,expertise
Maison du Baobab,Dakar,SN,SSA,fr;wo,SV-PSY;SV-COM
Casa Jacaranda,Maputo,MZ,SSA,pt,SV-PSY;SV-SOC;TH-CFC
Dom Lipa,Wroclaw,PL,EUROPE,pl;uk,SV-PSY;SV-LEG
"""
