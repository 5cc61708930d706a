/* `presens run`: the service, or with --once one round of it. */
#pragma once

int run_command(int argc, char **argv);
