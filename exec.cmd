@rem For `npm start` on Windows, whose shell has no exec. Elsewhere `exec` replaces the shell that npm starts, which would
@rem not pass SIGTERM on: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#exec
@%*
