#include "base/durable.h"
#include "base/log.h"
#include "ingest/mailbox_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_TRIED        100 /* for a file whose name is taken in the folder it goes to */
#define TRIES_OF_A_MESSAGE 3   /* fetches that a file may be unreadable in */

struct maildir {
    struct mailbox mailbox;
    int watch;         /* inotify on new/ and cur/; -1: not yet, or the system refuses */
    GHashTable *tries; /* UIDs of files that could not be read -> how often */
};

/* A message's file: "new" or "cur", and its name there. */
struct place {
    const char *directory;
    char *name;
    char *uid;
};

static void place_free(struct place *place)
{
    g_free(place->name);
    g_free(place->uid);
    g_free(place);
}

static struct maildir *self_of(struct mailbox *mailbox)
{
    return (struct maildir *)mailbox;
}

static const char *path_of(const struct mailbox *mailbox)
{
    return mailbox->config->mailbox.at.path;
}

static struct mailbox *open_maildir(const struct config *config)
{
    struct maildir *self = g_new0(struct maildir, 1);
    self->watch = -1;
    self->tries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    self->mailbox.name = g_strdup_printf("maildir://%s", config->mailbox.at.path);
    self->mailbox.uidvalidity = g_strdup("0");
    return &self->mailbox;
}

static void close_maildir(struct mailbox *mailbox)
{
    struct maildir *self = self_of(mailbox);
    if (self->watch >= 0)
        close(self->watch);
    g_hash_table_unref(self->tries);
    g_free(self);
}

static bool fail_at(const char *path, GError **error)
{
    return fail(error, ERROR_MAILBOX, "%s: %s", path, g_strerror(errno));
}

/* Creates a Maildir where it is missing. */
static bool make_maildir(const char *path, GError **error)
{
    static const char *const parts[] = {"new", "cur", "tmp"};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_build_filename(path, parts[i], NULL);
        if (!durable_folder(part))
            return fail_at(part, error);
    }
    return true;
}

/* Before the first listing, so that nothing comes unseen between listing and waiting. Without a watch the
 * mailbox is looked at as often as the caller asks. */
static void start_watch(struct maildir *self)
{
    static const char *const parts[] = {"new", "cur"};
    self->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    for (size_t i = 0; i < G_N_ELEMENTS(parts) && self->watch >= 0; i++) {
        g_autofree char *part = g_build_filename(path_of(&self->mailbox), parts[i], NULL);
        inotify_add_watch(self->watch, part, IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR);
    }
}

static bool ready(struct maildir *self, GError **error)
{
    if (!make_maildir(path_of(&self->mailbox), error))
        return false;
    if (self->watch < 0)
        start_watch(self);
    return true;
}

static void forget_events(struct maildir *self)
{
    char events[4096];
    while (self->watch >= 0 && read(self->watch, events, sizeof events) > 0)
        ;
}

/* The name up to the flags. A name that is not text is written as a URI would write it. */
static char *uid_of(const char *name)
{
    g_autofree char *unique = g_strndup(name, strcspn(name, ":"));
    if (g_utf8_validate(unique, -1, NULL))
        return g_steal_pointer(&unique);
    return g_uri_escape_string(unique, NULL, FALSE);
}

static int by_name(const void *a, const void *b)
{
    const struct place *one = *(const struct place *const *)a, *two = *(const struct place *const *)b;
    return strcmp(one->name, two->name);
}

static bool list_directory(const char *path, const char *directory, GPtrArray *places,
                           GHashTable *places_by_uid, GError **error)
{
    g_autofree char *full = g_build_filename(path, directory, NULL);
    g_autoptr(GDir) names = g_dir_open(full, 0, NULL);
    if (!names)
        return fail_at(full, error);
    for (const char *name; (name = g_dir_read_name(names));) {
        if (name[0] == '.')
            continue;
        g_autofree char *uid = uid_of(name);
        struct place *place = g_hash_table_lookup(places_by_uid, uid);
        if (!place) {
            place = g_new0(struct place, 1);
            place->uid = g_steal_pointer(&uid);
            g_ptr_array_add(places, place);
            g_hash_table_insert(places_by_uid, place->uid, place);
        }
        place->directory = directory;
        g_free(place->name);
        place->name = g_strdup(name);
    }
    return true;
}

