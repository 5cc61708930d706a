-- Puts in force the changes of address whose day has come.
UPDATE address_day SET looked_on = :today WHERE looked_on < :today;
UPDATE person
SET email = (SELECT a.email FROM address_in_force a WHERE a.person = person.id)
WHERE id IN (SELECT c.person FROM address_day d
             JOIN submission_change c ON c.change = 'email' AND c.date > d.looked_before AND c.date <= d.looked_on);
UPDATE address_day SET looked_before = looked_on WHERE looked_before < looked_on;
