-- Messages of which something is stuck: {message, what, taken_in}; :message NULL: all.
SELECT message, group_concat(DISTINCT what) AS what,
       EXISTS (SELECT 1 FROM raw_message r WHERE r.message = stuck.message) AS taken_in
FROM stuck
WHERE message = coalesce(:message, message)
GROUP BY message
ORDER BY message;
