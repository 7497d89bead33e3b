"""Names, notes and codes for generated programmes: ordinary ones and awkward ones."""

GIVEN_NAMES = ("Ama", "Siân", "Łukasz", "Tèmítọ́pẹ́", "Raj", "Ruth", "Nuala", "Zoë", "O'Neil",
               "محمد", "小明", "Jean-Luc", "Anaïs \"Ana\"", "D’Arcy", "Ștefania", "Nguyễn",
               "e\u0301lodie", "Ivan, jr.", "-Lee", "@nna", "Null", "N/A")
FAMILY_NAMES = ("Patel", "Owusu", "O'Brien", "Popescu", "Ó Súilleabháin", "Smith, the elder",
                "van der Berg", "=Cole", "+Moss", "王", "Şahin", "Ðorđević", "Straße", "None",
                "True", "𝒜yres", "الحسن", "Fitz\"Gerald")
NOTES = ("", "", "", "Wants evening sessions", "=2+3 said a resident", "+44 20 7946 0123 to call",
         "-", "- none -", "@front desk", "Asked about \"walk-in\" checks", "one, two; three",
         "line one\nline two", "first\r\nsecond\r\n\r\nfourth", "Fără programare", "👍🏽 good",
         "\"", "'; DROP TABLE reach; --", " spaces around ", "tab\there", "NULL", "\\N", "\\.",
         "100%", "<b>bold</b>", "{\"a\": [1, 2]}", "x" * 400)
PLACES = ("Library", "Mosque, main hall", "St John's", "Café \"Roma\"", "Marché", "Roxeth Hall; upstairs",
          "=Centre", "Online", "Temple", "GP surgery, 1st floor")
COMMUNITIES = ("All communities", "Romanian; Moldovan", "Faith groups", "Somali, Eritrean", "")
IDENTIFIERS = ("", "", "GB-CHC-1234567", "GB-COH-09876543", "GB-LAE-HRW", "XI-NIC-100123")
PROGRAMMES = ("HEALTHY", "MATERNAL", "MH", "OUT-OF-HOURS", "FAITH", "VACCINE-2", "YOUTH")
COURSES = ("INDUCTION", "SAFEGUARDING", "MECC", "MHFA", "BP-CHECK", "DEMENTIA", "FIRST-AID")
ROLES = ("", "Outreach", "Health checks", "Translation, written", "Peer \"buddy\"")
GOALS = ("", "Nursing", "Social care", "Public health; policy")
LANGUAGES = ("en", "ro", "gu", "so", "ar", "pt-BR", "zh-Hant", "sr-Latn", "es-419", "pa-Arab-PK")
AGE_BANDS = ("", "16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+")
WARDS = tuple("E050135%d" % number for number in range(42, 64))
REASONS = ("", "Moved away", "New job, full time", "Programme \"paused\"")
