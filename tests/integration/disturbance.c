/*
 * Loaded before a program's libraries, it does to the program what a machine may do: sets the wall clock (`clock` holds by
 * how many ms) and makes the disk slow (`disk` holds for how many ms a write waits until it is safe). Both files lie in
 * the folder that DISTURBANCE names, and are read again and again.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long read_ms(const char *name) {
  const char *folder = getenv("DISTURBANCE");
  char path[512];
  long ms = 0;
  if (folder == NULL) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%ld", &ms) != 1) ms = 0;
  fclose(file);
  return ms;
}

static long offset(void) {
  static __thread long kept = 0;
  static __thread time_t asked = -1;
  struct timespec now;
  int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
  real(CLOCK_MONOTONIC, &now);
  time_t tick = now.tv_sec * 10 + now.tv_nsec / 100000000;
  if (tick != asked) {
    asked = tick;
    kept = read_ms("clock");
  }
  return kept;
}

int clock_gettime(clockid_t id, struct timespec *time) {
  int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(id, time);
  if (id == CLOCK_REALTIME) {
    long ms = offset();
    time->tv_sec += ms / 1000;
  }
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  int (*real)(struct timeval *, void *) = dlsym(RTLD_NEXT, "gettimeofday");
  int result = real(time, zone);
  time->tv_sec += offset() / 1000;
  return result;
}

static void wait_for_disk(void) {
  long ms = read_ms("disk");
  if (ms > 0) usleep(ms * 1000);
}

int fsync(int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  wait_for_disk();
  return real(file);
}

int fdatasync(int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  wait_for_disk();
  return real(file);
}
