#include "ingest/tls_stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The first address of several may be dead: each gets an equal share of the deadline, but this much at least.
 */
#define ADDRESS_SHARE_LEAST (2 * G_USEC_PER_SEC)

struct tls_stream {
    int fd;
    gint64 idle;              /* microseconds without progress that are borne */
    gint64 until;             /* the end of it all, by the monotonic clock; 0: none */
    gnutls_session_t session; /* NULL: in the clear */
    gnutls_certificate_credentials_t credentials;
    char *failure;
};

static gssize break_off(struct tls_stream *stream, const char *why)
{
    if (!stream->failure)
        stream->failure = g_strdup(why);
    return -1;
}

/* Waits for the socket; `end` by the monotonic clock. False when the time is up. */
static bool wait_for(int fd, short events, gint64 end)
{
    for (;;) {
        gint64 left = end - g_get_monotonic_time();
        if (left <= 0)
            return false;
        struct pollfd watched = {.fd = fd, .events = events};
        int ready = poll(&watched, 1, (int)MIN(left / 1000 + 1, G_MAXINT));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return true; /* the call that follows meets the fault and names it */
    }
}

static gint64 idle_end(const struct tls_stream *stream)
{
    gint64 end = g_get_monotonic_time() + stream->idle;
    return stream->until && stream->until < end ? stream->until : end;
}

/* A dead peer behind a quiet line is noticed after two minutes. */
static void keep_alive(int fd)
{
    int on = 1, idle = 60, interval = 15, count = 4;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* A connected socket, or -1 with errno. */
static int connect_address(const struct addrinfo *address, gint64 end)
{
    int fd =
        socket(address->ai_family, address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address->ai_protocol);
    if (fd < 0)
        return -1;
    int fault = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (fault == EINPROGRESS) {
        socklen_t size = sizeof fault;
        if (!wait_for(fd, POLLOUT, end))
            fault = ETIMEDOUT;
        else
            getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &size);
    }
    if (fault == 0)
        return fd;
    close(fd);
    errno = fault;
    return -1;
}

static int connect_any(const struct addrinfo *addresses, gint64 end)
{
    int count = 0, fd = -1;
    for (const struct addrinfo *address = addresses; address; address = address->ai_next)
        count++;
    errno = EHOSTUNREACH;
    for (const struct addrinfo *address = addresses; address && fd < 0; address = address->ai_next, count--) {
        gint64 now = g_get_monotonic_time();
        if (now >= end)
            break;
        gint64 share = MAX((end - now) / count, ADDRESS_SHARE_LEAST);
        fd = connect_address(address, MIN(now + share, end));
    }
    return fd;
}

struct tls_stream *tls_stream_connect(const char *host, guint16 port, guint deadline, GError **error)
{
    g_autofree char *service = g_strdup_printf("%u", port);
    struct addrinfo wanted = {.ai_socktype = SOCK_STREAM}, *addresses = NULL;
    gint64 end = g_get_monotonic_time() + deadline * G_USEC_PER_SEC;
    int fault = getaddrinfo(host, service, &wanted, &addresses);
    if (fault) {
        fail(error, ERROR_MAILBOX, "%s: %s", host, gai_strerror(fault));
        return NULL;
    }
    int fd = connect_any(addresses, end);
    int why = errno;
    freeaddrinfo(addresses);
    if (fd < 0) {
        fail(error, ERROR_MAILBOX, "%s, port %u: %s", host, port, g_strerror(why));
        return NULL;
    }
    keep_alive(fd);
    struct tls_stream *stream = g_new0(struct tls_stream, 1);
    stream->fd = fd;
    stream->idle = deadline * G_USEC_PER_SEC;
    return stream;
}

