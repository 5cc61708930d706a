-- The day on which the daily work was last done; absent where it never was. {day}
SELECT day FROM clock;
