#include "base/log.h"
#include "ingest/imap.h"
#include "ingest/mailbox_driver.h"

#include <string.h>

#define TRIES_OF_A_MESSAGE 5 /* connections that reading it may cost */
#define LISTINGS_AT_ONCE   3 /* mail that comes while we list is listed too, but not for ever */
#define BREAKS_OF_IDLE     3 /* connections that break while waiting, before IDLE is given up for asking */
#define PAUSE_LONGEST      64

struct imap_mailbox {
    struct mailbox mailbox;
    struct imap *imap; /* NULL: not connected */
    struct token_source *tokens;
    guint32 highest;   /* UID that was listed on this connection; 0: the whole folder is to be listed */
    GArray *listed;    /* of struct imap_entry, ascending: listed and not yet looked at */
    GArray *handed;    /* of struct imap_entry: the batch that the caller got last */
    GHashTable *tries; /* UIDs that could not be read -> how often */
    guint breaks;      /* of the connection while waiting, in a row */
};

static struct imap_mailbox *self_of(struct mailbox *mailbox)
{
    return (struct imap_mailbox *)mailbox;
}

static struct mailbox *open_imap(const struct config *config)
{
    const struct config_endpoint *at = &config->mailbox.at;
    struct imap_mailbox *self = g_new0(struct imap_mailbox, 1);
    self->mailbox.name = g_strdup_printf("%s://%s%s%s/%s", at->scheme, at->user ? at->user : "",
                                         at->user ? "@" : "", at->host, at->path);
    self->tokens = token_source_new(config);
    self->listed = g_array_new(FALSE, FALSE, sizeof(struct imap_entry));
    self->handed = g_array_new(FALSE, FALSE, sizeof(struct imap_entry));
    self->tries = g_hash_table_new(NULL, NULL);
    return &self->mailbox;
}

/* What is listed and not stored is listed again on the next connection. */
static void disconnect(struct imap_mailbox *self)
{
    g_clear_pointer(&self->imap, imap_disconnect);
    self->highest = 0;
    g_array_set_size(self->listed, 0);
    g_array_set_size(self->handed, 0);
}

static void close_imap(struct mailbox *mailbox)
{
    struct imap_mailbox *self = self_of(mailbox);
    disconnect(self);
    token_source_free(self->tokens);
    g_array_unref(self->listed);
    g_array_unref(self->handed);
    g_hash_table_unref(self->tries);
    g_free(self);
}

static bool connected(struct imap_mailbox *self, GError **error)
{
    if (self->imap)
        return true;
    self->imap = imap_connect(&self->mailbox.config->mailbox.at, self->tokens, self->mailbox.deadline, error);
    if (!self->imap)
        return false;
    g_autofree char *uidvalidity = g_strdup_printf("%u", imap_uidvalidity(self->imap));
    if (g_strcmp0(uidvalidity, self->mailbox.uidvalidity) != 0) {
        g_hash_table_remove_all(self->tries);
        g_free(self->mailbox.uidvalidity);
        self->mailbox.uidvalidity = g_steal_pointer(&uidvalidity);
    }
    return true;
}

/* Listing: UIDs that are neither known nor too old */

static int by_uid(const void *a, const void *b)
{
    guint32 one = ((const struct imap_entry *)a)->uid, two = ((const struct imap_entry *)b)->uid;
    return (one > two) - (one < two);
}

static bool list_new(struct imap_mailbox *self, GError **error)
{
    int turns = 0;
    do {
        if (!imap_list(self->imap, self->highest, self->listed, error))
            return false;
        g_array_sort(self->listed, by_uid);
        if (self->listed->len)
            self->highest = g_array_index(self->listed, struct imap_entry, self->listed->len - 1).uid;
    } while (imap_has_news(self->imap) && self->listed->len == 0 && ++turns < LISTINGS_AT_ONCE);
    return true;
}

static guint tries_of(const struct imap_mailbox *self, guint32 uid)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(self->tries, GUINT_TO_POINTER(uid)));
}

static void count_try(struct imap_mailbox *self, guint32 uid)
{
    g_hash_table_replace(self->tries, GUINT_TO_POINTER(uid), GUINT_TO_POINTER(tries_of(self, uid) + 1));
}