/* All messages of new/ and cur/, by file name. One that a mail program takes from new/ to cur/ meanwhile is
 * found in both, and is then the one in cur/. `by_uid` borrows from the result. */
static GPtrArray *list_places(const char *path, GHashTable *by_uid, GError **error)
{
    g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func((GDestroyNotify)place_free);
    if (!list_directory(path, "new", places, by_uid, error) ||
        !list_directory(path, "cur", places, by_uid, error))
        return NULL;
    g_ptr_array_sort(places, by_name);
    return g_steal_pointer(&places);
}

/* Fetching */

/* True where somebody still writes the file: it was put there without Maildir's detour over tmp/. A read
 * lease is only given on a file that nobody has open for writing. */
static bool is_being_written(int fd)
{
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(fd, F_SETLEASE, F_UNLCK);
        return false;
    }
    return errno == EAGAIN;
}

/* NULL with errno set; 0 for a file that has become shorter. */
static GBytes *read_all(int fd, gsize size)
{
    g_autofree char *bytes = g_malloc(size + 1);
    gsize have = 0;
    while (have < size) {
        ssize_t count = read(fd, bytes + have, size - have);
        if (count < 0 && errno == EINTR)
            continue;
        if (count == 0)
            errno = 0;
        if (count <= 0)
            return NULL;
        have += (gsize)count;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

/* A file that the system does not hand out is tried again with later fetches; NULL until it is given up. */
static struct mail *unreadable(struct maildir *self, const struct place *place, gint64 received)
{
    g_autoptr(GError) why = NULL;
    fail_at(place->name, &why);
    log_error(why, "fetching mail");
    guint tries = GPOINTER_TO_UINT(g_hash_table_lookup(self->tries, place->uid)) + 1;
    g_hash_table_replace(self->tries, g_strdup(place->uid), GUINT_TO_POINTER(tries));
    return tries < TRIES_OF_A_MESSAGE ? NULL : mail_new(place->uid, NULL, 0, received);
}

/* NULL where there is no such message any more, or not yet. */
static struct mail *read_open(struct maildir *self, const struct place *place, int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) ||
        !mailbox_is_due(&self->mailbox, about.st_mtime) || is_being_written(fd))
        return NULL;
    bool large = about.st_size > (off_t)MAILBOX_MAX_MESSAGE;
    GBytes *raw = large ? NULL : read_all(fd, (gsize)about.st_size);
    if (raw || large)
        return mail_new(place->uid, raw, (guint64)about.st_size, about.st_mtime);
    return errno ? unreadable(self, place, about.st_mtime) : NULL;
}

static struct mail *read_mail(struct maildir *self, const struct place *place)
{
    g_autofree char *path = g_build_filename(path_of(&self->mailbox), place->directory, place->name, NULL);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES || errno == EIO ? unreadable(self, place, g_get_real_time() / G_USEC_PER_SEC)
                                               : NULL;
    struct mail *mail = read_open(self, place, fd);
    close(fd);
    return mail;
}

static GPtrArray *fetch(struct mailbox *mailbox, mailbox_known known, void *data, GError **error)
{
    struct maildir *self = self_of(mailbox);
    if (!ready(self, error))
        return NULL;
    forget_events(self);
    g_autoptr(GHashTable) by_uid = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) places = list_places(path_of(mailbox), by_uid, error);
    if (!places)
        return NULL;
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
    guint64 bytes = 0;
    for (guint i = 0; i < places->len && mails->len < MAILBOX_BATCH_MESSAGES && bytes < MAILBOX_BATCH_BYTES;
         i++) {
        const struct place *place = g_ptr_array_index(places, i);
        if (known(mailbox->name, mailbox->uidvalidity, place->uid, data))
            continue;
        struct mail *mail = read_mail(self, place);
        if (!mail)
            continue;
        bytes += mail->raw ? mail->size : 0;
        g_ptr_array_add(mails, mail);
    }
    return g_steal_pointer(&mails);
}

