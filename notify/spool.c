/*
 * Spool: a Maildir in the place of a mail server. Mails are written one by one and synced, named and made
 * known to the disk together.
 */
#include "base/durable.h"
#include "notify/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct spool {
    struct transport transport;
    const char *path;   /* borrowed */
    GPtrArray *waiting; /* of struct draft, whole but not synced */
    GHashTable *read;   /* names of mails that somebody has read, without flags; NULL: not looked at yet */
    bool anything;      /* was sent since the last finish */
};

/* A mail in tmp/. */
struct draft {
    char *temporary, *path; /* where it stands, and where it goes */
    int file;
};

static void draft_free(gpointer data)
{
    struct draft *draft = data;
    if (draft->file >= 0)
        close(draft->file);
    g_free(draft->temporary);
    g_free(draft->path);
    g_free(draft);
}

static bool fault(const char *doing, const char *path, GError **error)
{
    return fail(error, ERROR_SEND_SERVER, "%s %s: %s", doing, path, g_strerror(errno));
}

static bool make_folders(const struct spool *spool, GError **error)
{
    static const char *const folders[] = {"tmp", "new", "cur"};
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(spool->path, folders[i], NULL);
        if (!durable_folder(folder))
            return fault("cannot create", folder, error);
    }
    return true;
}

/* The file's name: the mail's Message-ID without what a file name or a Maildir gives a meaning to. Our own
 * mails have that header on one line; any other mail is named by its content. */
static char *file_name(GBytes *mime)
{
    gsize size;
    const char *bytes = g_bytes_get_data(mime, &size);
    const char *end = g_strstr_len(bytes, (gssize)size, "\r\n\r\n");
    static const char header[] = "\r\nMessage-ID: <";
    const char *id = g_strstr_len(bytes, end ? end - bytes : (gssize)size, header);
    const char *close =
        id ? memchr(id + strlen(header), '>', size - (gsize)(id + strlen(header) - bytes)) : NULL;
    if (!close || close - id > 200)
        return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, mime);
    char *name = g_strndup(id + strlen(header), (gsize)(close - id) - strlen(header));
    for (char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("@.-_", *p))
            *p = '_';
    if (*name == '.')
        *name = '_';
    return name;
}

/* The names in cur/, without the flags of who has read them. */
static GHashTable *names_read(const struct spool *spool)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *folder = g_build_filename(spool->path, "cur", NULL);
    g_autoptr(GDir) read = g_dir_open(folder, 0, NULL);
    for (const char *entry = read ? g_dir_read_name(read) : NULL; entry; entry = g_dir_read_name(read))
        g_hash_table_add(names, g_strndup(entry, strcspn(entry, ":")));
    return names;
}

/* Whether a mail of that name is there: unread, read, or about to be. */
static bool is_delivered(struct spool *spool, const char *name, const char *path)
{
    if (!spool->read)
        spool->read = names_read(spool);
    for (guint i = 0; i < spool->waiting->len; i++)
        if (strcmp(((const struct draft *)spool->waiting->pdata[i])->path, path) == 0)
            return true;
    return g_hash_table_contains(spool->read, name) || access(path, F_OK) == 0;
}

/* Files hold LF line ends, as mail servers deliver into a Maildir. */
static GByteArray *with_lf(GBytes *mime)
{
    gsize size;
    const guint8 *bytes = g_bytes_get_data(mime, &size), *end = bytes + size;
    GByteArray *lines = g_byte_array_sized_new((guint)size);
    while (bytes < end) {
        const guint8 *cr = memchr(bytes, '\r', (size_t)(end - bytes)), *stop = cr ? cr : end;
        g_byte_array_append(lines, bytes, (guint)(stop - bytes));
        if (cr && (cr + 1 == end || cr[1] != '\n'))
            g_byte_array_append(lines, cr, 1);
        bytes = cr ? cr + 1 : end;
    }
    return lines;
}

static bool write_all(int file, const guint8 *bytes, gsize size)
{
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        size -= (gsize)written;
    }
    return true;
}

