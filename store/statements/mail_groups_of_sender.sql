-- The active groups that a message's sender leads or is secretary of on the day on which it came, unless the address may be forged.
SELECT DISTINCT b.group_id
FROM message m
JOIN person p ON p.email = m.sender
JOIN membership b ON b.person = p.id
JOIN small_group g ON g.id = b.group_id
WHERE m.id = :message AND NOT m.forged
  AND b.role IN ('secretary', 'leader') AND g.active
  AND b.from_on <= substr(m.received_at, 1, 10) AND (b.until_on IS NULL OR b.until_on > substr(m.received_at, 1, 10))
ORDER BY b.group_id;
