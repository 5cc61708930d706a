/* Dates and times as people write them. */
#include "parser/form/clocks.h"
#include "parser/form/periods.h"

#include "tests/unit/suite.h"
#include <string.h>

static const struct {
    const char *text;
    enum when_context context;
    const char
        *expected; /* date, or "?" doubtful, or "-" none; then what else was read, and the rest in brackets */
} readings[] = {
    {"03.02.2025", WHEN_DATE, "2025-02-03"},
    {"3.2.25", WHEN_DATE, "2025-02-03"},
    {"3/2-25", WHEN_DATE, "2025-02-03"},
    {"3/2 2025", WHEN_DATE, "2025-02-03"},
    {"3/2-2025", WHEN_DATE, "2025-02-03"},
    {"3-2-2025", WHEN_DATE, "2025-02-03"},
    {"3. 2. 2025", WHEN_DATE, "2025-02-03"},
    {"2025-02-03", WHEN_DATE, "2025-02-03"},
    {"2025-02-03 18:00", WHEN_DATE, "2025-02-03 18:00"},
    {"2025.02.03", WHEN_DATE, "2025-02-03"},
    {"3. februar 2025", WHEN_DATE, "2025-02-03"},
    {"3.februar 2025", WHEN_DATE, "2025-02-03"},
    {"3. feb. 25", WHEN_DATE, "2025-02-03"},
    {"mandag 3. februar 2025", WHEN_DATE, "2025-02-03"},
    {"Måndag den 3. feb -25", WHEN_DATE, "2025-02-03"},
    {"mx. 3/2-25", WHEN_DATE, "- [mx. 3/2-25]"},
    {"man. 3/2-25", WHEN_DATE, "2025-02-03"},
    {"tirsdag 3. februar 2025", WHEN_DATE, "contradiction"},
    {"3. februar", WHEN_DATE, "0000-02-03"},
    {"3/2", WHEN_DATE, "0000-02-03"},
    {"12.02", WHEN_DATE, "0000-02-12"},
    {"030225", WHEN_DATE, "2025-02-03"},
    {"03022025", WHEN_DATE, "2025-02-03"},
    {"20250203", WHEN_DATE, "2025-02-03"},
    {"31.02.2025", WHEN_DATE, "?"},
    {"29.02.2025", WHEN_DATE, "?"},
    {"29.02.2024", WHEN_DATE, "2024-02-29"},
    {"13.13.2025", WHEN_DATE, "?"},
    {"3.-4. februar 2025", WHEN_DATE, "?"},
    {"12.-13.05.2025", WHEN_DATE, "?"},
    {"18.10-21", WHEN_DATE, "?"},
    {"13.3. 18-21", WHEN_DATE, "0000-03-13 18:00-21:00"},
    {"13.3. 18-21: Astma", WHEN_LINE, "0000-03-13 18:00-21:00 [Astma]"},
    {"17.01 16.30-19.30: Astma", WHEN_LINE, "0000-01-17 16:30-19:30 [Astma]"},
    {"14.01 2000-2200", WHEN_DATE, "0000-01-14 20:00-22:00"},
    {"22.2.\n1700-2000\nAstma", WHEN_DATE, "0000-02-22 17:00-20:00 [Astma]"},
    {"24.01 1800-2100: Astma", WHEN_LINE, "0000-01-24 18:00-21:00 [Astma]"},
    {"2.1. Formål", WHEN_LINE, "- [2.1. Formål]"},
    {"våren 2025", WHEN_DATE, "- [våren 2025]"},
    {"12.02.25\nkl 18-21\nAstma", WHEN_DATE, "2025-02-12 18:00-21:00 [Astma]"},
    {"Møte 3 12.02.2025", WHEN_DATE, "2025-02-12 nr 3"},
    {"18-21", WHEN_TIME, "- 18:00-21:00"},
    {"18–21", WHEN_TIME, "- 18:00-21:00"},
    {"kl 18-21", WHEN_TIME, "- 18:00-21:00"},
    {"kl. 17.30-20.30", WHEN_TIME, "- 17:30-20:30"},
    {"18.00 til 21.00", WHEN_TIME, "- 18:00-21:00"},
    {"18:00:00 - 21:00:00", WHEN_TIME, "- 18:00-21:00"},
    {"18.00/21.00", WHEN_TIME, "- 18:00-21:00"},
    {"18.00 -- 21.00", WHEN_TIME, "- 18:00-21:00"},
    {"18:00→21:00", WHEN_TIME, "- 18:00-21:00"},
    {"mellom 18 og 21", WHEN_TIME, "- 18:00-21:00"},
    {"mellom kl. 18.00 og 21.00", WHEN_TIME, "- 18:00-21:00"},
    {"18h-21h", WHEN_TIME, "- 18:00-21:00"},
    {"18 t – 21h30", WHEN_LINE, "- 18:00-21:30"},
    {"fra kl. 18 til 20:30", WHEN_TIME, "- 18:00-20:30"},
    {"1800-2100", WHEN_TIME, "- 18:00-21:00"},
    {"900-1330", WHEN_TIME, "- 09:00-13:30"},
    {"18-2030", WHEN_TIME, "- 18:00-20:30"},
    {"21.00-24.00", WHEN_TIME, "- 21:00-00:00"},
    {"21-18", WHEN_TIME, "- doubtful"},
    {"25-27", WHEN_TIME, "- [25-27]"},
    {"kl. 18", WHEN_TIME, "- 18:00"},
    {"18-21 (4 kurstimer)", WHEN_TIME, "- 18:00-21:00 4 hours"},
    {"18-21 (3 timer)", WHEN_TIME, "- 18:00-21:00 3 loose"},
    {"22/2-24 kl 18-21: Hypertensjon", WHEN_LINE, "2024-02-22 18:00-21:00 [Hypertensjon]"},
    {"tirsdag 12. mars 2024 kl. 16.15 til 19.15: Borreliose", WHEN_LINE,
     "2024-03-12 16:15-19:15 [Borreliose]"},
    {"Møte 1: 10.02.2026, fra 09.00 til 13.30", WHEN_LINE, "2026-02-10 09:00-13:30 nr 1"},
    {"3. mars", WHEN_LINE, "0000-03-03"},
    {"3. mars 18-21", WHEN_LINE, "0000-03-03 18:00-21:00"},
    {"12.02.2025, 135 min: Gikt", WHEN_LINE, "2025-02-12 135 min [Gikt]"},
    {"Hypertensjon: 24-timers måling", WHEN_LINE, "- [Hypertensjon: 24-timers måling]"},
    {"3-5 pasienter med gikt", WHEN_LINE, "- [3-5 pasienter med gikt]"},
    {"2024-2025", WHEN_LINE, "- [2024-2025]"},
    {"", WHEN_LINE, "-"},
};