/* Writes the mail and lets the disk begin with it. */
static bool write_draft(struct draft *draft, GBytes *mime, GError **error)
{
    g_autoptr(GByteArray) lines = with_lf(mime);
    draft->file = open(draft->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (draft->file < 0)
        return fault("cannot create", draft->temporary, error);
    if (!write_all(draft->file, lines->data, lines->len)) {
        fault("cannot write", draft->temporary, error);
        g_unlink(draft->temporary);
        return false;
    }
    sync_file_range(draft->file, 0, 0, SYNC_FILE_RANGE_WRITE); /* a hint; fsync is to follow */
    return true;
}

static bool spool_send(struct transport *transport, const char *recipient, GBytes *mime, GError **error)
{
    struct spool *spool = (struct spool *)transport;
    (void)recipient; /* stands in the mail */
    if (!spool->anything && !make_folders(spool, error))
        return false;
    g_autofree char *name = file_name(mime), *path = g_build_filename(spool->path, "new", name, NULL);
    spool->anything = true;
    if (is_delivered(spool, name, path))
        return true;
    struct draft *draft = g_new0(struct draft, 1);
    *draft = (struct draft){g_build_filename(spool->path, "tmp", name, NULL), g_steal_pointer(&path), -1};
    if (!write_draft(draft, mime, error)) {
        draft_free(draft);
        return false;
    }
    g_ptr_array_add(spool->waiting, draft);
    return true;
}

static bool sync_drafts(const struct spool *spool, GError **error)
{
    for (guint i = 0; i < spool->waiting->len; i++) {
        struct draft *draft = spool->waiting->pdata[i];
        bool synced = fsync(draft->file) == 0;
        int reason = errno;
        bool closed = close(draft->file) == 0;
        draft->file = -1;
        if (!synced || !closed) {
            errno = synced ? errno : reason;
            return fault("cannot write", draft->temporary, error);
        }
    }
    return true;
}

static bool name_drafts(const struct spool *spool, GError **error)
{
    for (guint i = 0; i < spool->waiting->len; i++) {
        const struct draft *draft = spool->waiting->pdata[i];
        if (g_rename(draft->temporary, draft->path) != 0)
            return fault("cannot create", draft->path, error);
    }
    return true;
}

/* A mail never has its name before all of it is on the disk. */
static bool spool_finish(struct transport *transport, GError **error)
{
    struct spool *spool = (struct spool *)transport;
    g_autofree char *folder = g_build_filename(spool->path, "new", NULL);
    bool good = !spool->anything || (sync_drafts(spool, error) && name_drafts(spool, error) &&
                                     (durable_sync(folder) || fault("cannot sync", folder, error)));
    for (guint i = 0; !good && i < spool->waiting->len; i++)
        g_unlink(((const struct draft *)spool->waiting->pdata[i])->temporary);
    g_ptr_array_set_size(spool->waiting, 0);
    g_clear_pointer(&spool->read, g_hash_table_unref);
    spool->anything = false;
    return good;
}

static bool spool_check(struct transport *transport, gint64 *expires G_GNUC_UNUSED, GError **error)
{
    const struct spool *spool = (const struct spool *)transport;
    g_autofree char *folder = g_build_filename(spool->path, "new", NULL);
    return make_folders(spool, error) &&
           (access(folder, W_OK | X_OK) == 0 || fault("cannot write into", folder, error));
}

static void spool_close(struct transport *transport)
{
    struct spool *spool = (struct spool *)transport;
    g_ptr_array_unref(spool->waiting);
    g_clear_pointer(&spool->read, g_hash_table_unref);
    g_free(spool);
}

struct transport *spool_open(const struct config *config)
{
    struct spool *spool = g_new0(struct spool, 1);
    spool->transport = (struct transport){
        .send = spool_send, .finish = spool_finish, .check = spool_check, .close = spool_close};
    spool->waiting = g_ptr_array_new_with_free_func(draft_free);
    spool->path = config->outgoing.at.path;
    return &spool->transport;
}
