/*
 * Fuzzing of dates, times, numbers and names as people write them, for libFuzzer. What is read must be a date
 * or a time that exists.
 */
#include "base/calendar.h"
#include "parser/form/clocks.h"
#include "parser/form/dates.h"
#include "parser/form/people.h"
#include "parser/identity_number.h"
#include "tests/fuzz/finding.h"

#include <string.h>

static void read_when(const char *text, enum when_context context)
{
    struct when when;
    when_read(text, context, &when);
    g_autofree char *iso = when.state == DAY_READ && when.day.year ? day_iso(&when.day) : NULL;
    if (iso && !calendar_is_date(iso))
        finding("%s is no date: %s", iso, text);
    if (when.start > 1440 || when.end > 1440 || when.start < -1 || when.end < -1)
        finding("%d to %d are no times: %s", when.start, when.end, text);
    if (when.rest < text || when.rest > text + strlen(text))
        finding("the rest is not of the text: %s", text);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autofree char *raw = g_strndup((const char *)data, size), *text = g_utf8_make_valid(raw, -1);
    read_when(text, WHEN_DATE);
    read_when(text, WHEN_TIME);
    read_when(text, WHEN_LINE);
    struct day day;
    gsize length = 0;
    if (day_read(text, &day, &length) && length > strlen(text))
        finding("a date is longer than its text: %s", text);
    int clock = clock_read(text);
    g_autofree char *time = clock >= 0 ? clock_text(clock) : NULL;
    if (time && strlen(time) != strlen("18:00"))
        finding("%s is no time: %s", time, text);
    bool course;
    (void)duration_read(text, 60);
    (void)hours_read(text, &course);
    g_free(identity_numbers_hide(text));
    return 0;
}
