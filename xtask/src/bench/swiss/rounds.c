/* Natal charts by the Swiss Ephemeris C library, timed from inside: the mirror of crates/ephemeris/examples/rounds.rs.
 * Sun to Pluto, mean and true node with speeds, angles and Placidus houses, each from universal time.
 *
 * Usage: rounds BIRTHS [FOLDER OF EPHEMERIS FILES]; without a folder the library's own Moshier theory.
 * A line of BIRTHS is: Julian day (UT), latitude, longitude, delta T in seconds.
 * Told `round`, it answers the nanoseconds of CPU that all births took; told `charts`, `files` or `moshier` for what
 * the positions came from, and then for each birth 12 longitudes, 12 speeds and 12 cusps, with the delta T given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "swephexp.h"

#define BODIES 12
#define CUSPS 12
#define NUMBERS (2 * BODIES + CUSPS)

struct birth { double day, latitude, longitude, delta_t; };

static const int bodies[BODIES] = {
  SE_SUN, SE_MOON, SE_MERCURY, SE_VENUS, SE_MARS, SE_JUPITER,
  SE_SATURN, SE_URANUS, SE_NEPTUNE, SE_PLUTO, SE_MEAN_NODE, SE_TRUE_NODE,
};
static int source = SEFLG_MOSEPH;
static int used;

static void fail(const char *why)
{
  fprintf(stderr, "%s\n", why);
  exit(1);
}

static void chart(const struct birth *birth, double numbers[NUMBERS])
{
  char error[AS_MAXCH] = "";
  double cusps[13], angles[10], place[6];
  /* Once a chart and not once a body, as swe_calc_ut would. */
  double tt = birth->day + swe_deltat_ex(birth->day, source, error);
  for (int i = 0; i < BODIES; i++) {
    int flags = swe_calc(tt, bodies[i], source | SEFLG_SPEED, place, error);
    if (flags < 0)
      fail(error);
    used |= flags;
    numbers[i] = place[0];
    numbers[BODIES + i] = place[3];
  }
  if (swe_houses(birth->day, birth->latitude, birth->longitude, 'P', cusps, angles) < 0)
    fail("no houses of Placidus");
  memcpy(numbers + 2 * BODIES, cusps + 1, CUSPS * sizeof(double));
}

static struct birth *read_births(const char *path, size_t *count)
{
  struct birth *births = NULL, one;
  FILE *file = fopen(path, "r");
  if (file == NULL)
    fail("the births cannot be read");
  *count = 0;
  while (fscanf(file, "%lf %lf %lf %lf", &one.day, &one.latitude, &one.longitude, &one.delta_t) == 4) {
    births = realloc(births, (*count + 1) * sizeof one);
    if (births == NULL)
      fail("out of memory");
    births[(*count)++] = one;
  }
  fclose(file);
  return births;
}

static long long cpu(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void round_of(const struct birth *births, size_t count)
{
  volatile double sink = 0;
  double numbers[NUMBERS];
  long long from = cpu();
  for (size_t i = 0; i < count; i++) {
    chart(&births[i], numbers);
    sink += numbers[0];
  }
  printf("%lld\n", cpu() - from);
}

static void charts(const struct birth *births, size_t count)
{
  double numbers[NUMBERS];
  used = 0;
  for (size_t i = 0; i < count; i++) {
    swe_set_delta_t_userdef(births[i].delta_t / 86400.0);
    chart(&births[i], numbers);
    if (i == 0)
      puts(used & SEFLG_SWIEPH ? "files" : "moshier");
    for (int j = 0; j < NUMBERS; j++)
      printf("%.9f ", numbers[j]);
    putchar('\n');
  }
  if (source == SEFLG_SWIEPH && used & SEFLG_MOSEPH)
    fail("some positions are not from the files");
  swe_set_delta_t_userdef(SE_DELTAT_AUTOMATIC);
}

int main(int argc, char **argv)
{
  char line[32];
  size_t count;
  if (argc < 2)
    fail("usage: rounds BIRTHS [FOLDER]");
  if (argc > 2) {
    swe_set_ephe_path(argv[2]);
    source = SEFLG_SWIEPH;
  }
  struct birth *births = read_births(argv[1], &count);
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (strcmp(line, "round\n") == 0)
      round_of(births, count);
    else
      charts(births, count);
    fflush(stdout);
  }
  free(births);
  swe_close();
  return 0;
}
