#include "parser/sandbox_zygote.h"

#include "parser/sandbox_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where a child finds its descriptors; 0 to 2 are /dev/null. */
#define INPUT  3
#define OUTPUT 4

struct child {
    guint32 id;
    pid_t pid;
};

struct zygote {
    int socket, ended; /* `ended` is readable when a child has ended */
    const struct sandbox_options *options;
    const struct lockdown *lockdown;
    GArray *children; /* of struct child */
};

static void write_all(const char *bytes, size_t length)
{
    while (length) {
        ssize_t written = write(OUTPUT, bytes, length);
        if (written <= 0)
            _exit(1);
        bytes += written;
        length -= (size_t)written;
    }
}

G_NORETURN static void answer(char kind, const char *text)
{
    write_all(&kind, 1);
    write_all(text, strlen(text));
    _exit(0);
}

/* Whether this child has begun to answer. */
static bool answering;

void sandbox_send_ahead(const char *text)
{
    const char kind = ANSWER_RESULT;
    if (!answering)
        write_all(&kind, 1);
    answering = true;
    write_all(text, strlen(text));
}

/* What this child was asked for, and how many parts it has begun. */
static struct zygote_request asked;
static guint32 parts;

bool sandbox_leave_out_part(void)
{
    sandbox_send_ahead(PART_BEGINS);
    parts++;
    for (guint i = 0; i < SANDBOX_LEFT_OUT; i++)
        if (asked.left_out[i] == parts)
            return true;
    return false;
}

static GBytes *map_input(void)
{
    struct stat status;
    if (fstat(INPUT, &status) != 0)
        _exit(1);
    if (status.st_size == 0)
        return g_bytes_new_static("", 0);
    void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, INPUT, 0);
    if (bytes == MAP_FAILED)
        _exit(1);
    return g_bytes_new_static(bytes, (gsize)status.st_size);
}

G_NORETURN static void probe_files(unsigned layers)
{
    int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    char text[32];
    snprintf(text, sizeof text, "%u %s", layers, fd < 0 ? "refused" : "opened");
    answer(ANSWER_RESULT, text);
}

G_NORETURN static void probe_network(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    answer(ANSWER_RESULT, fd < 0 ? "refused" : "opened");
}

/* Both numbers may stand where the other must go: copies above them come first. */
static void place_descriptors(int input, int output)
{
    int high_input = fcntl(input, F_DUPFD, 10), high_output = fcntl(output, F_DUPFD, 10);
    if (high_input < 0 || high_output < 0 || dup2(high_input, INPUT) < 0 || dup2(high_output, OUTPUT) < 0 ||
        close_range(OUTPUT + 1, ~0u, 0) != 0)
        _exit(1);
}

G_NORETURN static void read_locked_down(const struct zygote *zygote, GBytes *input)
{
    const struct sandbox_options *options = zygote->options;
    unsigned layers = lockdown_enter(zygote->lockdown, options->processor);
    if (layers != lockdown_complete() && !options->best_effort) {
        char set[16];
        snprintf(set, sizeof set, "%u", layers);
        answer(ANSWER_REFUSED, set);
    }
    if (asked.verb == ZYGOTE_PROBE_FILES)
        probe_files(layers);
    if (asked.verb == ZYGOTE_PROBE_NETWORK)
        probe_network();
    memory_is_vital();
    GError *error = NULL;
    const char *result = options->work(input, &error);
    if (result && answering)
        sandbox_send_ahead(result);
    else if (result)
        answer(ANSWER_RESULT, result);
    if (answering)
        _exit(result ? 0 : 1);
    answer(ANSWER_ERROR, error ? error->message : "no reason given");
}

G_NORETURN static void be_child(const struct zygote *zygote, int input, int output)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    place_descriptors(input, output);
    read_locked_down(zygote, map_input());
}

static void report(const struct zygote *zygote, guint32 id, int status)
{
    struct zygote_report message = {id, status};
    if (send(zygote->socket, &message, sizeof message, MSG_NOSIGNAL) < 0 && errno != EINTR)
        _exit(0);
}

