/* presens replay N | --all: tries again what is stuck. */
#pragma once

int replay_command(int argc, char **argv);