static void write_clock(GString *out, const char *before, int minutes)
{
    g_autofree char *text = minutes >= 0 ? clock_text(minutes) : NULL;
    if (text)
        g_string_append_printf(out, "%s%s", before, text);
}

static char *what_was_read(const struct when *when)
{
    GString *out = g_string_new(when->state == DAY_NONE ? "-" : when->state == DAY_DOUBTFUL ? "?" : NULL);
    g_autofree char *iso = when->state == DAY_READ && when->day.year ? day_iso(&when->day) : NULL;
    if (when->state == DAY_READ && when->day.year)
        g_string_append(out, iso ? iso : "contradiction");
    else if (when->state == DAY_READ)
        g_string_append_printf(out, "0000-%02d-%02d", when->day.month, when->day.day);
    if (when->state == DAY_DOUBTFUL)
        return g_string_free(out, FALSE);
    write_clock(out, " ", when->start);
    write_clock(out, "-", when->end);
    if (when->times_doubtful)
        g_string_append(out, " doubtful");
    if (when->minutes >= 0)
        g_string_append_printf(out, " %d min", when->minutes);
    if (when->hours >= 0)
        g_string_append_printf(out, " %g hours", when->hours);
    if (when->loose_hours >= 0)
        g_string_append_printf(out, " %g loose", when->loose_hours);
    if (when->number)
        g_string_append_printf(out, " nr %u", when->number);
    if (*when->rest)
        g_string_append_printf(out, " [%s]", when->rest);
    return g_string_free(out, FALSE);
}

