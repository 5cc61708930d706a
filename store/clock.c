#include "store/clock.h"

bool clock_note(struct store *store, const char *today, bool confirmed, GError **error)
{
    return store_run(store, "clock_note", json_pack("{s:s, s:b}", "today", today, "confirmed", confirmed),
                     NULL, error);
}

json_t *clock_day(struct store *store, GError **error)
{
    return store_row(store, "clock_day", NULL, error);
}

json_t *clock_doubt(struct store *store, GError **error)
{
    return store_row(store, "clock_doubt", NULL, error);
}
