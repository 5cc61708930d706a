SELECT coalesce(sum(CASE WHEN day = :today THEN mails END), 0) AS today, coalesce(sum(mails), 0) AS week
FROM stranger_count
WHERE day BETWEEN date(:today, '-6 days') AND :today AND key = :key;
