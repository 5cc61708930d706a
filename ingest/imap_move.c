#include "ingest/imap_session.h"

#include <string.h>

#define MOVE_STEP 200 /* messages moved by one command */

/* Where the user's own folders live: "", or a prefix such as "INBOX." with its delimiter. */
static bool ask_prefix(struct imap *imap, GError **error)
{
    if (imap->prefix)
        return true;
    struct mailimap_namespace_data *spaces = NULL;
    if (mailimap_has_namespace(imap->session)) {
        int result = mailimap_namespace(imap_begin(imap), &spaces);
        if (result != MAILIMAP_NO_ERROR && result != MAILIMAP_ERROR_EXTENSION)
            return imap_broken(imap, "asking for the namespace", error);
    }
    clistiter *first = spaces && spaces->ns_personal ? clist_begin(spaces->ns_personal->ns_data_list) : NULL;
    const struct mailimap_namespace_info *own = clist_content(first);
    if (own && own->ns_prefix[0]) {
        bool whole = !own->ns_delimiter || own->ns_prefix[strlen(own->ns_prefix) - 1] == own->ns_delimiter;
        char delimiter[] = {whole ? '\0' : own->ns_delimiter, '\0'};
        imap->prefix = g_strconcat(own->ns_prefix, delimiter, NULL);
    } else {
        imap->prefix = g_strdup("");
    }
    if (spaces)
        mailimap_namespace_data_free(spaces);
    return true;
}

static bool folder_exists(struct imap *imap, const char *name, bool *exists, GError **error)
{
    clist *found = NULL;
    bool good = mailimap_list(imap_begin(imap), "", name, &found) == MAILIMAP_NO_ERROR;
    *exists = found && clist_count(found) > 0;
    if (found)
        mailimap_list_result_free(found);
    return good || imap_broken(imap, "looking for a folder", error);
}

/* Subscribed too, so that mail programs show it; a server without subscriptions is no fault. Somebody else
 * may have made the folder since it was looked for. */
static bool create_folder(struct imap *imap, const char *name, GError **error)
{
    int result = mailimap_create(imap_begin(imap), name);
    if (result != MAILIMAP_NO_ERROR) {
        bool refused = result == MAILIMAP_ERROR_CREATE, exists = false;
        g_autoptr(GError) refusal = NULL;
        imap_refused(imap, refused ? ERROR_NOT_MOVED : ERROR_MAILBOX, "creating a folder", &refusal);
        if (!refused || !folder_exists(imap, name, &exists, NULL) || !exists) {
            g_propagate_error(error, g_steal_pointer(&refusal));
            return false;
        }
    }
    result = mailimap_subscribe(imap_begin(imap), name);
    return result == MAILIMAP_NO_ERROR || result == MAILIMAP_ERROR_SUBSCRIBE ||
           imap_broken(imap, "subscribing to a folder", error);
}

static bool have_folder(struct imap *imap, const char *name, GError **error)
{
    bool exists = g_hash_table_contains(imap->folders, name);
    if (!exists &&
        !(folder_exists(imap, name, &exists, error) && (exists || create_folder(imap, name, error))))
        return false;
    g_hash_table_add(imap->folders, g_strdup(name));
    return true;
}

bool imap_make_folder(struct imap *imap, const char *folder, GError **error)
{
    if (!ask_prefix(imap, error))
        return false;
    g_autofree char *name = g_strconcat(imap->prefix, folder, NULL);
    return have_folder(imap, name, error);
}

static int copy(struct imap *imap, const guint32 *uids, guint count, const char *name)
{
    g_autoptr(uid_set) set = imap_set_of(uids, count);
    return count ? mailimap_uid_copy(imap_begin(imap), set, name) : MAILIMAP_NO_ERROR;
}

static int delete_originals(struct imap *imap, const guint32 *uids, guint count)
{
    g_autoptr(uid_set) set = imap_set_of(uids, count);
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
    struct mailimap_store_att_flags *store = mailimap_store_att_flags_new_add_flags_silent(flags);
    int result = mailimap_uid_store(imap_begin(imap), set, store);
    mailimap_store_att_flags_free(store);
    if (result == MAILIMAP_NO_ERROR && mailimap_has_uidplus(imap->session))
        result = mailimap_uid_expunge(imap_begin(imap), set);
    return result;
}

/* `result` is the server's answer; false, with an error, where the line broke over it. */
static bool move_set(struct imap *imap, const guint32 *uids, guint count, const char *name, int *result,
                     GError **error)
{
    g_autoptr(uid_set) set = imap_set_of(uids, count);
    if (mailimap_has_extension(imap->session, "MOVE")) {
        *result = mailimap_uid_move(imap_begin(imap), set, name);
        return true;
    }
    g_autoptr(GArray) uncopied = imap_uncopied(imap, uids, count, name, error);
    if (!uncopied)
        return false;
    *result = copy(imap, (const guint32 *)(void *)uncopied->data, uncopied->len, name);
    if (*result == MAILIMAP_NO_ERROR)
        *result = delete_originals(imap, uids, count);
    return true;
}

/* The UIDs that are still there. */
static GArray *remaining(struct imap *imap, const guint32 *uids, guint count, GError **error)
{
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(struct imap_entry));
    if (!imap_list_some(imap, uids, count, entries, error))
        return NULL;
    GArray *left = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < entries->len; i++)
        g_array_append_val(left, g_array_index(entries, struct imap_entry, i).uid);
    return left;
}

/* The server has understood and says no. */
static bool says_no(int result)
{
    return result == MAILIMAP_ERROR_UID_MOVE || result == MAILIMAP_ERROR_UID_COPY ||
           result == MAILIMAP_ERROR_UID_STORE || result == MAILIMAP_ERROR_EXPUNGE;
}

static bool not_moved(struct imap *imap, int result, GError **error)
{
    return imap_refused(imap, says_no(result) ? ERROR_NOT_MOVED : ERROR_MAILBOX, "moving messages", error);
}

/* A server may refuse the whole move because the folder is gone again, or because some of the messages are.
 */
static bool move_some(struct imap *imap, const guint32 *uids, guint count, const char *name, GError **error)
{
    if (!have_folder(imap, name, error))
        return false;
    int result = MAILIMAP_NO_ERROR;
    if (!move_set(imap, uids, count, name, &result, error))
        return false;
    if (result == MAILIMAP_NO_ERROR)
        return true;
    if (!says_no(result))
        return not_moved(imap, result, error);
    if (imap->session->imap_response_info->rsp_trycreate && !create_folder(imap, name, error))
        return false;
    g_autoptr(GArray) left = remaining(imap, uids, count, error);
    if (!left || left->len == 0)
        return left != NULL;
    if (!move_set(imap, (const guint32 *)(void *)left->data, left->len, name, &result, error))
        return false;
    return result == MAILIMAP_NO_ERROR || not_moved(imap, result, error);
}

bool imap_move(struct imap *imap, const guint32 *uids, guint count, const char *folder, GError **error)
{
    if (!ask_prefix(imap, error))
        return false;
    g_autofree char *name = g_strconcat(imap->prefix, folder, NULL);
    for (guint first = 0; first < count; first += MOVE_STEP)
        if (!move_some(imap, uids + first, MIN(MOVE_STEP, count - first), name, error))
            return false;
    return true;
}
