#include "ingest/imap_session.h"
#include "ingest/mailbox_driver.h"

#include <string.h>

#define LIST_STEP     1000      /* messages listed by one command */
#define IDLE_LONGEST  (28 * 60) /* servers may end an IDLE after 29 minutes */
#define NOOP_INTERVAL 30        /* seconds, where there is no IDLE */

typedef struct mailimap_fetch_type fetch_type;
typedef clist fetch_list;
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

uid_set *imap_set_of(const guint32 *uids, guint count)
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

bool imap_list_some(struct imap *imap, const guint32 *uids, guint count, GArray *entries, GError **error)
{
    g_autoptr(uid_set) set = imap_set_of(uids, count);
    return list_set(imap, set, false, 0, entries, error);
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
    g_autoptr(uid_set) set = imap_set_of(uids, count);
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
