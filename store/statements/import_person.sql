-- What the import does not give stays as it is.
UPDATE person
SET hpr = coalesce(hpr, :hpr),
    name = :name,
    name_key = fold(:name),
    email = coalesce(:email, email),
    specialty = coalesce(:specialty, specialty),
    profession = coalesce(:profession, profession),
    in_training = coalesce(:in_training, in_training),
    period_start = coalesce(:period_start, period_start)
WHERE id = :id;
