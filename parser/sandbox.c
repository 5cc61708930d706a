#include "parser/sandbox.h"

#include "parser/sandbox_memory.h"
#include "parser/sandbox_zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_SECONDS   10
#define DEFAULT_PROCESSOR 5
#define DEFAULT_OUTPUT    (8u << 20)
#define PROBE_SECONDS     60 /* the zygote may still be loading what readers need */
#define READ_STEP         65536
#define MAX_REASON        200 /* bytes of a child's own words */

struct sandbox {
    struct sandbox_options options;
    int socket; /* to the zygote; -1 when it is gone */
    pid_t zygote;
    guint32 last_id;
    char *layers;
};

/* A mail that is being read. */
struct job {
    bool busy, ended;
    guint32 id;
    guint index; /* of the mail */
    int pipe;    /* -1 after its end */
    GByteArray *output;
    gint64 deadline;  /* g_get_monotonic_time */
    const char *over; /* the limit that it went over, or NULL */
    int status;
    guint32 left_out[SANDBOX_LEFT_OUT]; /* parts of the mail; 0: none */
};

/* Everything that one call of sandbox_run works on. */
struct run {
    struct sandbox *sandbox;
    struct job *jobs;
    enum zygote_verb verb;
    GBytes *const *inputs;
    guint count, next; /* mails, and the first that is not begun */
    char **outputs;
    GError **errors;
};