START_TEST(text_is_read_as)
{
    struct when when;
    when_read(readings[_i].text, readings[_i].context, &when);
    g_autofree char *found = what_was_read(&when);
    ck_assert_msg(strcmp(found, readings[_i].expected) == 0, "%s: expected %s, found %s", readings[_i].text,
                  readings[_i].expected, found);
}
END_TEST

static const struct {
    const char *text, *first, *last; /* NULL: no period */
} periods[] = {
    {"01.01.2025–31.12.2025", "2025-01-01", "2025-12-31"},
    {"1.8.2025 - 30.6.2026", "2025-08-01", "2026-06-30"},
    {"fra 1. januar 2025 til 30. juni 2025", "2025-01-01", "2025-06-30"},
    {"1. januar - 30. juni 2025", "2025-01-01", "2025-06-30"},
    {"2025", "2025-01-01", "2025-12-31"},
    {"januar-juni 2025", "2025-01-01", "2025-06-30"},
    {"jan. 2024 til feb. 2024", "2024-01-01", "2024-02-29"},
    {"2. halvår 2025", "2025-07-01", "2025-12-31"},
    {"våren 2025", NULL, NULL},
    {"31.12.2025 - 01.01.2025", NULL, NULL},
    {"snart", NULL, NULL},
};

START_TEST(period_is_read_as)
{
    GDate first, last;
    g_date_clear(&first, 1);
    g_date_clear(&last, 1);
    bool found = period_read(periods[_i].text, &first, &last);
    ck_assert_msg(found == (periods[_i].first != NULL), "%s", periods[_i].text);
    if (!found)
        return;
    char from[16], to[16];
    g_date_strftime(from, sizeof from, "%Y-%m-%d", &first);
    g_date_strftime(to, sizeof to, "%Y-%m-%d", &last);
    ck_assert_str_eq(from, periods[_i].first);
    ck_assert_str_eq(to, periods[_i].last);
}
END_TEST

static const struct {
    const char *text;
    int unit, minutes;
} durations[] = {
    {"4294967301:00", 60, -1},
    {"3 timer", 60, 180},
    {"3 t", 60, 180},
    {"2 t 15 min", 60, 135},
    {"2,5 timer", 60, 150},
    {"180 min", 60, 180},
    {"2:30", 0, 150},
    {"3", 60, 180},
    {"180", 60, 180},
    {"2,5", 60, 150},
    {"15", 60, -1},
    {"90", 1, 90},
    {"3", 0, -1},
    {"lenge", 60, -1},
    {"2½ time", 60, 150},
};

START_TEST(duration_is_read_as)
{
    ck_assert_msg(duration_read(durations[_i].text, durations[_i].unit) == durations[_i].minutes, "%s: %d",
                  durations[_i].text, duration_read(durations[_i].text, durations[_i].unit));
}
END_TEST

START_TEST(year_follows_from_the_period)
{
    GDate first, last;
    g_date_clear(&first, 1);
    g_date_clear(&last, 1);
    ck_assert(period_read("01.08.2025-30.06.2026", &first, &last));
    ck_assert_int_eq(day_year_between(&(struct day){.day = 10, .month = 9}, &first, &last), 2025);
    ck_assert_int_eq(day_year_between(&(struct day){.day = 14, .month = 1}, &first, &last), 2026);
    ck_assert_int_eq(day_year_between(&(struct day){.day = 14, .month = 7}, &first, &last), 0);
    ck_assert(period_read("01.01.2024-31.12.2025", &first, &last));
    ck_assert_int_eq(day_year_between(&(struct day){.day = 14, .month = 1}, &first, &last), 0);
    ck_assert_int_eq(day_year_between(&(struct day){.day = 13, .month = 1, .weekday = 1}, &first, &last),
                     2025);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dates");
    TCase *cases = tcase_create("readings");
    tcase_add_loop_test(cases, text_is_read_as, 0, G_N_ELEMENTS(readings));
    tcase_add_loop_test(cases, period_is_read_as, 0, G_N_ELEMENTS(periods));
    tcase_add_loop_test(cases, duration_is_read_as, 0, G_N_ELEMENTS(durations));
    tcase_add_test(cases, year_follows_from_the_period);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
