"""Who is in a playground that starts empty."""

# `role` is for the page only: it says whom to play. The numbers lie in a block that is given to nobody.
PEOPLE = [
    {"first_name": "하늘", "last_name": "김", "language_code": "ko", "phone": "+821020001001", "role": "applicant"},
    {"first_name": "서준", "last_name": "이", "language_code": "ko", "phone": "+821020001002", "role": "master"},
    {"first_name": "Emma", "last_name": "Park", "language_code": "en", "phone": "+821020001003", "role": "english"},
]
