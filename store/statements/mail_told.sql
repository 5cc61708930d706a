-- From now on the person has been told of the news, rows of mail_account_news.
DELETE FROM told
WHERE person = :person
  AND (group_id, date) IN (SELECT value ->> '$.group_id', value ->> '$.date' FROM json_each(:news));
INSERT INTO told (person, group_id, date, status, hours)
SELECT :person, value ->> '$.group_id', value ->> '$.date', value ->> '$.status', value ->> '$.hours'
FROM json_each(:news)
WHERE value ->> '$.status' <> 'withdrawn';
