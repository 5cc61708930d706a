#include "ingest/imap_session.h"

/* Messages of one size that are looked at, the newest first, beside as many as may have been copied just now.
 */
#define CANDIDATES 20

typedef struct mailimap_search_key search_key;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(search_key, mailimap_search_key_free)

/* The messages of a size in the folder that is open. */
static bool search_size(struct imap *imap, guint32 size, GArray *found, GError **error)
{
    g_autoptr(search_key) key = mailimap_search_key_new_multiple_empty();
    mailimap_search_key_multiple_add(key, mailimap_search_key_new_larger(MAX(size, 1) - 1));
    mailimap_search_key_multiple_add(key, mailimap_search_key_new_smaller(MIN(size, G_MAXUINT32 - 1) + 1));
    clist *uids = NULL;
    if (mailimap_uid_search(imap_begin(imap), NULL, key, &uids) != MAILIMAP_NO_ERROR)
        return imap_broken(imap, "looking for copies", error);
    for (clistiter *i = uids ? clist_begin(uids) : NULL; i; i = clist_next(i))
        g_array_append_vals(found, clist_content(i), 1);
    if (uids)
        mailimap_search_result_free(uids);
    return true;
}

static int newest_first(const void *a, const void *b)
{
    guint32 one = *(const guint32 *)a, two = *(const guint32 *)b;
    return (one < two) - (one > two);
}

/* A message's checksum; NULL without an error where it is gone. Caller frees. */
static bool checksum_of(struct imap *imap, guint32 uid, char **checksum, GError **error)
{
    g_autoptr(GHashTable) bodies = imap_read(imap, &uid, 1, error);
    if (!bodies)
        return false;
    GBytes *raw = g_hash_table_lookup(bodies, &uid);
    *checksum = raw ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw) : NULL;
    return true;
}

/* Counts what has the size of a message, by checksum. */
static bool add_copies(struct imap *imap, guint32 size, guint most, GHashTable *copies, GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint32));
    if (!search_size(imap, size, found, error))
        return false;
    g_array_sort(found, newest_first);
    for (guint i = 0; i < MIN(found->len, most); i++) {
        char *checksum = NULL;
        if (!checksum_of(imap, g_array_index(found, guint32, i), &checksum, error))
            return false;
        guint count = checksum ? GPOINTER_TO_UINT(g_hash_table_lookup(copies, checksum)) : 0;
        if (checksum)
            g_hash_table_insert(copies, checksum, GUINT_TO_POINTER(count + 1));
    }
    return true;
}

static guint32 size_of(const GArray *messages, guint i)
{
    return g_array_index(messages, struct imap_entry, i).size;
}

static bool is_first_of_its_size(const GArray *messages, guint i)
{
    for (guint earlier = 0; earlier < i; earlier++)
        if (size_of(messages, earlier) == size_of(messages, i))
            return false;
    return true;
}

/* What is in a folder of the size of one of the messages; a folder that cannot be opened has nothing. */
static bool look_into(struct imap *imap, const char *name, const GArray *messages, GHashTable *copies,
                      GError **error)
{
    int result = mailimap_examine(imap_begin(imap), name);
    if (result == MAILIMAP_ERROR_EXAMINE)
        return true;
    if (result != MAILIMAP_NO_ERROR)
        return imap_broken(imap, "looking for copies", error);
    for (guint i = 0; i < messages->len; i++)
        if (is_first_of_its_size(messages, i) &&
            !add_copies(imap, size_of(messages, i), CANDIDATES + messages->len, copies, error))
            return false;
    return true;
}

/* Each copy stands for one message: of two that are alike, one may be copied and the other not. */
static bool take_copy(GHashTable *copies, const char *checksum)
{
    guint count = checksum ? GPOINTER_TO_UINT(g_hash_table_lookup(copies, checksum)) : 0;
    if (count > 0)
        g_hash_table_insert(copies, g_strdup(checksum), GUINT_TO_POINTER(count - 1));
    return count > 0;
}

GArray *imap_uncopied(struct imap *imap, const guint32 *uids, guint count, const char *name, GError **error)
{
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(struct imap_entry));
    g_autoptr(GArray) uncopied = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GHashTable) copies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!imap_list_some(imap, uids, count, messages, error) ||
        !look_into(imap, name, messages, copies, error) || !imap_open_again(imap, error))
        return NULL;
    for (guint i = 0; i < messages->len; i++) {
        guint32 uid = g_array_index(messages, struct imap_entry, i).uid;
        g_autofree char *checksum = NULL;
        if (g_hash_table_size(copies) && !checksum_of(imap, uid, &checksum, error))
            return NULL;
        if (!take_copy(copies, checksum))
            g_array_append_val(uncopied, uid);
    }
    return g_steal_pointer(&uncopied);
}
