DELETE FROM built_in_view;
