/* servidor_eco, en C: un proceso hijo por cliente, como se ha hecho toda la vida. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void atender(int cliente) {
    char bufer[65536];
    ssize_t leidos;
    while ((leidos = read(cliente, bufer, sizeof bufer)) > 0)
        for (ssize_t hecho = 0; hecho < leidos;) {
            ssize_t escritos = write(cliente, bufer + hecho, leidos - hecho);
            if (escritos < 0) return;
            hecho += escritos;
        }
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "uso: eco IP:PUERTO\n");
        return 2;
    }
    char *dos_puntos = strrchr(argv[1], ':');
    long puerto = dos_puntos ? strtol(dos_puntos + 1, NULL, 10) : -1;
    struct sockaddr_in donde = {.sin_family = AF_INET, .sin_port = htons((unsigned short)puerto)};
    socklen_t mide = sizeof donde;
    if (dos_puntos) *dos_puntos = 0;
    int escucha = socket(AF_INET, SOCK_STREAM, 0);
    if (puerto < 0 || puerto > 65535 || inet_pton(AF_INET, argv[1], &donde.sin_addr) != 1 ||
        bind(escucha, (struct sockaddr *)&donde, mide) < 0 || listen(escucha, 128) < 0 ||
        getsockname(escucha, (struct sockaddr *)&donde, &mide) < 0) {
        fprintf(stderr, "error: no puedo escuchar en %s:%ld\n", argv[1], puerto);
        return 1;
    }
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    printf("escuchando en %s:%d\n", argv[1], ntohs(donde.sin_port));
    fflush(stdout);
    for (;;) {
        int cliente = accept(escucha, NULL, NULL);
        if (cliente < 0) continue;
        if (fork() == 0) {
            close(escucha);
            atender(cliente);
            _exit(0);
        }
        close(cliente);
    }
}
