"""The words of workshops in the demonstration. All of it is made up."""

TITLES = {
    "trainers": "Training of trainers: leading pain groups",
    "pain": "Pain after torture",
    "villages": "Pain groups in two districts",
    "reporting": "Reading each other's reports",
    "course": "Working step by step with hard memories",
    "supervision_days": "Three mornings on supervision",
    "groups": "Leading pain groups, passed on",
    "loss": "Pérdida ambigua: grupos con familias",
    "conference": "What a year has taught us",
    "sleep": "Sleep, dreams and rest",
    "livelihood": "Small loans, and what they change",
    "quiet": "A quiet day for two teams",
    "prison": "Health care behind walls",
    "small_team": "A day for a small team",
}
NEUTRAL = {
    "trainers": "Training in Tbilisi",
    "pain": "Meeting in Tbilisi",
    "villages": "Training in Kathmandu",
    "reporting": "Meeting on writing",
    "course": "Course by video",
    "supervision_days": "Three mornings",
    "groups": "Training in Prishtina",
    "loss": "Encuentro en Santiago",
    "conference": "Yearly meeting",
    "sleep": "Talk by video",
    "livelihood": "Meeting in spring",
    "quiet": "Team day",
    "prison": "Round table",
    "small_team": "Team day",
}
ABOUT = {
    "pain": "For staff who meet people in pain every day. We try lessons and groups together, "
    "hear how health and legal staff write about pain, and each of us plans a first step.",
    "course": "Six modules in eight weeks, with four meetings by video. Whoever completes all "
    "six gets the certificate.",
    "loss": "Dos días para quienes acompañan a familias que esperan. Trabajamos con ejemplos "
    "inventados.",
    "conference": "Reports of the year, what became of our recommendations, and what we follow "
    "next year.",
}
USUAL = "We try things out together and plan how each of us starts at home."
PLACES = {"MTA": "The large room, ground floor", "LUM": "The house by the river"}
JOIN_PAGE = "https://meet.network.example/room"

SESSIONS = ("First part", "Second part", "Third part")
QUESTIONS = {
    "loss": ("¿Qué le gustaría aprender?", "Lo que hacen otros en grupos."),
    "usual": ("What do you hope to take home?", "One lesson I can try."),
}
MODULES = (
    "What memories do",
    "Finding a calm place",
    "Telling step by step",
    "Working with an interpreter",
    "When it gets too much",
    "Ending well",
)
PAPERS = (
    ("Ten lessons on pain, as slides", "https://papers.network.example/ten-lessons", "confirmed"),
    ("How to find the house", "https://papers.network.example/the-way", "registered"),
)
PROPOSAL = (
    "Ten minutes on what we stopped doing",
    "Things that sounded good, and why we let them go.",
)

OUTCOME = {
    "purpose": "Staff of five centres tried lessons and groups about pain and planned their own.",
    "agreements": "Each centre tries one group of ten weeks and tells the others how it went.",
    "good_practice": "Short lessons with drawings, and the same two people leading every time.",
    "failed_practice": "Groups open to everybody lost half of those who came within a month.",
    "open_questions": "How to begin where nobody has a quiet room.",
    "resources": "The slides of the ten lessons.",
}
LESSONS = (
    "Begin with movement, then talk.",
    "Two leaders, always the same two.",
    "Legal staff ask better questions once they know how pain changes.",
)
ACTIONS = (  # what, who sees to it, in how many days, how far it is
    ("Begin a group of ten weeks in two districts", "HIM-2", -30, "done"),
    ("Put the ten lessons into Georgian and Nepali", "MTA-3", -10, "done"),
    ("Write two pages on pain for legal staff", "ARO-2", -5, "done"),
    ("Ask ten questions before and after each group", "LAK-4", 20, "doing"),
    ("Visit the first group and look how it goes", "HIM-3", 30, "open"),
    ("Hold a talk by video for centres without a physiotherapist", "MTA-3", 45, "open"),
    ("Print the lessons as posters", "LUM-2", -20, "dropped"),
)
AGREED = ("Meet again by video", "Coordinator", 40)
EVALUATIONS = (9, 8, 10, 7, 8)
TOOK_HOME = {"use": "method", "by": "quarter"}