static void begin_child(struct zygote *zygote, const struct zygote_request *request, int input, int output)
{
    pid_t pid = fork();
    if (pid == 0) {
        asked = *request;
        be_child(zygote, input, output);
    }
    close(input);
    close(output);
    if (pid < 0) {
        report(zygote, request->id, SIGKILL);
        return;
    }
    struct child child = {request->id, pid};
    g_array_append_val(zygote->children, child);
}

static void kill_child(const struct zygote *zygote, guint32 id)
{
    for (guint i = 0; i < zygote->children->len; i++) {
        const struct child *child = &g_array_index(zygote->children, struct child, i);
        if (child->id == id)
            kill(child->pid, SIGKILL);
    }
}

static void bury_children(struct zygote *zygote)
{
    struct signalfd_siginfo signals;
    while (read(zygote->ended, &signals, sizeof signals) > 0)
        continue;
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (guint i = 0; i < zygote->children->len; i++) {
            struct child child = g_array_index(zygote->children, struct child, i);
            if (child.pid != pid)
                continue;
            g_array_remove_index_fast(zygote->children, i);
            report(zygote, child.id, status);
            break;
        }
}

G_NORETURN static void end(const struct zygote *zygote)
{
    for (guint i = 0; i < zygote->children->len; i++)
        kill(g_array_index(zygote->children, struct child, i).pid, SIGKILL);
    _exit(0);
}

/* The number of descriptors that came with the request, 0 or 2. */
static guint receive(struct zygote *zygote, struct zygote_request *request, int descriptors[2])
{
    union {
        char bytes[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct iovec content = {request, sizeof *request};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(zygote->socket, &message, MSG_CMSG_CLOEXEC);
    if (length < 0 && errno == EINTR) {
        request->verb = ZYGOTE_KILL;
        request->id = 0;
        return 0;
    }
    if (length != sizeof *request)
        end(zygote);
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(2 * sizeof(int)))
        return 0;
    memcpy(descriptors, CMSG_DATA(header), 2 * sizeof(int));
    return 2;
}

static void serve_request(struct zygote *zygote)
{
    struct zygote_request request;
    int descriptors[2];
    guint count = receive(zygote, &request, descriptors);
    if (count == 2)
        begin_child(zygote, &request, descriptors[0], descriptors[1]);
    else if (request.verb == ZYGOTE_KILL)
        kill_child(zygote, request.id);
}

/* Only the socket remains of what the service had open. */
static int keep_only(int socket)
{
    int null = open("/dev/null", O_RDWR);
    if (null < 0)
        _exit(1);
    for (int fd = 0; fd < 3; fd++)
        dup2(null, fd);
    int high = fcntl(socket, F_DUPFD, 10);
    if (high < 0 || dup2(high, INPUT) < 0 || close_range(INPUT + 1, ~0u, 0) != 0)
        _exit(1);
    fcntl(INPUT, F_SETFD, FD_CLOEXEC);
    return INPUT;
}

/* A signal to the whole group is for the service, which then closes the socket. */
static int quiet_signals(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
    for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    sigset_t ended;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigprocmask(SIG_SETMASK, &ended, NULL);
    return signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK);
}

void zygote_serve(int socket, pid_t parent, const struct sandbox_options *options,
                  const struct lockdown *lockdown)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    struct zygote zygote = {.options = options, .lockdown = lockdown};
    zygote.socket = keep_only(socket);
    zygote.ended = quiet_signals();
    zygote.children = g_array_new(FALSE, FALSE, sizeof(struct child));
    if (options->prepare)
        options->prepare();
    for (;;) {
        struct pollfd events[] = {{zygote.socket, POLLIN, 0}, {zygote.ended, POLLIN, 0}};
        if (poll(events, G_N_ELEMENTS(events), -1) < 0 && errno != EINTR)
            end(&zygote);
        if (events[1].revents)
            bury_children(&zygote);
        if (events[0].revents)
            serve_request(&zygote);
    }
}
