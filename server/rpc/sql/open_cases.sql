select open_cases()
