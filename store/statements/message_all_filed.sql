-- The message of a copy, where it is answered and no copy of it in this mailbox waits to be filed. Copies under an
-- older UIDVALIDITY or in a mailbox that is not ours any more can never be filed, and do not hold it up.
SELECT l.message
FROM location l
JOIN message m ON m.id = l.message
WHERE l.mailbox = :mailbox AND l.uidvalidity = :uidvalidity AND l.uid = :uid
  AND m.state = 'answered'
  AND NOT EXISTS (SELECT 1 FROM location other
                  WHERE other.message = l.message AND other.folder IS NULL
                    AND other.mailbox = :mailbox AND other.uidvalidity = :uidvalidity);
