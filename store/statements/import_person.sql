-- What the import does not give stays as it is.
UPDATE person
SET hpr = coalesce(hpr, :hpr),
    name = :name,
    name_key = fold(:name),
    -- An address that the import gave before may have been changed by a form since.
    email = CASE WHEN :email IS NULL OR :email IS imported_email THEN email ELSE :email END,
    imported_email_on = CASE WHEN :email IS NULL OR :email IS imported_email THEN imported_email_on
                             WHEN email IS NULL THEN '' ELSE date('now') END,
    imported_email = coalesce(:email, imported_email),
    specialty = coalesce(:specialty, specialty),
    profession = coalesce(:profession, profession),
    in_training = coalesce(:in_training, in_training),
    period_start = coalesce(:period_start, period_start)
WHERE id = :id;
