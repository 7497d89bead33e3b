delete from sign_in_attempt where counter = 'ACCOUNT' and subject = decode($1, 'hex')
