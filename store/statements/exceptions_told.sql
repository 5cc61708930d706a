UPDATE office_exception SET told = 1 WHERE id IN (SELECT value ->> 'id' FROM json_each(:exceptions));
