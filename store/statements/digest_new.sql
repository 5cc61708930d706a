-- From now on the office has been told.
INSERT INTO digest (day, made_at, whole) VALUES (:today, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), :whole);

UPDATE reminder SET told_on = :today WHERE (group_id, heard_on) IN (SELECT value ->> 'group_id', value ->> 'heard_on' FROM json_each(:silent));
