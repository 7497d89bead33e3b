select from risk_action where id = $1::uuid for no key update
