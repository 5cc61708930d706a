#include "base/private.h"
#include "store/connection.h"
#include "store/private_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Microseconds. Who waits is mostly the main path or the sender, for the other's short transaction. */
#define BUSY_PAUSE   250
#define BUSY_TIMEOUT (10 * G_USEC_PER_SEC)

/* What small allocations of a connection come from: the views take many at once. */
#define LOOKASIDE_BYTES 512
#define LOOKASIDE_SLOTS 2000

static enum presens_error kind_of_fault(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR_STORE_BUSY;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
        return ERROR_STORE_DISK;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_ERROR:
    case SQLITE_RANGE:
        return ERROR_INTERNAL;
    default:
        return ERROR_STORE;
    }
}

bool store_fault(struct store *store, const char *doing, GError **error)
{
    return fail(error, kind_of_fault(sqlite3_extended_errcode(store->sqlite)), "%s: %s", doing,
                sqlite3_errmsg(store->sqlite));
}

bool connection_execute(struct store *store, const char *sql, const char *doing, GError **error)
{
    return sqlite3_exec(store->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ||
           store_fault(store, doing, error);
}

/* SQLite's own waiting sleeps longer and longer, up to 100 ms at a time: the sender would come to write once
 * between two long transactions of the main path. */
static int wait_for_writer(void *data G_GNUC_UNUSED, int waited)
{
    if (waited >= BUSY_TIMEOUT / BUSY_PAUSE)
        return 0;
    g_usleep(BUSY_PAUSE);
    return 1;
}

static bool configure(struct store *store, GError **error)
{
    sqlite3 *sqlite = store->sqlite;
    sqlite3_extended_result_codes(sqlite, 1);
    sqlite3_busy_handler(sqlite, wait_for_writer, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_LOOKASIDE, NULL, LOOKASIDE_BYTES, LOOKASIDE_SLOTS);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    /* A checkpoint copies whole mails; every 16 MB is often enough. */
    return connection_execute(
        store,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864;"
        "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;"
        /* What is deleted is overwritten: it is the mail of people who may ask that it be gone. */
        "PRAGMA secure_delete = ON",
        "cannot set up the database", error);
}

bool store_is_private(const char *path, GError **error)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock", ".sent", ".crash"};
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *file = g_strconcat(path, endings[i], NULL);
        if (!private_file(file, error))
            return false;
    }
    return private_folder_of(path, error);
}

/* Nobody reads SQLite's count of its memory; keeping it costs a lock for each allocation. Refused, and of no
 * consequence, where SQLite is in use already. */
static void configure_library(void)
{
    static gsize done = 0;
    if (g_once_init_enter(&done)) {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        g_once_init_leave(&done, 1);
    }
}

struct store *store_open(const char *path, GError **error)
{
    configure_library();
    /* SQLite would create the file with the umask's mode; its log then takes over the mode of the file. */
    if (strcmp(path, ":memory:") != 0 && !private_file_make(path)) {
        fail(error, ERROR_STORE, "cannot open the database %s: %s", path, g_strerror(errno));
        return NULL;
    }
    if (strcmp(path, ":memory:") != 0 && !store_is_private(path, error))
        return NULL;
    struct store *store = g_new0(struct store, 1);
    store->statements =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bool open = sqlite3_open_v2(path, &store->sqlite, flags, NULL) == SQLITE_OK ||
                store_fault(store, "cannot open the database", error);
    if (open && configure(store, error) && functions_register(store, error) && schema_update(store, error) &&
        store_run(store, "account_table", NULL, NULL, error))
        return store;
    g_prefix_error(error, "%s: ", path);
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    g_hash_table_unref(store->statements);
    sqlite3_close(store->sqlite);
    g_free(store);
}

sqlite3 *store_sqlite(struct store *store)
{
    return store->sqlite;
}

bool store_relax(struct store *store, bool relaxed, GError **error)
{
    return connection_execute(store, relaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL",
                              "cannot set up the database", error);
}

bool store_begin(struct store *store, GError **error)
{
    return connection_execute(store, "BEGIN IMMEDIATE", "cannot begin a transaction", error);
}

bool store_commit(struct store *store, GError **error)
{
    return connection_execute(store, "COMMIT", "cannot commit", error);
}

/* SQLite has already rolled back by itself after some errors; there is nothing to report then. */
void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->sqlite))
        sqlite3_exec(store->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

bool store_savepoint(struct store *store, GError **error)
{
    return connection_execute(store, "SAVEPOINT step", "cannot set a savepoint", error);
}

bool store_release(struct store *store, GError **error)
{
    return connection_execute(store, "RELEASE step", "cannot release a savepoint", error);
}

void store_undo(struct store *store)
{
    if (!sqlite3_get_autocommit(store->sqlite))
        sqlite3_exec(store->sqlite, "ROLLBACK TO step; RELEASE step", NULL, NULL, NULL);
}

bool store_flush(struct store *store, GError **error)
{
    return connection_execute(store, "PRAGMA wal_checkpoint(TRUNCATE)", "cannot empty the journal", error);
}