static bool is_address(const char *host)
{
    struct in6_addr address;
    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static bool load_authorities(struct tls_stream *stream, const char *ca_file, GError **error)
{
    gnutls_certificate_allocate_credentials(&stream->credentials);
    int count =
        ca_file ? gnutls_certificate_set_x509_trust_file(stream->credentials, ca_file, GNUTLS_X509_FMT_PEM)
                : gnutls_certificate_set_x509_system_trust(stream->credentials);
    if (count > 0)
        return true;
    if (ca_file)
        return fail(error, ERROR_CONFIGURATION, "ca_file %s: %s", ca_file,
                    count < 0 ? gnutls_strerror(count) : "there is no certificate in it");
    return fail(error, ERROR_CERTIFICATE, "the system has no certificate authorities to trust");
}

static bool report_certificate(gnutls_session_t session, const char *host, GError **error)
{
    gnutls_datum_t text = {0};
    unsigned status = gnutls_session_get_verify_cert_status(session);
    gnutls_certificate_verification_status_print(status, gnutls_certificate_type_get(session), &text, 0);
    g_autofree char *why =
        g_strchomp(g_strdup(text.data ? (const char *)text.data : "it cannot be verified"));
    gnutls_free(text.data);
    return fail(error, ERROR_CERTIFICATE, "the certificate of %s is refused: %s", host, why);
}

bool tls_stream_handshake(struct tls_stream *stream, const char *host, const char *ca_file, GError **error)
{
    if (!load_authorities(stream, ca_file, error))
        return false;
    gnutls_init(&stream->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
    gnutls_set_default_priority_append(stream->session, "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", NULL, 0);
    gnutls_credentials_set(stream->session, GNUTLS_CRD_CERTIFICATE, stream->credentials);
    if (!is_address(host))
        gnutls_server_name_set(stream->session, GNUTLS_NAME_DNS, host, strlen(host));
    gnutls_session_set_verify_cert(stream->session, host, 0);
    gnutls_transport_set_int(stream->session, stream->fd);
    gint64 end = g_get_monotonic_time() + stream->idle;
    for (;;) {
        int result = gnutls_handshake(stream->session);
        if (result == GNUTLS_E_SUCCESS)
            return true;
        if (result == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
            return report_certificate(stream->session, host, error);
        if (gnutls_error_is_fatal(result))
            return fail(error, ERROR_MAILBOX, "%s: TLS handshake: %s", host, gnutls_strerror(result));
        short events = gnutls_record_get_direction(stream->session) ? POLLOUT : POLLIN;
        if (!wait_for(stream->fd, events, end))
            return fail(error, ERROR_MAILBOX, "%s: TLS handshake: the server is silent", host);
    }
}

void tls_stream_allow(struct tls_stream *stream, guint seconds)
{
    stream->until = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
}

/* One attempt over TLS: the count, 0 for "not now" with the event to wait for, or -1. */
static gssize try_secure(struct tls_stream *stream, void *in, const void *out, size_t size, short *events)
{
    ssize_t count =
        in ? gnutls_record_recv(stream->session, in, size) : gnutls_record_send(stream->session, out, size);
    if (count > 0)
        return count;
    if (count == 0)
        return break_off(stream, "the server closed the connection");
    if (gnutls_error_is_fatal((int)count))
        return break_off(stream, gnutls_strerror((int)count));
    *events = gnutls_record_get_direction(stream->session) ? POLLOUT : POLLIN;
    return 0;
}

static gssize try_clear(struct tls_stream *stream, void *in, const void *out, size_t size, short *events)
{
    ssize_t count = in ? recv(stream->fd, in, size, 0) : send(stream->fd, out, size, MSG_NOSIGNAL);
    if (count > 0)
        return count;
    if (count == 0)
        return break_off(stream, "the server closed the connection");
    if (errno != EAGAIN && errno != EINTR)
        return break_off(stream, g_strerror(errno));
    *events = in ? POLLIN : POLLOUT;
    return 0;
}

static gssize transfer(struct tls_stream *stream, void *in, const void *out, size_t size)
{
    if (stream->failure)
        return -1;
    gint64 end = idle_end(stream);
    for (;;) {
        short events = 0;
        gssize count = stream->session ? try_secure(stream, in, out, size, &events)
                                       : try_clear(stream, in, out, size, &events);
        if (count)
            return count;
        if (!wait_for(stream->fd, events, end))
            return break_off(stream, "the server is silent");
    }
}

gssize tls_stream_read(struct tls_stream *stream, void *bytes, size_t size)
{
    return transfer(stream, bytes, NULL, size);
}

gssize tls_stream_write(struct tls_stream *stream, const void *bytes, size_t size)
{
    return transfer(stream, NULL, bytes, size);
}

const char *tls_stream_failure(const struct tls_stream *stream)
{
    return stream->failure;
}

size_t tls_stream_pending(const struct tls_stream *stream)
{
    return stream->session ? gnutls_record_check_pending(stream->session) : 0;
}

gint64 tls_stream_expires(const struct tls_stream *stream)
{
    unsigned count = 0;
    const gnutls_datum_t *chain =
        stream->session ? gnutls_certificate_get_peers(stream->session, &count) : NULL;
    gnutls_x509_crt_t certificate;
    if (count == 0 || gnutls_x509_crt_init(&certificate) < 0)
        return 0;
    gint64 expires = gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) < 0
                         ? 0
                         : (gint64)gnutls_x509_crt_get_expiration_time(certificate);
    gnutls_x509_crt_deinit(certificate);
    return MAX(expires, 0);
}

int tls_stream_fd(const struct tls_stream *stream)
{
    return stream->fd;
}

void tls_stream_close(struct tls_stream *stream)
{
    if (!stream)
        return;
    if (stream->session) {
        if (!stream->failure)
            gnutls_bye(stream->session, GNUTLS_SHUT_WR);
        gnutls_deinit(stream->session);
    }
    if (stream->credentials)
        gnutls_certificate_free_credentials(stream->credentials);
    close(stream->fd);
    g_free(stream->failure);
    g_free(stream);
}
