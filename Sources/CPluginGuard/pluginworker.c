#define _GNU_SOURCE
#include "pluginworker.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int shared_memory(void) {
#ifdef __linux__
    return memfd_create("marketlab", MFD_CLOEXEC);
#else
    char name[] = "/tmp/marketlab-XXXXXX";
    int file = mkostemp(name, O_CLOEXEC);
    if (file >= 0) unlink(name);
    return file;
#endif
}

int32_t plugin_worker_start(plugin_worker *worker, char *const arguments[], char *const environment[]) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    int shared = shared_memory();
    if (shared < 0) {
        int error = errno;
        close(ends[0]);
        close(ends[1]);
        return error;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, shared, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // Ctrl-C is for the one who asks: a worker ends with its socket.
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    pid_t process;
    int error = posix_spawnp(&process, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        close(shared);
        return error;
    }
    *worker = (plugin_worker){.process = process, .socket = ends[0], .shared = shared};
    return 0;
}

void plugin_worker_end(plugin_worker *worker) {
    if (worker->process > 0) {
        // All of its group: what it has forked, too.
        kill(-worker->process, SIGKILL);
        while (waitpid(worker->process, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    close(worker->socket);
    close(worker->shared);
    worker->process = 0;
}

int32_t plugin_worker_status(plugin_worker *worker) {
    int status;
    for (int64_t end = now() + 1000; now() < end;) {
        pid_t ended = waitpid(worker->process, &status, WNOHANG);
        if (ended == worker->process) {
            kill(-worker->process, SIGKILL);
            worker->process = 0;
            return status;
        }
        if (ended < 0 && errno != EINTR) return -1;
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    return -1;
}

static void *watch_parent(void *unused) {
    (void)unused;
    for (pid_t parent = getppid(); getppid() == parent;) nanosleep(&(struct timespec){0, 200000000}, NULL);
    _exit(1);
}

void end_with_parent(void) {
    pthread_t thread;
    if (!pthread_create(&thread, NULL, watch_parent, NULL)) pthread_detach(thread);
}

void *plugin_worker_map(const plugin_worker *worker, void *old, size_t old_size, size_t size) {
    if (old) munmap(old, old_size);
    if (ftruncate(worker->shared, (off_t)size)) return NULL;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, worker->shared, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

int32_t plugin_worker_send(const plugin_worker *worker, const void *bytes, size_t count) {
    const char *at = bytes;
    while (count) {
        ssize_t sent = send(worker->socket, at, count, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        at += sent;
        count -= (size_t)sent;
    }
    return 0;
}

int32_t plugin_worker_receive(plugin_worker *worker, void *bytes, size_t count, int64_t deadline) {
    char *at = bytes;
    int64_t end = now() + deadline;
    // The socket waits by itself: asked whether there is something first, each answer would cost three calls of the system more.
    if (worker->patience != deadline) {
        struct timeval wait = {deadline / 1000, deadline % 1000 * 1000};
        if (setsockopt(worker->socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait)) return errno;
        worker->patience = deadline;
    }
    while (count) {
        ssize_t received = recv(worker->socket, at, count, MSG_WAITALL);
        if (received > 0) {
            at += received;
            count -= (size_t)received;
        } else if (received == 0 || errno == ECONNRESET) {
            return -1;
        } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
            return errno;
        }
        if (count && now() >= end) return -2;
    }
    return 0;
}
