-- What the office has not been told yet, alike exceptions together, at most :most of them. {reason, exceptions: [{id, message, serial}]}
SELECT reason, json_group_array(json_object('id', id, 'message', message, 'serial', serial)) AS "exceptions:json"
FROM (SELECT id, message, reason, serial, alike,
             (row_number() OVER (PARTITION BY reason, alike ORDER BY message, id) - 1) / :most AS part
      FROM office_exception
      WHERE told = 0
      ORDER BY message, id)
GROUP BY reason, alike, part
ORDER BY min(message), min(id);
