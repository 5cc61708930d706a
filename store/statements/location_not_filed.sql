-- Tried again after 1 minute, 2, 4 ... at most 4 hours (240 minutes), for as long as it takes.
UPDATE location
SET attempts = attempts + 1,
    due_at = strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+' || min(240, 1 << min(attempts, 8)) || ' minutes'),
    last_error = :why
WHERE mailbox = :mailbox AND uidvalidity = :uidvalidity AND uid = :uid;
