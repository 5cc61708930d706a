INSERT INTO person (hpr, name, name_key, email, specialty, profession, in_training, period_start)
VALUES (:hpr, :name, fold(:name), :email, :specialty, :profession, coalesce(:in_training, 0), :period_start)
RETURNING id;
