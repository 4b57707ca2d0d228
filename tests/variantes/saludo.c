/* servidor_saludo, en C. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char SALUDO[] = "Hola, ¡gracias por conectarte!\n";

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "uso: saludo IP:PUERTO\n");
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
    signal(SIGPIPE, SIG_IGN);
    printf("escuchando en %s:%d\n", argv[1], ntohs(donde.sin_port));
    fflush(stdout);
    for (;;) {
        int cliente = accept(escucha, NULL, NULL);
        if (cliente < 0) continue;
        if (write(cliente, SALUDO, sizeof SALUDO - 1) < 0) perror("un cliente se ha ido");
        close(cliente);
    }
}