static bool is_work(struct imap_mailbox *self, const struct imap_entry *entry, mailbox_known known,
                    void *data)
{
    char uid[16];
    g_snprintf(uid, sizeof uid, "%u", entry->uid);
    return mailbox_is_due(&self->mailbox, entry->received) &&
           !known(self->mailbox.name, self->mailbox.uidvalidity, uid, data);
}

/* What the caller got and did not store is work again. */
static void take_back(struct imap_mailbox *self)
{
    g_array_prepend_vals(self->listed, self->handed->data, self->handed->len);
    g_array_set_size(self->handed, 0);
}

/* Messages that are read alone: large ones, and those that failed before. */
static bool is_alone(const struct imap_mailbox *self, const struct imap_entry *entry)
{
    return entry->size >= MAILBOX_BATCH_BYTES || tries_of(self, entry->uid) > 0;
}

/* Takes the next batch off the list. */
static GArray *next_batch(struct imap_mailbox *self, mailbox_known known, void *data)
{
    GArray *batch = g_array_new(FALSE, FALSE, sizeof(struct imap_entry));
    guint64 bytes = 0;
    guint looked_at = 0;
    for (; looked_at < self->listed->len && batch->len < MAILBOX_BATCH_MESSAGES; looked_at++) {
        const struct imap_entry *entry = &g_array_index(self->listed, struct imap_entry, looked_at);
        if (!is_work(self, entry, known, data))
            continue;
        bytes += entry->size;
        if (batch->len && (bytes > MAILBOX_BATCH_BYTES || is_alone(self, entry)))
            break;
        g_array_append_val(batch, *entry);
        if (is_alone(self, entry)) {
            looked_at++;
            break;
        }
    }
    g_array_remove_range(self->listed, 0, looked_at);
    return batch;
}

/* Reading a batch */

static bool is_readable(const struct imap_mailbox *self, const struct imap_entry *entry)
{
    return entry->size <= MAILBOX_MAX_MESSAGE && tries_of(self, entry->uid) < TRIES_OF_A_MESSAGE;
}

static GHashTable *read_batch(struct imap_mailbox *self, const GArray *batch, GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < batch->len; i++) {
        const struct imap_entry *entry = &g_array_index(batch, struct imap_entry, i);
        if (is_readable(self, entry))
            g_array_append_val(uids, entry->uid);
    }
    if (uids->len == 0)
        return g_hash_table_new(g_int_hash, g_int_equal);
    GHashTable *bodies = imap_read(self->imap, (const guint32 *)(void *)uids->data, uids->len, error);
    for (guint i = 0; i < uids->len && !bodies; i++)
        count_try(self, g_array_index(uids, guint32, i));
    return bodies;
}

static struct mail *mail_of(const struct imap_entry *entry, GBytes *raw)
{
    char uid[16];
    g_snprintf(uid, sizeof uid, "%u", entry->uid);
    if (raw)
        return mail_new(uid, g_bytes_ref(raw), g_bytes_get_size(raw), entry->received);
    return mail_new(uid, NULL, entry->size > MAILBOX_MAX_MESSAGE ? entry->size : 0, entry->received);
}

/* A message that was listed and does not come is gone, most likely; a new listing tells. */
static void hand_out(struct imap_mailbox *self, const GArray *batch, GHashTable *bodies, GPtrArray *mails)
{
    for (guint i = 0; i < batch->len; i++) {
        const struct imap_entry *entry = &g_array_index(batch, struct imap_entry, i);
        GBytes *raw = g_hash_table_lookup(bodies, &entry->uid);
        if (raw)
            g_hash_table_remove(self->tries, GUINT_TO_POINTER(entry->uid));
        if (raw || !is_readable(self, entry)) {
            g_ptr_array_add(mails, mail_of(entry, raw));
            g_array_append_val(self->handed, *entry);
        } else {
            count_try(self, entry->uid);
            self->highest = 0;
        }
    }
}

