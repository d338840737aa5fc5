"""What looks like a number of somebody but is a reference: blanked before anything is looked for.

Every pattern is bounded, so that a hostile text costs no more than its length.
"""

import re

REFERENCE, _BLANK = "§", "¤"  # what a citation and anything else leave behind
_EU = "EU|EC|CE|UE|EEC|JHA|ЕС|ЕУ"


def _joined(*parts: str) -> str:
    return "".join(parts)


_REFERENCES = [
    r"\b10\.\d{4,9}/[^\s<>\"]{1,200}",  # DOI
    r"\bdoi:?\s?[^\s<>\"]{4,200}",
    r"\b(?:e-?)?(?:ISBN|ISSN|ISMN)(?:-1[03])?[-: ]{0,3}[\dXx](?:[ -]?[\dXx]){6,16}",
    r"(?<!\d)97[89][- ]\d{1,5}[- ]\d{1,7}[- ]\d{1,7}[- ][\dX](?!\d)",  # ISBN without its name
    _joined(
        r"\b(?:PMID|PMCID|PMC|ORCID|ECLI|CELEX|NCT|ISRCTN|EudraCT|PROSPERO|CRD|arXiv|OCLC|VAT)",
        r"[:# ]{0,3}[A-Z]{0,4}[\d.:-][\dA-Z.:-]{3,40}",
    ),
    r"(?<!\d)\d{4}-\d{4}-\d{4}-\d{3}[\dX](?!\d)",  # ORCID
    _joined(  # United Nations documents
        r"\b(?:A|S|E|T|ST|HRI|CAT|CCPR|CEDAW|CRC|CRPD|CED|CERD|CMW|SPT|OP|DP|UNEP|UNHCR|WHO|HRC)",
        r"(?:/[A-Z0-9.()]{1,12}){1,6}(?: \(\d{4}\))?",
    ),
    r"\bCPT/Inf ?\(\d{4}\) ?\d{1,3}",
    rf"\b(?:{_EU}|BE|KE)\)? ?(?:No\.?|n[°o]\.?|br\.?|nr\.?)? ?\d{{1,4}}/\d{{2,4}}(?!\d)",
    rf"(?<!\d)\d{{2,4}}/\d{{1,4}}/(?:{_EU})\b",
    r"\b[CTF]-\d{1,4}/\d{2}(?: P(?:PU)?)?\b",  # Court of Justice
    r"\b(?:IT|ICTR|ICC|SCSL|MICT|KSC|STL)-\d{2}[-/\w.]{0,30}",
    r"\bICC-\d{2}/\d{2}[-/\w]{0,20}",
    _joined(
        r"\b(?:ISO|IEC|EN|DIN|BS|ASTM|ГОСТ|GOST|NF|UNE)(?:/IEC)?[ /-](?:ISO |EN |IEC |Р )?",
        r"\d{2,6}(?:-\d{1,3}){0,3}(?::\d{4})?",
    ),
    _joined(
        r"\b(?:EIDHR|H2020|NDICI|ERC|COST|UNVFVT|OAK|NORAD|SIDA|IPA|ENI|HORIZON|CERV|AMIF)",
        r"[-/ ][\dA-Z][\dA-Z/-]{2,30}",
    ),
    _joined(
        r"\b(?:ICD|DSM|CIE|CIM|МКБ|MKB|КБ)[- ]?\d{1,2}(?:[- ]?TR)?",
        r"(?:[ :(]{1,2}[A-Z]\d[\dA-Z](?:\.\d{1,2})?)?",
    ),
    r"\b[nNpPrRtFkK] ?[=<>≤≥] ?[\d.,]{1,20}",  # statistics
    r"(?<![\d/.])(?:1[89]|20)\d\d ?[-/] ?(?:(?:1[89]|20)\d\d|\d\d)(?![\d/.-])",  # years
    _joined(  # volume, issue and pages
        r"(?<!\d)\d{1,4} ?\(\d{1,4}(?:-\d{1,4})?\) ?[:,] ?",
        r"(?:pp?\. ?)?e?\d{1,6}(?:-\d{1,6})?",
    ),
    r"\b(?:pp?|pages?|págs?|pág|págs|стр|ст|faqe|fq|str|стр|გვ|ص)\.? ?\d{1,5}(?: ?- ?\d{1,5})?\b",
    r"(?<!\d)[0-2]?\d[.:][0-5]\d ?(?:h|Uhr)? ?- ?[0-2]?\d[.:][0-5]\d(?!\d|\.\d)",  # times
    r"\bUTC ?[+-] ?\d{1,2}(?::\d\d)?|\bGMT ?[+-] ?\d{1,2}(?::\d\d)?",
    r"(?<![\w.])v\d{1,3}(?:\.\d{1,4}){1,3}",  # versions
]
_MONEY = (
    r"EUR|USD|GBP|CHF|CAD|AUD|DKK|SEK|NOK|RSD|ALL|GEL|RUB|JOD|LBP|SYP|EGP|TND|MAD|XOF|XAF|TRY|KES"
    r"|UGX|CLP|COP|MXN|PEN|ARS|euros?|dollars?|dólares|доллар\w{0,4}|евро|рубл\w{0,4}|evra?|euro"
    r"|დოლარი|ევრო|ლარი|يورو|دولار|دينار|جنيه|leke?|lekë|denar\w{0,3}|dinara?|pesos|francs?|FCFA"
)
_AMOUNTS = [
    rf"(?:[€$£₾₽₺¥]|\b(?:US\$|{_MONEY})\b) ?\d(?:[ .,']?\d){{0,14}}",
    rf"(?<![\d+])\d(?:[ .,']?\d){{0,14}} ?(?:[€$£₾₽₺¥%‰]|(?:{_MONEY})\b)",
]
_REFERENCE = [re.compile(one, re.IGNORECASE if "doi" in one else 0) for one in _REFERENCES]
_AMOUNT = [re.compile(pattern) for pattern in _AMOUNTS]
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}", re.IGNORECASE)
_HOST = re.compile(
    r"(?<![@\w.])[\w-]{2,63}\.(?:org|com|net|int|eu|info|example)(?:/[^\s<>\"]{0,500})?"
)


def without_references(text: str) -> str:
    """The text with addresses, citations, standards and amounts blanked, of the same length."""
    for pattern in (_ADDRESS, _HOST):
        text = pattern.sub(blank, text)
    for pattern in _REFERENCE:
        text = pattern.sub(lambda found: REFERENCE * len(found[0]), text)
    for pattern in _AMOUNT:
        text = pattern.sub(blank, text)
    return text


def blank(found: re.Match[str]) -> str:
    """As many signs that tell nothing."""
    return _BLANK * len(found[0])
