"""Beginnings of words that would tell, in nine languages, what somebody's calendar is
about."""

TELLING = {
    "en": """tortur trauma surviv supervis rehabilit refuge asylum asyl victim therap
        psycho clinic
        patient client counsel session violence abuse detain detention prison redress
        human.rights
        rights centre center exchange.visit visit exchange network training workshop burnout
        distress ptsd forensic medical doctor legal ngo migrant witness testimon disappear
        massacre""",
    "fr": """tortur trauma surviv supervis réhabilit rehabilit réfugi refugi asile
        victime thérap
        therap psycho clinique patient client consultation séance violence abus détention
        detention
        prison réparation droits.de centre échange visite réseau formation atelier épuisement
        détresse médecin juridique témoin témoignage disparu""",
    "es": """tortur trauma sobreviv supervis rehabilit refugi asilo víctima victima terap psico
        clínic paciente cliente consulta sesión violencia abuso detención prisión cárcel
        reparación
        derechos centro intercambio visita red.de formación taller agotamiento médic jurídic
        testigo testimonio desaparec""",
    "ru": """пытк травм пережив суперви реабилит бежен убежищ жертв терап психо клини пациент
        клиент консульт сесси насили задержан тюрьм тюрем права.чел правозащит центр
        обмен визит
        сеть обучени семинар выгоран врач медицин юрид свидетел исчезн""",
    "ar": """تعذيب صدمة ناج إشراف تأهيل لاجئ لجوء ضحي علاج نفسي عيادة مريض عميل استشار جلسة عنف
        إساءة احتجاز سجن جبر.الضرر حقوق مركز تبادل زيارة شبكة تدريب ورشة إرهاق طبيب قانون شاهد
        شهادة اختفاء""",
    "sq": """tortur traum mbijetu mbikëqyr supervi rehabilit refugjat azil viktim terap
        psiko klini
        pacient klient këshill seanc dhun abuz ndalim burg dëmshpërb të.drejta qendr
        shkëmbim vizit
        rrjet trajnim punëtori lodhje mjek ligjor dëshmi zhduk""",
    "sr-Latn": """tortur mučenj traum preživ supervi rehabilit izbegl azil žrtv terap
        psiho klini
        pacijent klijent savetov seans nasilj zlostav pritvor zatvor ljudsk.prav centar razmen
        poset mrež obuk radionic izgaranj lekar pravni svedok nestal""",
    "sr-Cyrl": """тортур мучењ траум прежив суперви рехабилит избегл азил жртв терап
        психо клини
        пацијент клијент саветов сеанс насиљ злостав притвор затвор људск.прав центар
        размен посет
        мреж обук радиониц изгарањ лекар правни сведок нестал""",
    "ka": """წამებ ტრავმ გადარჩენ სუპერვი რეაბილიტ ლტოლვ თავშესაფ მსხვერპლ თერაპ ფსიქო კლინიკ
        პაციენტ კლიენტ კონსულტ სესი ძალადობ დაკავებ ციხ პატიმ უფლებ ცენტრ გაცვლ ვიზიტ
        ქსელ ტრენინგ სემინარ
        გადაწვ ექიმ სამედიცინ იურიდ მოწმ გაუჩინარ""",
}


def telling_words(text: str) -> list[str]:
    """The words in a text that would tell, whatever the language."""
    folded = text.casefold()
    words = [w.replace(".", " ") for line in TELLING.values() for w in line.split()]
    return sorted({word for word in words if word.casefold() in folded})