/* `reading` tells whether it was in reading messages that it failed. */
static bool fetch_some(struct imap_mailbox *self, mailbox_known known, void *data, GPtrArray *mails,
                       bool *reading, GError **error)
{
    *reading = false;
    if (!connected(self, error))
        return false;
    take_back(self);
    for (bool listed = false;; listed = true) {
        while (mails->len == 0 && self->listed->len) {
            g_autoptr(GArray) batch = next_batch(self, known, data);
            g_autoptr(GHashTable) bodies = read_batch(self, batch, error);
            if (!bodies) {
                *reading = true;
                return false;
            }
            hand_out(self, batch, bodies, mails);
        }
        if (mails->len || listed)
            return true;
        if (!list_new(self, error))
            return false;
    }
}

/* A message that breaks the connection is tried again at once, and given up in the end, so that it cannot
 * hold up those behind it. A connection that cannot be made is the caller's to wait for. */
static GPtrArray *fetch(struct mailbox *mailbox, mailbox_known known, void *data, GError **error)
{
    struct imap_mailbox *self = self_of(mailbox);
    for (int turn = 1;; turn++) {
        g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
        GError *fault = NULL;
        bool reading;
        if (fetch_some(self, known, data, mails, &reading, &fault))
            return g_steal_pointer(&mails);
        disconnect(self);
        if (!reading || turn == TRIES_OF_A_MESSAGE) {
            g_propagate_error(error, fault);
            return NULL;
        }
        log_error(fault, "fetching mail");
        g_error_free(fault);
    }
}

/* UIDs are numbers of one UIDVALIDITY: of another one they would name other messages. */
static bool file(struct mailbox *mailbox, const char *uidvalidity, const char *const *uids, guint count,
                 enum mailbox_folder folder, GError **error)
{
    struct imap_mailbox *self = self_of(mailbox);
    if (!connected(self, error))
        return false;
    if (strcmp(uidvalidity, mailbox->uidvalidity) != 0)
        return true;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < count; i++) {
        guint64 number = 0;
        if (!g_ascii_string_to_unsigned(uids[i], 10, 1, G_MAXUINT32, &number, NULL))
            return fail(error, ERROR_INTERNAL, "'%s' is not a UID", uids[i]);
        guint32 uid = (guint32)number;
        g_array_append_val(numbers, uid);
    }
    GError *fault = NULL;
    if (imap_move(self->imap, (const guint32 *)(void *)numbers->data, numbers->len,
                  mailbox_folder_names[folder], &fault))
        return true;
    if (!g_error_matches(fault, PRESENS_ERROR, ERROR_NOT_MOVED))
        disconnect(self);
    g_propagate_error(error, fault);
    return false;
}

/* A server that breaks every connection at once must not be met with a storm of new ones. */
static bool wait(struct mailbox *mailbox, int wake_fd, guint seconds, GError **error)
{
    struct imap_mailbox *self = self_of(mailbox);
    if (!self->imap)
        return mailbox_sleep(wake_fd, -1, seconds * (gint64)1000, error);
    g_autoptr(GError) fault = NULL;
    if (imap_wait(self->imap, wake_fd, seconds, self->breaks < BREAKS_OF_IDLE, &fault)) {
        if (self->breaks < BREAKS_OF_IDLE)
            self->breaks = 0;
        return true;
    }
    disconnect(self);
    if (!g_error_matches(fault, PRESENS_ERROR, ERROR_MAILBOX)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    guint pause = MIN(PAUSE_LONGEST, 1u << MIN(self->breaks, 6));
    self->breaks++;
    return mailbox_sleep(wake_fd, -1, MIN(seconds, pause) * (gint64)1000, error);
}

static bool check(struct mailbox *mailbox, gint64 *expires, GError **error)
{
    struct imap_mailbox *self = self_of(mailbox);
    bool good = connected(self, error);
    for (guint i = 0; good && i < MAILBOX_FOLDERS; i++)
        good = imap_make_folder(self->imap, mailbox_folder_names[i], error);
    if (good)
        *expires = imap_certificate_expires(self->imap);
    else
        disconnect(self);
    return good;
}

const struct mailbox_operations imap_operations = {
    .open = open_imap,
    .close = close_imap,
    .fetch = fetch,
    .file = file,
    .wait = wait,
    .check = check,
};
