-- Removes what is held about the person :person and not needed for hours and decisions. An address becomes :stand_in everywhere
-- at once, so that forms stay those of one and the same sender when they are decided anew. :address is NULL where the person
-- has none, or shares it: mails are then not known to be the person's. Nothing of the person's may be open.
DELETE FROM token WHERE recipient = :address;

DELETE FROM told WHERE person = :person;

UPDATE answer SET value = NULL WHERE message IN (SELECT id FROM message WHERE sender = :address);

UPDATE unread_part SET filename = NULL, place = NULL WHERE message IN (SELECT id FROM message WHERE sender = :address);

UPDATE submission SET filename = NULL WHERE message IN (SELECT id FROM message WHERE sender = :address);

-- The original of a form holds others, too: it goes with its time (retention_mails_due).
DELETE FROM raw_message
WHERE message IN (SELECT id FROM message WHERE sender = :address
                  AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.message = message.id));

UPDATE message
SET reading = '{}', subject = NULL, sender_name = NULL, last_error = NULL,
    emptied_on = CASE WHEN EXISTS (SELECT 1 FROM raw_message WHERE message = message.id) THEN emptied_on
                      ELSE coalesce(emptied_on, :today) END
WHERE sender = :address;

UPDATE message SET sender = :stand_in WHERE sender = :address;

UPDATE outbox
SET mime = x'', last_error = NULL, recipient = :stand_in, emptied_on = coalesce(emptied_on, :today)
WHERE recipient = :address AND state <> 'queued';

UPDATE finding SET text = replace(text, :address, :stand_in) WHERE instr(text, :address);

UPDATE submission_participant SET email = :stand_in WHERE email = :address;
UPDATE submission_participant SET email = CASE email WHEN :stand_in THEN email END, workplace = NULL WHERE person = :person;

UPDATE submission_officer SET email = :stand_in WHERE email = :address;
UPDATE submission_officer SET email = CASE email WHEN :stand_in THEN email END WHERE person = :person;

UPDATE submission_change SET email = :stand_in WHERE email = :address;
UPDATE submission_change SET email = CASE email WHEN :stand_in THEN email END WHERE person = :person;

UPDATE address_beside_name SET email = :stand_in WHERE email = :address OR person = :person;

-- In force from today on, until an import or a change of address gives another one.
UPDATE person SET imported_email = :stand_in, imported_email_on = :today WHERE id = :person AND email IS NOT NULL;

UPDATE person SET email = CASE WHEN email IS NOT NULL THEN :stand_in END, language = NULL WHERE id = :person;
