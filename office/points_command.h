/*
 * presens points HPR [--explain] [--json]: a doctor's account.
 */
#pragma once

/* Gives the exit status. */
int points_command(int argc, char **argv);
