-- A row where a person of the register has the address.
SELECT id FROM person WHERE email = lower(:address) LIMIT 1;
