/*
 * Spool: a Maildir in the place of a mail server.
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
    const char *path; /* borrowed */
};

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

/* Whether a mail of that name is there: unread, or read and renamed with flags. */
static bool is_delivered(const struct spool *spool, const char *name)
{
    g_autofree char *unread = g_build_filename(spool->path, "new", name, NULL);
    if (g_file_test(unread, G_FILE_TEST_EXISTS))
        return true;
    g_autofree char *folder = g_build_filename(spool->path, "cur", NULL);
    g_autoptr(GDir) read = g_dir_open(folder, 0, NULL);
    for (const char *entry = read ? g_dir_read_name(read) : NULL; entry; entry = g_dir_read_name(read))
        if (g_str_has_prefix(entry, name) && (entry[strlen(name)] == ':' || !entry[strlen(name)]))
            return true;
    return false;
}

/* Files hold LF line ends, as mail servers deliver into a Maildir. */
static GByteArray *with_lf(GBytes *mime)
{
    gsize size;
    const guint8 *bytes = g_bytes_get_data(mime, &size);
    GByteArray *lines = g_byte_array_sized_new((guint)size);
    for (gsize i = 0; i < size; i++)
        if (bytes[i] != '\r' || i + 1 == size || bytes[i + 1] != '\n')
            g_byte_array_append(lines, &bytes[i], 1);
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

static bool write_durably(const char *path, const GByteArray *bytes, GError **error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return fault("cannot create", path, error);
    bool written = write_all(file, bytes->data, bytes->len) && fsync(file) == 0;
    int reason = errno;
    bool closed = close(file) == 0;
    if (written && closed)
        return true;
    errno = written ? errno : reason;
    fault("cannot write", path, error);
    g_unlink(path);
    return false;
}

static bool spool_send(struct transport *transport, const char *recipient, GBytes *mime, GError **error)
{
    const struct spool *spool = (const struct spool *)transport;
    (void)recipient; /* stands in the mail */
    if (!make_folders(spool, error))
        return false;
    g_autofree char *name = file_name(mime);
    g_autofree char *temporary = g_build_filename(spool->path, "tmp", name, NULL);
    g_autofree char *folder = g_build_filename(spool->path, "new", NULL);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (!is_delivered(spool, name)) {
        g_autoptr(GByteArray) lines = with_lf(mime);
        if (!write_durably(temporary, lines, error))
            return false;
        if (g_rename(temporary, path) != 0)
            return fault("cannot create", path, error);
    }
    return durable_sync(folder) || fault("cannot sync", folder, error);
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
    g_free((struct spool *)transport);
}

struct transport *spool_open(const struct config *config)
{
    struct spool *spool = g_new0(struct spool, 1);
    spool->transport = (struct transport){.send = spool_send, .check = spool_check, .close = spool_close};
    spool->path = config->outgoing.at.path;
    return &spool->transport;
}
