#include "store/retention.h"

/* So many mails in a transaction: the service waits for none of them long. */
#define BATCH 50

static const struct {
    const char *name, *due, *empty;
    int automatic; /* -1: not asked */
} kinds[RETENTION_KINDS] = {
    [RETENTION_MAILS] = {"mails that came in", "retention_mails_due", "retention_empty_mails", 0},
    [RETENTION_AUTOMATIC] = {"automatic mails", "retention_mails_due", "retention_empty_mails", 1},
    [RETENTION_SENT] = {"mails that went out", "retention_sent_due", "retention_empty_sent", -1},
};

const char *retention_name(enum retention_kind kind)
{
    return kinds[kind].name;
}

/* The ids of what is due, at most `limit` (-1: all). NULL on error. */
static json_t *due(struct store *store, enum retention_kind kind, const char *today, guint days, int limit,
                   GError **error)
{
    json_t *parameters = json_pack("{s:s, s:i, s:i}", "today", today, "days", (int)days, "limit", limit);
    if (kinds[kind].automatic >= 0)
        json_object_set_new(parameters, "automatic", json_integer(kinds[kind].automatic));
    json_auto_t *rows = store_rows(store, kinds[kind].due, parameters, error);
    if (!rows)
        return NULL;
    json_t *ids = json_array(), *row;
    size_t index;
    json_array_foreach(rows, index, row)
        json_array_append(ids, json_object_get(row, "id"));
    return ids;
}

/* One transaction; `emptied` receives how many mails it took. */
static bool empty_batch(struct store *store, enum retention_kind kind, const char *today, guint days,
                        size_t *emptied, GError **error)
{
    if (!store_begin(store, error))
        return false;
    json_t *ids = due(store, kind, today, days, BATCH, error);
    *emptied = json_array_size(ids);
    bool good =
        ids && (*emptied == 0 || store_run(store, kinds[kind].empty,
                                           json_pack("{s:O, s:s}", "ids", ids, "today", today), NULL, error));
    json_decref(ids);
    if (good && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

bool retention_apply(struct store *store, enum retention_kind kind, const char *today, guint days,
                     bool dry_run, gint64 *count, GError **error)
{
    *count = 0;
    if (dry_run) {
        json_auto_t *ids = due(store, kind, today, days, -1, error);
        *count = (gint64)json_array_size(ids);
        return ids != NULL;
    }
    for (size_t emptied = BATCH; emptied == BATCH; *count += (gint64)emptied)
        if (!empty_batch(store, kind, today, days, &emptied, error))
            return false;
    return true;
}
