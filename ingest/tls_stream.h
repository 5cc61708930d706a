/*
 * TLS stream: one TCP connection to a server, in the clear until tls_stream_handshake has succeeded. Nothing
 * here blocks longer than its deadline, and a peer that has gone raises no signal.
 */
#pragma once

#include "base/error.h"

struct tls_stream;

/* Connects to host and port within `deadline` seconds for all addresses of the host together (looking the
 * name up is bounded by the system's resolver alone). Later reads and writes may be idle that long.
 * ERROR_MAILBOX where no address answers. Free with tls_stream_close. */
struct tls_stream *tls_stream_connect(const char *host, guint16 port, guint deadline, GError **error);

/* Goes over to TLS 1.2 or newer and verifies the server's chain (against `ca_file`, or the system's
 * authorities where it is NULL) and its name. ERROR_CERTIFICATE says what is wrong with the certificate,
 * ERROR_MAILBOX that the handshake broke, ERROR_CONFIGURATION that ca_file cannot be read. */
bool tls_stream_handshake(struct tls_stream *stream, const char *host, const char *ca_file, GError **error);

/* Bounds all reads and writes from now on to `seconds` in total, however steadily the bytes come. */
void tls_stream_allow(struct tls_stream *stream, guint seconds);

/* At least one byte, or -1: the end of the stream, a fault or the deadline; then tls_stream_failure says
 * which. */
gssize tls_stream_read(struct tls_stream *stream, void *bytes, size_t size);
gssize tls_stream_write(struct tls_stream *stream, const void *bytes, size_t size);

/* Why reading or writing failed; NULL where it did not. Borrowed. */
const char *tls_stream_failure(const struct tls_stream *stream);

/* Bytes that are received and decrypted already: poll() on the descriptor does not see them. */
size_t tls_stream_pending(const struct tls_stream *stream);

/* When the peer's certificate ends, Unix time; 0 in the clear. */
gint64 tls_stream_expires(const struct tls_stream *stream);

/* The socket, to be watched only. */
int tls_stream_fd(const struct tls_stream *stream);

void tls_stream_close(struct tls_stream *stream); /* NULL is allowed; does not block */
