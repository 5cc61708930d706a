-- The active groups that a message's sender leads or is secretary of, unless the address may be forged.
SELECT DISTINCT b.group_id
FROM message m
JOIN person p ON p.email = m.sender
JOIN membership b ON b.person = p.id
JOIN small_group g ON g.id = b.group_id
WHERE m.id = :message AND NOT m.forged
  AND b.role IN ('secretary', 'leader') AND b.until_on IS NULL AND g.active
ORDER BY b.group_id;
