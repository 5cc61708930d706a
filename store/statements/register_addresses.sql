-- Puts the addresses in force that the forms give to those whom :submission names.
UPDATE person
SET email = (SELECT a.email FROM address_in_force a WHERE a.person = person.id)
WHERE id IN (SELECT person FROM submission_change WHERE submission = :submission
             UNION
             SELECT person FROM address_beside_name WHERE submission = :submission);
