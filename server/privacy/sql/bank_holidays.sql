-- Those that may move a day by which a request is due: the last is three months and some days after it began.
select day from bank_holiday where day between $1::date and $1::date + 130
