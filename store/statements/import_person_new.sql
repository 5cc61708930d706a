INSERT INTO person (hpr, name, name_key, email, imported_email, imported_email_on, specialty, profession, in_training,
                    period_start)
VALUES (:hpr, :name, fold(:name), :email, :email, CASE WHEN :email IS NOT NULL THEN '' END, :specialty, :profession, coalesce(:in_training, 0), :period_start)
RETURNING id;
