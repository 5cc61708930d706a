SELECT name FROM built_in_view ORDER BY name;
