#include "ingest/metrics.h"

#include <string.h>

/* A metric that the statement `metrics` gives, in the order of the file; a label of it may be there more than
 * once. */
static const struct {
    const char *name, *type, *help;
} families[] = {
    {"messages", "gauge", "Mails that are not finished, by state."},
    {"oldest_unprocessed_seconds", "gauge", "Age of the oldest mail that is not decided yet."},
    {"flagged", "gauge", "Submissions that wait for the office."},
    {"oldest_flagged_seconds", "gauge", "Age of the oldest submission that waits for the office."},
    {"outbox", "gauge", "Mails out that are not delivered, by state."},
    {"oldest_queued_seconds", "gauge", "Age of the oldest mail that waits to be sent."},
};

static void add_header(GString *text, const char *name, const char *type, const char *help)
{
    g_string_append_printf(text, "# HELP presens_%s %s\n# TYPE presens_%s %s\n", name, help, name, type);
}

static void add_number(GString *text, const char *name, const char *type, const char *help, guint64 number)
{
    add_header(text, name, type, help);
    g_string_append_printf(text, "presens_%s %" G_GUINT64_FORMAT "\n", name, number);
}

static void add_family(GString *text, const json_t *rows, guint family)
{
    add_header(text, families[family].name, families[family].type, families[family].help);
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row) {
        if (strcmp(json_string_value(json_object_get(row, "name")), families[family].name) != 0)
            continue;
        const char *state = json_string_value(json_object_get(row, "state"));
        g_string_append_printf(text, "presens_%s", families[family].name);
        if (state)
            g_string_append_printf(text, "{state=\"%s\"}", state);
        g_string_append_printf(text, " %" JSON_INTEGER_FORMAT "\n",
                               json_integer_value(json_object_get(row, "value")));
    }
}

bool metrics_write(const struct metrics *metrics, struct store *store, const char *path, GError **error)
{
    json_auto_t *rows = store_rows(store, "metrics", NULL, error);
    if (!rows)
        return false;
    g_autoptr(GString) text = g_string_new(NULL);
    add_number(text, "heartbeat_timestamp_seconds", "gauge", "When the service last came round its loop.",
               (guint64)(g_get_real_time() / G_USEC_PER_SEC));
    add_number(text, "start_timestamp_seconds", "gauge", "When the service started.",
               (guint64)metrics->started);
    add_number(text, "handled_total", "counter", "Mails taken in since the start.", metrics->handled);
    add_number(text, "failures_total", "counter",
               "Rounds of the loop that ended in an error since the start.", metrics->failures);
    for (guint i = 0; i < G_N_ELEMENTS(families); i++)
        add_family(text, rows, i);
    g_autoptr(GError) fault = NULL;
    /* Not synced: after a power failure the next round writes it again. The collector runs as another user.
     */
    return g_file_set_contents_full(path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0644,
                                    &fault) ||
           fail(error, ERROR_CONFIGURATION, "the metrics cannot be written: %s", fault->message);
}
