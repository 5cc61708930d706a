/*
 * Metrics: how the service does, as a text file that Prometheus' node exporter collects. Numbers only:
 * nothing about anybody stands in it.
 */
#pragma once

#include "store/database.h"

/* What only the running service knows. */
struct metrics {
    guint64 handled;  /* mails taken in since the start */
    guint64 failures; /* rounds of the loop that ended in an error since the start */
    gint64 started;   /* Unix time */
};

/* Writes the file anew, at once whole (by renaming). ERROR_CONFIGURATION where it cannot be written. */
bool metrics_write(const struct metrics *metrics, struct store *store, const char *path, GError **error);
