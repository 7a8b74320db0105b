"""The made-up patients: names as people really write them, every age, and how far each visit went."""

from dataclasses import dataclass

from consultations.demo.accounts import EASTVALE, NORTHBRIDGE

NO_VISIT, INTAKE, REVIEW, CONFIRMED, SIGNED, CLOSED = "no visit", "intake", "review", "confirmed", "signed", "closed"
AGREE, OVERRIDE = "agree", "override"


@dataclass(frozen=True, slots=True)
class DemoVisit:
    """`outcome` is what the service is to say; `share` how much of the intake is done; `hours_ago` when it began."""

    stage: str
    outcome: str = "suggest"
    hours_ago: float = 1
    areas: int = 1
    share: float = 1
    decision: str = AGREE
    addendum: str = ""
    second_dermatologist: bool = False


@dataclass(frozen=True, slots=True)
class DemoPatient:
    family_name: str
    given_name: str
    years: int
    days: int = 0
    visit: DemoVisit = DemoVisit(NO_VISIT)
    site: str = NORTHBRIDGE
    title: str = ""
    language: str = "en"
    needs: str = ""


def day(number: float) -> float:
    return 24 * number


PATIENTS = (
    DemoPatient("Jones", "Amy", 41, visit=DemoVisit(REVIEW, hours_ago=0.9), title="Ms"),
    DemoPatient("O'Brien-Ng", "Siobhán", 34, visit=DemoVisit(SIGNED, hours_ago=3)),
    DemoPatient("Müller", "Jürgen", 62, visit=DemoVisit(INTAKE, hours_ago=0.3, share=0.5), title="Mr"),
    DemoPatient("Nguyễn", "Thị Hương", 29, visit=DemoVisit(SIGNED, hours_ago=day(12), decision=OVERRIDE)),
    DemoPatient("Παπαδοπούλου", "Ελένη", 55, visit=DemoVisit(REVIEW, "needs_answer", hours_ago=1.4)),
    DemoPatient("Кузнецова", "Анна", 38, visit=DemoVisit(CONFIRMED, hours_ago=1.1)),
    DemoPatient(
        "الخطيب", "ليلى", 27, visit=DemoVisit(REVIEW, hours_ago=1.8), language="ar", needs="Arabic interpreter"
    ),
    DemoPatient("כהן", "נועה", 46, visit=DemoVisit(SIGNED, hours_ago=day(5))),
    DemoPatient("王", "秀英", 71, visit=DemoVisit(REVIEW, "examine_first", hours_ago=2.2)),
    DemoPatient("佐藤", "さくら", 23, visit=DemoVisit(INTAKE, hours_ago=0.2, share=0.15)),
    DemoPatient("김", "민준", 9, visit=DemoVisit(SIGNED, hours_ago=day(20))),
    DemoPatient("शर्मा", "प्रिया", 33, visit=DemoVisit(REVIEW, hours_ago=1.2, areas=2)),
    DemoPatient("ศรีสุข", "สมชาย", 50, visit=DemoVisit(CLOSED, hours_ago=day(2), share=0.4)),
    DemoPatient("U", "Thant", 58, visit=DemoVisit(SIGNED, hours_ago=day(33), second_dermatologist=True)),
    DemoPatient("Bello", "Baby", 0, 9, DemoVisit(REVIEW, "no_treatment", hours_ago=0.7), title="Baby"),
    DemoPatient("Okonkwo", "Chidinma", 0, 150, DemoVisit(SIGNED, "no_treatment", hours_ago=day(8))),
    DemoPatient("Rossi", "Niccolò", 1, 200, DemoVisit(NO_VISIT)),
    DemoPatient("Jones", "Amy", 7, visit=DemoVisit(SIGNED, hours_ago=day(3)), title="Miss"),
    DemoPatient("D'Angelo", "Pia", 16, visit=DemoVisit(CONFIRMED, hours_ago=2.6, decision=OVERRIDE)),
    DemoPatient(
        "Wolfeschlegelsteinhausenbergerdorff-Montgomery-Fotheringay",
        "Maximiliana Theodora Wilhelmina Alexandrina",
        67,
        visit=DemoVisit(REVIEW, hours_ago=3.1),
        title="Prof.",
    ),
    DemoPatient(
        "Łukaszewska", "Żaneta", 95, visit=DemoVisit(SIGNED, hours_ago=day(15)), needs="Large print, hearing aid"
    ),
    DemoPatient("Çelik", "İpek", 31, visit=DemoVisit(REVIEW, "needs_answer", hours_ago=0.6, areas=2)),
    DemoPatient("Þórsdóttir", "Ásta", 44, visit=DemoVisit(SIGNED, "examine_first", hours_ago=day(6))),
    DemoPatient(
        "Abubakar",
        "Zainab",
        36,
        visit=DemoVisit(SIGNED, hours_ago=day(25), addendum="Telephone call: healed well, no further treatment."),
    ),
    DemoPatient("Smith", "John", 78, visit=DemoVisit(INTAKE, hours_ago=0.5, share=0.95), title="Mr"),
    DemoPatient("Kealoha", "Kaʻiulani", 21),
    DemoPatient("García Márquez", "José", 48, visit=DemoVisit(SIGNED, hours_ago=day(40), areas=2)),
    DemoPatient("van der Berg", "Anna Maria", 52, visit=DemoVisit(CLOSED, hours_ago=day(9))),
    DemoPatient("Brown", "Olivia", 30, visit=DemoVisit(REVIEW, hours_ago=0.8), site=EASTVALE, title="Ms"),
    DemoPatient("Жуков", "Дмитрий", 64, visit=DemoVisit(SIGNED, hours_ago=4), site=EASTVALE),
    DemoPatient("Haddad", "نور", 25, visit=DemoVisit(INTAKE, hours_ago=0.4, share=0.7), site=EASTVALE, language="ar"),
    DemoPatient("Yamamoto", "健太", 12, visit=DemoVisit(REVIEW, hours_ago=1.6), site=EASTVALE),
    DemoPatient("Lý", "Đức", 19, visit=DemoVisit(SIGNED, hours_ago=day(2), decision=OVERRIDE), site=EASTVALE),
    DemoPatient("Peretz", "שירה", 59, visit=DemoVisit(CONFIRMED, hours_ago=2), site=EASTVALE),
    DemoPatient(
        "Silva e Souza", "Conceição", 83, visit=DemoVisit(REVIEW, "examine_first", hours_ago=2.4), site=EASTVALE
    ),
    DemoPatient("Miller", "Noah", 0, 28, DemoVisit(SIGNED, "no_treatment", hours_ago=day(4)), site=EASTVALE),
    DemoPatient(
        "Ålander", "Söre'n", 40, visit=DemoVisit(SIGNED, hours_ago=day(18), second_dermatologist=True), site=EASTVALE
    ),
    DemoPatient("박", "서연", 35, visit=DemoVisit(CLOSED, hours_ago=day(1), share=0.2), site=EASTVALE),
    DemoPatient("Jones", "Amelia", 88, site=EASTVALE),
    DemoPatient("Βασιλείου", "Νίκος", 4, visit=DemoVisit(NO_VISIT), site=EASTVALE),
)
