#include "store/backup.h"
#include "store/connection.h"
#include "store/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define APPLICATION "message_move" /* a table that every database of ours has */

/* ---- checking ---- */

/* Runs a statement that returns complaints; false with the first of them. `sound` is what it says where there
 * is none. */
static bool no_complaint(sqlite3 *sqlite, const char *pragma, const char *sound, const char *path,
                         GError **error)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(sqlite, pragma, -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    const char *said = result == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    bool good = result == SQLITE_DONE || (said && sound && strcmp(said, sound) == 0);
    if (!good)
        fail(error, ERROR_INPUT, "%s: %s: %s", path, pragma, said ? said : sqlite3_errmsg(sqlite));
    sqlite3_finalize(statement);
    return good;
}

static bool is_ours(sqlite3 *sqlite, const char *path, GError **error)
{
    return sqlite3_table_column_metadata(sqlite, "main", APPLICATION, NULL, NULL, NULL, NULL, NULL, NULL) ==
               SQLITE_OK ||
           fail(error, ERROR_INPUT, "%s is not a database of presens: %s", path, sqlite3_errmsg(sqlite));
}

static bool check(sqlite3 *sqlite, const char *path, GError **error)
{
    return is_ours(sqlite, path, error) &&
           no_complaint(sqlite, "PRAGMA integrity_check(1)", "ok", path, error) &&
           no_complaint(sqlite, "PRAGMA foreign_key_check", NULL, path, error);
}

bool store_check(const char *path, GError **error)
{
    sqlite3 *sqlite = NULL;
    bool good = (sqlite3_open_v2(path, &sqlite, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK ||
                 fail(error, ERROR_INPUT, "cannot open %s: %s", path, sqlite3_errmsg(sqlite))) &&
                check(sqlite, path, error);
    sqlite3_close(sqlite);
    return good;
}

/* ---- copying ---- */

/* The source is one snapshot: in steps, a database that is written to would be copied from the start again
 * and again. */
static bool copy_pages(sqlite3 *to, sqlite3 *from, const char *doing, GError **error)
{
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
    if (copy)
        sqlite3_backup_step(copy, -1);
    if (sqlite3_backup_finish(copy) == SQLITE_OK && copy)
        return true;
    return fail(error, sqlite3_errcode(to) == SQLITE_BUSY ? ERROR_STORE_BUSY : ERROR_INPUT, "%s: %s", doing,
                sqlite3_errmsg(to));
}

/* One file alone: a write-ahead log beside it would be forgotten when it is carried away. */
static bool copy_to(struct store *store, const char *path, GError **error)
{
    sqlite3 *copy = NULL;
    bool good = (private_file_make(path) ||
                 fail(error, ERROR_INPUT, "cannot write %s: %s", path, g_strerror(errno))) &&
                (sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK ||
                 fail(error, ERROR_INPUT, "cannot write %s: %s", path, sqlite3_errmsg(copy))) &&
                copy_pages(copy, store->sqlite, path, error) &&
                (sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK ||
                 fail(error, ERROR_INPUT, "cannot write %s: %s", path, sqlite3_errmsg(copy)));
    sqlite3_close(copy);
    return good;
}

static bool sync_path(const char *path, int flags, GError **error)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (!good)
        fail(error, ERROR_INPUT, "cannot write %s: %s", path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return good;
}

/* A name that somebody else took meanwhile is not overwritten. */
static bool give_name(const char *from, const char *to, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(to);
    return (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ||
            fail(error, ERROR_INPUT, "cannot write %s: %s", to, g_strerror(errno))) &&
           sync_path(folder, O_RDONLY | O_DIRECTORY, error);
}

bool store_backup(struct store *store, const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return fail(error, ERROR_INPUT, "%s exists already", path);
    g_autofree char *partial = g_strconcat(path, ".partial", NULL);
    unlink(partial); /* of a backup that was cut off */
    bool good = copy_to(store, partial, error) && store_check(partial, error) &&
                sync_path(partial, O_RDWR, error) && give_name(partial, path, error);
    if (!good)
        unlink(partial);
    return good;
}

bool store_restore(struct store *store, const char *backup, GError **error)
{
    sqlite3 *source = NULL;
    bool good = (sqlite3_open_v2(backup, &source, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK ||
                 fail(error, ERROR_INPUT, "cannot open %s: %s", backup, sqlite3_errmsg(source))) &&
                check(source, backup, error) && copy_pages(store->sqlite, source, backup, error) &&
                schema_update(store, error);
    sqlite3_close(source);
    return good;
}
