-- A row where the stored parameters are not exactly :values, [{rule, name, valid_from, value}].
SELECT 1 AS outdated
WHERE EXISTS (SELECT rule, name, valid_from, value FROM rule_parameter
              EXCEPT
              SELECT value ->> '$.rule', value ->> '$.name', value ->> '$.valid_from', value ->> '$.value'
              FROM json_each(:values))
   OR EXISTS (SELECT value ->> '$.rule', value ->> '$.name', value ->> '$.valid_from', value ->> '$.value'
              FROM json_each(:values)
              EXCEPT
              SELECT rule, name, valid_from, value FROM rule_parameter);
