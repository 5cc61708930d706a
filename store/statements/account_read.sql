-- From now on the table account (account_table.sql) holds the account of :person.
DELETE FROM account;
INSERT INTO account (group_id, submission, date, status, hours, points, waits_for)
SELECT group_id, submission, date, status, hours, points, waits_for FROM credit WHERE person = :person;