static int sealed_copy(GBytes *input)
{
    gsize length, done = 0;
    const char *bytes = g_bytes_get_data(input, &length);
    int fd = memfd_create("mail", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    while (fd >= 0 && done < length) {
        ssize_t written = write(fd, bytes + done, length - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            close(fd);
            return -1;
        }
        done += (gsize)written;
    }
    if (fd >= 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* A request, with two descriptors or none. */
static bool send_request(const struct sandbox *sandbox, struct zygote_request request, const int *descriptors)
{
    union {
        char bytes[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr aligned;
    } control = {0};
    struct iovec content = {&request, sizeof request};
    struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1};
    if (descriptors) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(2 * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, 2 * sizeof(int));
    }
    ssize_t sent;
    do
        sent = sendmsg(sandbox->socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == sizeof request;
}

static void lose_zygote(struct sandbox *sandbox)
{
    if (sandbox->socket >= 0)
        close(sandbox->socket);
    sandbox->socket = -1;
}

static void begin_job(struct run *run, struct job *job, guint index, const guint32 *left_out)
{
    struct sandbox *sandbox = run->sandbox;
    int input = sealed_copy(run->inputs[index]), ends[2];
    if (input < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        fail(&run->errors[index], ERROR_READER, "the reader cannot be started: %s", g_strerror(errno));
        if (input >= 0)
            close(input);
        return;
    }
    struct zygote_request request = {.id = ++sandbox->last_id, .verb = run->verb};
    memcpy(request.left_out, left_out, sizeof request.left_out);
    bool sent = send_request(sandbox, request, (int[]){input, ends[1]});
    close(input);
    close(ends[1]);
    if (!sent) {
        close(ends[0]);
        fail(&run->errors[index], ERROR_READER, "the reader process is gone");
        lose_zygote(sandbox);
        return;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *job = (struct job){.busy = true, .id = request.id, .index = index, .pipe = ends[0]};
    memcpy(job->left_out, left_out, sizeof job->left_out);
    job->output = g_byte_array_new();
    guint seconds = run->verb == ZYGOTE_READ ? sandbox->options.seconds : PROBE_SECONDS;
    job->deadline = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
}

static void stop_job(const struct run *run, struct job *job, const char *limit)
{
    if (job->over)
        return;
    job->over = limit;
    send_request(run->sandbox, (struct zygote_request){.id = job->id, .verb = ZYGOTE_KILL}, NULL);
}

static void read_output(const struct run *run, struct job *job)
{
    guint8 step[READ_STEP];
    ssize_t length;
    while ((length = read(job->pipe, step, sizeof step)) > 0) {
        if (job->output->len + (gsize)length > run->sandbox->options.output + 1)
            stop_job(run, job, "it gave too much output");
        else if (!job->over)
            g_byte_array_append(job->output, step, (guint)length);
    }
    if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
        close(job->pipe);
        job->pipe = -1;
    }
}

/* A child's own words go into logs and to people: short, one line, and nothing that a terminal obeys. */
static char *tame(const char *text)
{
    g_autofree char *start = g_strndup(text, MAX_REASON);
    g_autofree char *valid = g_utf8_make_valid(start, -1);
    GString *tame = g_string_new(NULL);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(tame, g_unichar_isprint(c) ? c : ' ');
    }
    return g_string_free(tame, FALSE);
}

static void end_job(struct job *job)
{
    if (job->pipe >= 0)
        close(job->pipe);
    g_byte_array_unref(job->output);
    *job = (struct job){.pipe = -1};
}

/* What a child that broke down died of. */
static void explain_death(const struct job *job, GError **error)
{
    int signal_number = WIFSIGNALED(job->status) ? WTERMSIG(job->status) : 0;
    if (job->over)
        fail(error, ERROR_READER, "the reader was stopped: %s", job->over);
    else if (signal_number == SIGSYS)
        fail(error, ERROR_READER, "the reader was stopped: it asked the system for what it may not have");
    else if (signal_number == SIGXCPU)
        fail(error, ERROR_READER, "the reader was stopped: it took too much processor time");
    else if (WIFEXITED(job->status) && WEXITSTATUS(job->status) == MEMORY_REFUSED)
        fail(error, ERROR_READER, "the reader was stopped: it had no memory left");
    else if (signal_number)
        fail(error, ERROR_READER, "the reader crashed: %s", g_strsignal(signal_number));
    else
        fail(error, ERROR_READER, "the reader gave no answer");
}

/* Reads the mail once more without the part at which its child ended, where that may help. */
static bool begin_without_part(struct run *run, struct job *job)
{
    guint32 part = 0, left_out[SANDBOX_LEFT_OUT];
    for (guint i = 0; i < job->output->len; i++)
        part += job->output->data[i] == PART_BEGINS[0];
    memcpy(left_out, job->left_out, sizeof left_out);
    guint known = 0;
    while (known < SANDBOX_LEFT_OUT && left_out[known] && left_out[known] != part)
        known++;
    if (part == 0 || known == SANDBOX_LEFT_OUT || left_out[known] || run->sandbox->socket < 0)
        return false;
    left_out[known] = part;
    guint index = job->index;
    end_job(job);
    begin_job(run, job, index, left_out);
    return true;
}

/* The text of an answer, without what is said between. Caller frees. */
static char *text_of(const GByteArray *answer)
{
    g_autofree char *said = g_strndup((const char *)answer->data + 1, answer->len - 1);
    g_auto(GStrv) pieces = g_strsplit(said, PART_BEGINS, -1);
    return g_strjoinv(NULL, pieces);
}

static void finish_job(struct run *run, struct job *job)
{
    const GByteArray *output = job->output;
    GError **error = &run->errors[job->index];
    bool whole =
        !job->over && job->ended && WIFEXITED(job->status) && WEXITSTATUS(job->status) == 0 && output->len;
    if (run->verb == ZYGOTE_READ && run->sandbox->options.progress)
        run->sandbox->options.progress();
    if (!whole && begin_without_part(run, job))
        return;
    g_autofree char *text = whole ? text_of(output) : NULL;
    g_autofree char *reason = whole ? tame(text) : NULL;
    if (!whole)
        explain_death(job, error);
    else if (output->data[0] == ANSWER_RESULT)
        run->outputs[job->index] = g_steal_pointer(&text);
    else
        fail(error, output->data[0] == ANSWER_REFUSED ? ERROR_SANDBOX : ERROR_INPUT, "%s", reason);
    end_job(job);
}

static void take_report(struct run *run)
{
    struct zygote_report report;
    ssize_t length = recv(run->sandbox->socket, &report, sizeof report, MSG_DONTWAIT);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (length != sizeof report) {
        lose_zygote(run->sandbox);
        return;
    }
    for (guint i = 0; i < run->sandbox->options.jobs; i++) {
        struct job *job = &run->jobs[i];
        if (job->busy && job->id == report.id) {
            job->ended = true;
            job->status = report.status;
        }
    }
}

/* Milliseconds until the first deadline. */
static int time_left(const struct run *run)
{
    gint64 first = G_MAXINT64;
    for (guint i = 0; i < run->sandbox->options.jobs; i++)
        if (run->jobs[i].busy && !run->jobs[i].over)
            first = MIN(first, run->jobs[i].deadline);
    if (first == G_MAXINT64)
        return -1;
    return (int)CLAMP((first - g_get_monotonic_time()) / 1000 + 1, 0, 3600 * 1000);
}

static void stop_late_jobs(const struct run *run)
{
    gint64 now = g_get_monotonic_time();
    for (guint i = 0; i < run->sandbox->options.jobs; i++)
        if (run->jobs[i].busy && now >= run->jobs[i].deadline)
            stop_job(run, &run->jobs[i], "it took too long");
}

/* Waits for something to happen and takes it in. */
static void attend(struct run *run)
{
    guint jobs = run->sandbox->options.jobs;
    g_autofree struct pollfd *events = g_new0(struct pollfd, jobs + 1);
    for (guint i = 0; i < jobs; i++)
        events[i] = (struct pollfd){run->jobs[i].busy ? run->jobs[i].pipe : -1, POLLIN, 0};
    events[jobs] = (struct pollfd){run->sandbox->socket, POLLIN, 0};
    if (poll(events, jobs + 1, time_left(run)) < 0)
        return;
    for (guint i = 0; i < jobs; i++)
        if (events[i].revents)
            read_output(run, &run->jobs[i]);
    if (events[jobs].revents)
        take_report(run);
    stop_late_jobs(run);
    for (guint i = 0; i < jobs; i++)
        if (run->jobs[i].busy && run->jobs[i].ended && run->jobs[i].pipe < 0)
            finish_job(run, &run->jobs[i]);
}

static bool is_busy(const struct run *run)
{
    for (guint i = 0; i < run->sandbox->options.jobs; i++)
        if (run->jobs[i].busy)
            return true;
    return false;
}

static void begin_jobs(struct run *run)
{
    for (guint i = 0; i < run->sandbox->options.jobs; i++)
        while (!run->jobs[i].busy && run->next < run->count && run->sandbox->socket >= 0)
            begin_job(run, &run->jobs[i], run->next++, (guint32[SANDBOX_LEFT_OUT]){0});
}

/* Without the zygote nobody reports an end any more, and no mail can be begun. */
static void give_up(struct run *run)
{
    for (guint i = 0; i < run->sandbox->options.jobs; i++)
        if (run->jobs[i].busy)
            finish_job(run, &run->jobs[i]);
    for (; run->next < run->count; run->next++)
        fail(&run->errors[run->next], ERROR_READER, "the reader process is gone");
}

static bool run_all(struct run *run, GError **error)
{
    struct sandbox *sandbox = run->sandbox;
    run->jobs = g_new0(struct job, sandbox->options.jobs);
    for (begin_jobs(run); sandbox->socket >= 0 && is_busy(run); begin_jobs(run))
        attend(run);
    bool alive = sandbox->socket >= 0;
    if (!alive)
        give_up(run);
    g_free(run->jobs);
    return alive || fail(error, ERROR_SANDBOX, "the reader process is gone");
}

bool sandbox_run(struct sandbox *sandbox, GBytes *const *inputs, guint count, char **outputs, GError **errors,
                 GError **error)
{
    memset(outputs, 0, count * sizeof *outputs);
    memset(errors, 0, count * sizeof *errors);
    struct run run = {.sandbox = sandbox,
                      .verb = ZYGOTE_READ,
                      .inputs = inputs,
                      .count = count,
                      .outputs = outputs,
                      .errors = errors};
    return run_all(&run, error);
}

/* One child that tries what no child may do; its answer or its end. */
static bool probe(struct sandbox *sandbox, enum zygote_verb verb, char **answer, GError **reason,
                  GError **error)
{
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    struct run run = {.sandbox = sandbox,
                      .verb = verb,
                      .inputs = &nothing,
                      .count = 1,
                      .outputs = answer,
                      .errors = reason};
    return run_all(&run, error);
}

/* The layers that the probe did not get. */
static bool name_refused(const GError *reason, GError **error)
{
    guint64 layers = g_ascii_strtoull(reason->message, NULL, 10);
    g_autofree char *missing = lockdown_names(lockdown_complete() & ~(unsigned)layers);
    return fail(error, ERROR_SANDBOX, "the kernel refuses a layer of the sandbox: %s", missing);
}

/* Under AddressSanitizer there is no list of system calls, and a socket is not deadly. */
static bool prove(struct sandbox *sandbox, GError **error)
{
    g_autofree char *files = NULL, *network = NULL;
    g_autoptr(GError) reason = NULL, death = NULL;
    if (!probe(sandbox, ZYGOTE_PROBE_FILES, &files, &reason, error))
        return false;
    if (reason && reason->code == ERROR_SANDBOX)
        return name_refused(reason, error);
    if (reason)
        return fail(error, ERROR_SANDBOX, "a locked-down reader does not answer: %s", reason->message);
    char *opened = NULL;
    unsigned layers = (unsigned)g_ascii_strtoull(files, &opened, 10);
    sandbox->layers = lockdown_names(layers);
    if (!sandbox->options.best_effort && strcmp(opened, " refused") != 0)
        return fail(error, ERROR_SANDBOX, "a locked-down reader can open files");
    if (!probe(sandbox, ZYGOTE_PROBE_NETWORK, &network, &death, error))
        return false;
    bool filtered = lockdown_complete() & LAYER_SECCOMP;
    if (!sandbox->options.best_effort && filtered && network)
        return fail(error, ERROR_SANDBOX, "a locked-down reader can make sockets");
    return true;
}

static void set_defaults(struct sandbox_options *options)
{
    if (!options->jobs)
        options->jobs = g_get_num_processors();
    if (!options->seconds)
        options->seconds = DEFAULT_SECONDS;
    if (!options->processor)
        options->processor = DEFAULT_PROCESSOR;
    if (!options->output)
        options->output = DEFAULT_OUTPUT;
}

static bool fork_zygote(struct sandbox *sandbox, const struct lockdown *lockdown, GError **error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(error, ERROR_SANDBOX, "the reader process cannot be reached: %s", g_strerror(errno));
    pid_t parent = getpid();
    sandbox->zygote = fork();
    if (sandbox->zygote == 0)
        zygote_serve(ends[1], parent, &sandbox->options, lockdown);
    close(ends[1]);
    if (sandbox->zygote < 0) {
        close(ends[0]);
        return fail(error, ERROR_SANDBOX, "the reader process cannot be started: %s", g_strerror(errno));
    }
    sandbox->socket = ends[0];
    return true;
}

struct sandbox *sandbox_start(const struct sandbox_options *options, GError **error)
{
    struct lockdown *lockdown = lockdown_new();
    struct sandbox *sandbox = g_new0(struct sandbox, 1);
    sandbox->options = *options;
    sandbox->socket = -1;
    set_defaults(&sandbox->options);
    bool started = fork_zygote(sandbox, lockdown, error) && prove(sandbox, error);
    lockdown_free(lockdown); /* the zygote has its own copy */
    if (!started) {
        sandbox_stop(sandbox);
        return NULL;
    }
    return sandbox;
}

void sandbox_stop(struct sandbox *sandbox)
{
    if (!sandbox)
        return;
    lose_zygote(sandbox);
    while (sandbox->zygote > 0 && waitpid(sandbox->zygote, NULL, 0) < 0 && errno == EINTR)
        continue;
    g_free(sandbox->layers);
    g_free(sandbox);
}

const char *sandbox_layers(const struct sandbox *sandbox)
{
    return sandbox->layers;
}
