#include "ingest/imap_session.h"
#include "ingest/mailbox_driver.h"

#include <string.h>

#define LIST_STEP     1000      /* messages listed by one command */
#define MOVE_STEP     200       /* messages moved by one command */
#define IDLE_LONGEST  (28 * 60) /* servers may end an IDLE after 29 minutes */
#define NOOP_INTERVAL 30        /* seconds, where there is no IDLE */

typedef struct mailimap_set uid_set;
typedef struct mailimap_fetch_type fetch_type;
typedef clist fetch_list;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(uid_set, mailimap_set_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(fetch_type, mailimap_fetch_type_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(fetch_list, mailimap_fetch_list_free)

guint32 imap_uidvalidity(const struct imap *imap)
{
    return imap->uidvalidity;
}

gint64 imap_certificate_expires(const struct imap *imap)
{
    return tls_stream_expires(imap->stream);
}

bool imap_has_news(const struct imap *imap)
{
    return imap->guard.exists;
}

/* Listing and reading */

static uid_set *set_of(const guint32 *uids, guint count)
{
    uid_set *set = mailimap_set_new_empty();
    for (guint i = 0; i < count; i++)
        mailimap_set_add_single(set, uids[i]);
    return set;
}

static gint64 seconds_of(const struct mailimap_date_time *time)
{
    g_autoptr(GDateTime) clock = g_date_time_new_utc(time->dt_year, time->dt_month, time->dt_day,
                                                     time->dt_hour, time->dt_min, time->dt_sec);
    if (!clock)
        return g_get_real_time() / G_USEC_PER_SEC; /* no such date: it came by now at the latest */
    int zone = CLAMP(time->dt_zone, -1400, 1400), offset = (zone / 100) * 3600 + (zone % 100) * 60;
    return g_date_time_to_unix(clock) - offset;
}

/* What one FETCH answer tells; `body` is borrowed from it. */
struct fetched {
    struct imap_entry entry;
    bool has_size, has_body;
    const char *body;
    size_t length;
};

static struct fetched fetched_of(const struct mailimap_msg_att *answer)
{
    struct fetched fetched = {0};
    for (clistiter *i = clist_begin(answer->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
            continue;
        const struct mailimap_msg_att_static *value = item->att_data.att_static;
        if (value->att_type == MAILIMAP_MSG_ATT_UID) {
            fetched.entry.uid = value->att_data.att_uid;
        } else if (value->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
            fetched.entry.size = value->att_data.att_rfc822_size;
            fetched.has_size = true;
        } else if (value->att_type == MAILIMAP_MSG_ATT_INTERNALDATE) {
            fetched.entry.received = seconds_of(value->att_data.att_internal_date);
        } else if (value->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
            fetched.has_body = true;
            fetched.body = value->att_data.att_body_section->sec_body_part;
            fetched.length = value->att_data.att_body_section->sec_length;
        }
    }
    return fetched;
}

static fetch_type *wanted_entry(void)
{
    fetch_type *wanted = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(wanted, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(wanted, mailimap_fetch_att_new_rfc822_size());
    mailimap_fetch_type_new_fetch_att_list_add(wanted, mailimap_fetch_att_new_internaldate());
    return wanted;
}

static fetch_type *wanted_body(void)
{
    fetch_type *wanted = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(wanted, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(
        wanted, mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)));
    return wanted;
}

/* Lists a set of UIDs, or of message numbers; entries at or below `above` are left out. */
static bool list_set(struct imap *imap, uid_set *set, bool numbers, guint32 above, GArray *entries,
                     GError **error)
{
    g_autoptr(fetch_type) wanted = wanted_entry();
    g_autoptr(fetch_list) answers = NULL;
    int result = numbers ? mailimap_fetch(imap_begin(imap), set, wanted, &answers)
                         : mailimap_uid_fetch(imap_begin(imap), set, wanted, &answers);
    if (result != MAILIMAP_NO_ERROR) {
        answers = NULL; /* freed by the library */
        return imap_broken(imap, "listing", error);
    }
    for (clistiter *i = clist_begin(answers); i; i = clist_next(i)) {
        struct fetched fetched = fetched_of(clist_content(i));
        if (fetched.has_size && fetched.entry.uid > above)
            g_array_append_val(entries, fetched.entry);
    }
    return true;
}

/* By message numbers, which stand still between these commands: UIDs may have wide gaps. */
static bool list_all(struct imap *imap, GArray *entries, GError **error)
{
    if (mailimap_noop(imap_begin(imap)) != MAILIMAP_NO_ERROR)
        return imap_broken(imap, "counting messages", error);
    for (guint32 first = 1; first <= imap->session->imap_selection_info->sel_exists; first += LIST_STEP) {
        guint before = entries->len;
        guint32 last = MIN(first + LIST_STEP - 1, imap->session->imap_selection_info->sel_exists);
        g_autoptr(uid_set) set = mailimap_set_new_interval(first, last);
        if (!list_set(imap, set, true, 0, entries, error))
            return false;
        if (entries->len == before)
            break;
    }
    return true;
}

bool imap_list(struct imap *imap, guint32 above, GArray *entries, GError **error)
{
    imap->guard.exists = false;
    if (above == G_MAXUINT32)
        return true;
    g_autoptr(uid_set) set = mailimap_set_new_interval(above + 1, 0);
    if (above ? !list_set(imap, set, false, above, entries, error) : !list_all(imap, entries, error))
        return false;
    return imap->session->imap_selection_info->sel_uidvalidity == imap->uidvalidity ||
           fail(error, ERROR_MAILBOX, "%s: the folder was replaced while it was open", imap->at->host);
}

static bool collect_body(int type, struct mailimap_msg_att_body_section *section, const char *bytes,
                         size_t length, void *data)
{
    GByteArray *body = data;
    if (body->len + length > MAILBOX_MAX_MESSAGE)
        return false;
    (void)type, (void)section;
    g_byte_array_append(body, (const guint8 *)bytes, (guint)length);
    return true;
}

static void keep_body(GHashTable *bodies, guint32 uid, GBytes *body)
{
    g_hash_table_replace(bodies, g_memdup2(&uid, sizeof uid), body);
}

/* A message alone may be large: the library hands its bytes over as they come. */
static bool read_one(struct imap *imap, guint32 uid, GHashTable *bodies, GError **error)
{
    g_autofree char *doing = g_strdup_printf("reading message %u", uid);
    g_autoptr(uid_set) set = mailimap_set_new_single(uid);
    g_autoptr(fetch_type) wanted = wanted_body();
    g_autoptr(fetch_list) answers = NULL;
    g_autoptr(GByteArray) body = g_byte_array_new();
    mailimap *session = imap_begin(imap);
    mailimap_set_msg_body_handler(session, collect_body, body);
    int result = mailimap_uid_fetch(session, set, wanted, &answers);
    mailimap_set_msg_body_handler(session, NULL, NULL);
    if (result != MAILIMAP_NO_ERROR) {
        answers = NULL; /* freed by the library */
        return imap_broken(imap, doing, error);
    }
    guint found = 0, others = 0;
    for (clistiter *i = clist_begin(answers); i; i = clist_next(i)) {
        struct fetched fetched = fetched_of(clist_content(i));
        if (fetched.has_body)
            *(fetched.entry.uid == uid ? &found : &others) += 1;
    }
    if (found > 1 || others)
        return fail(error, ERROR_MAILBOX, "%s: %s: the server sends others", imap->at->host, doing);
    if (found)
        keep_body(bodies, uid, g_byte_array_free_to_bytes(g_steal_pointer(&body)));
    return true;
}

static bool read_several(struct imap *imap, const guint32 *uids, guint count, GHashTable *bodies,
                         GError **error)
{
    g_autoptr(uid_set) set = set_of(uids, count);
    g_autoptr(fetch_type) wanted = wanted_body();
    g_autoptr(fetch_list) answers = NULL;
    if (mailimap_uid_fetch(imap_begin(imap), set, wanted, &answers) != MAILIMAP_NO_ERROR) {
        answers = NULL; /* freed by the library */
        g_autofree char *doing = g_strdup_printf("reading %u messages from %u on", count, uids[0]);
        return imap_broken(imap, doing, error);
    }
    for (clistiter *i = clist_begin(answers); i; i = clist_next(i)) {
        struct fetched fetched = fetched_of(clist_content(i));
        if (fetched.entry.uid && fetched.has_body)
            keep_body(bodies, fetched.entry.uid, g_bytes_new(fetched.body, fetched.length));
    }
    return true;
}

GHashTable *imap_read(struct imap *imap, const guint32 *uids, guint count, GError **error)
{
    g_autoptr(GHashTable) bodies =
        g_hash_table_new_full(g_int_hash, g_int_equal, g_free, (GDestroyNotify)g_bytes_unref);
    bool good =
        count == 1 ? read_one(imap, uids[0], bodies, error) : read_several(imap, uids, count, bodies, error);
    return good ? g_steal_pointer(&bodies) : NULL;
}

/* Moving */

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

/* Subscribed too, so that mail programs show it; a server without subscriptions is no fault. */
static bool create_folder(struct imap *imap, const char *name, GError **error)
{
    int result = mailimap_create(imap_begin(imap), name);
    if (result != MAILIMAP_NO_ERROR)
        return imap_refused(imap, result == MAILIMAP_ERROR_CREATE ? ERROR_NOT_MOVED : ERROR_MAILBOX,
                            "creating a folder", error);
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

static int copy_and_delete(struct imap *imap, uid_set *set, const char *name)
{
    int result = mailimap_uid_copy(imap_begin(imap), set, name);
    if (result != MAILIMAP_NO_ERROR)
        return result;
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
    struct mailimap_store_att_flags *store = mailimap_store_att_flags_new_add_flags_silent(flags);
    result = mailimap_uid_store(imap_begin(imap), set, store);
    mailimap_store_att_flags_free(store);
    if (result == MAILIMAP_NO_ERROR && mailimap_has_uidplus(imap->session))
        result = mailimap_uid_expunge(imap_begin(imap), set);
    return result;
}

static int move_set(struct imap *imap, uid_set *set, const char *name)
{
    return mailimap_has_extension(imap->session, "MOVE") ? mailimap_uid_move(imap_begin(imap), set, name)
                                                         : copy_and_delete(imap, set, name);
}

/* The UIDs that are still there. */
static GArray *remaining(struct imap *imap, const guint32 *uids, guint count, GError **error)
{
    g_autoptr(uid_set) set = set_of(uids, count);
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(struct imap_entry));
    if (!list_set(imap, set, false, 0, entries, error))
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
    g_autoptr(uid_set) set = set_of(uids, count);
    int result = move_set(imap, set, name);
    if (result == MAILIMAP_NO_ERROR)
        return true;
    if (!says_no(result))
        return not_moved(imap, result, error);
    if (imap->session->imap_response_info->rsp_trycreate && !create_folder(imap, name, error))
        return false;
    g_autoptr(GArray) left = remaining(imap, uids, count, error);
    if (!left || left->len == 0)
        return left != NULL;
    g_autoptr(uid_set) again = set_of((const guint32 *)(void *)left->data, left->len);
    result = move_set(imap, again, name);
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

/* Waiting */

static gint64 milliseconds_until(gint64 end)
{
    return MAX(0, (end - g_get_monotonic_time()) / 1000);
}

/* True where the next read would not touch the socket: poll() would sleep over it. */
static bool has_buffered(const struct imap *imap)
{
    return imap->session->imap_stream->read_buffer_len > 0 || tls_stream_pending(imap->stream) > 0;
}

/* The library's own mailimap_idle hangs where the server has news before it agrees. Of such news only the
 * number of messages matters here. */
static bool start_idle(struct imap *imap)
{
    mailimap *session = imap_begin(imap);
    if (mailimap_send_current_tag(session) != MAILIMAP_NO_ERROR || !imap_say(session, "IDLE"))
        return false;
    const char *line;
    while ((line = mailimap_read_line(session)) && g_str_has_prefix(line, "* ")) {
        char *end = NULL;
        guint64 number = g_ascii_strtoull(line + 2, &end, 10);
        if (g_ascii_strncasecmp(end, " EXISTS", 7) == 0)
            session->imap_selection_info->sel_exists = (guint32)MIN(number, G_MAXUINT32);
        else if (g_ascii_strncasecmp(end, " EXPUNGE", 8) == 0 && session->imap_selection_info->sel_exists)
            session->imap_selection_info->sel_exists--;
    }
    return line && line[0] == '+';
}

/* One IDLE command, until something happens or the time is up. */
static bool idle_once(struct imap *imap, int wake_fd, gint64 milliseconds, bool *happened, GError **error)
{
    if (!start_idle(imap))
        return imap_broken(imap, "IDLE", error);
    gint64 end = g_get_monotonic_time() + milliseconds * 1000;
    if (!has_buffered(imap) && !imap->guard.exists &&
        !mailbox_sleep(wake_fd, tls_stream_fd(imap->stream), milliseconds, error))
        return false;
    *happened = imap->guard.exists || g_get_monotonic_time() < end;
    return mailimap_idle_done(imap_begin(imap)) == MAILIMAP_NO_ERROR ||
           imap_broken(imap, "the end of IDLE", error);
}

static bool ask_once(struct imap *imap, int wake_fd, gint64 milliseconds, bool *happened, GError **error)
{
    if (!mailbox_sleep(wake_fd, tls_stream_fd(imap->stream), milliseconds, error))
        return false;
    *happened = mailbox_is_awake(wake_fd);
    return *happened || mailimap_noop(imap_begin(imap)) == MAILIMAP_NO_ERROR ||
           imap_broken(imap, "asking for news", error);
}

bool imap_wait(struct imap *imap, int wake_fd, guint seconds, bool idle, GError **error)
{
    gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    bool happened = false, can_idle = idle && mailimap_has_idle(imap->session);
    while (!happened && !imap->guard.exists && milliseconds_until(end) > 0) {
        gint64 step = MIN(milliseconds_until(end), (can_idle ? IDLE_LONGEST : NOOP_INTERVAL) * (gint64)1000);
        bool good = can_idle ? idle_once(imap, wake_fd, step, &happened, error)
                             : ask_once(imap, wake_fd, step, &happened, error);
        if (!good)
            return false;
    }
    return true;
}