/* Filing */

/* Never over another file. Where the file system has no such rename, a second link does the same. */
static bool move_file(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    return (errno == EINVAL || errno == ENOSYS) && link(from, to) == 0 && unlink(from) == 0;
}

/* The name of a message in cur/: with its flags, and with a number where the plain name is taken. */
static char *name_in_folder(const char *name, int try)
{
    g_autofree char *unique = g_strndup(name, strcspn(name, ":"));
    g_autofree char *number = try ? g_strdup_printf("_%d", try) : g_strdup("");
    const char *flags = strchr(name, ':');
    return g_strconcat(unique, number, flags ? flags : ":2,", NULL);
}

/* False with errno set; a file that is gone is no fault. */
static bool file_one(const char *path, const struct place *place, const char *target)
{
    g_autofree char *from = g_build_filename(path, place->directory, place->name, NULL);
    if (!durable_sync(from))
        return errno == ENOENT;
    for (int try = 0; try < NAMES_TRIED; try++) {
        g_autofree char *name = name_in_folder(place->name, try);
        g_autofree char *to = g_build_filename(target, name, NULL);
        if (move_file(from, to) || errno == ENOENT)
            return true;
        if (errno != EEXIST)
            return false;
    }
    return false;
}

static bool sync_directories(const char *path, const char *target)
{
    g_autofree char *new = g_build_filename(path, "new", NULL);
    g_autofree char *cur = g_build_filename(path, "cur", NULL);
    return durable_sync(target) && durable_sync(new) && durable_sync(cur);
}

static bool file(struct mailbox *mailbox, const char *uidvalidity, const char *const *uids, guint count,
                 enum mailbox_folder folder, GError **error)
{
    const char *path = path_of(mailbox);
    g_autofree char *name = g_strconcat(".", mailbox_folder_names[folder], NULL);
    g_autofree char *subfolder = g_build_filename(path, name, NULL);
    g_autofree char *target = g_build_filename(subfolder, "cur", NULL);
    if (strcmp(uidvalidity, mailbox->uidvalidity) != 0)
        return true;
    if (!ready(self_of(mailbox), error) || !make_maildir(subfolder, error))
        return false;
    g_autoptr(GHashTable) by_uid = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) places = list_places(path, by_uid, error);
    if (!places)
        return false;
    for (guint i = 0; i < count; i++) {
        const struct place *place = g_hash_table_lookup(by_uid, uids[i]);
        if (place && !file_one(path, place, target))
            return fail(error, ERROR_NOT_MOVED, "%s to %s: %s", place->name, subfolder, g_strerror(errno));
    }
    return sync_directories(path, target) || fail_at(subfolder, error);
}

static bool wait(struct mailbox *mailbox, int wake_fd, guint seconds, GError **error)
{
    return mailbox_sleep(wake_fd, self_of(mailbox)->watch, seconds * (gint64)1000, error);
}

static bool check(struct mailbox *mailbox, gint64 *expires G_GNUC_UNUSED, GError **error)
{
    for (guint i = 0; i < MAILBOX_FOLDERS; i++) {
        g_autofree char *name = g_strconcat(".", mailbox_folder_names[i], NULL);
        g_autofree char *folder = g_build_filename(path_of(mailbox), name, NULL);
        if (!make_maildir(folder, error))
            return false;
    }
    return true;
}

const struct mailbox_operations maildir_operations = {
    .open = open_maildir,
    .close = close_maildir,
    .fetch = fetch,
    .file = file,
    .wait = wait,
    .check = check,
};
