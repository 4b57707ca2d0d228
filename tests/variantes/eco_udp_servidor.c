/* servidor_eco_udp, en C. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    static char bufer[65536];
    if (argc < 2) {
        fprintf(stderr, "uso: eco_udp_servidor IP:PUERTO\n");
        return 2;
    }
    char *dos_puntos = strrchr(argv[1], ':');
    long puerto = dos_puntos ? strtol(dos_puntos + 1, NULL, 10) : -1;
    struct sockaddr_in donde = {.sin_family = AF_INET, .sin_port = htons((unsigned short)puerto)};
    socklen_t mide = sizeof donde;
    if (dos_puntos) *dos_puntos = 0;
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (puerto < 0 || puerto > 65535 || inet_pton(AF_INET, argv[1], &donde.sin_addr) != 1 ||
        bind(s, (struct sockaddr *)&donde, mide) < 0 || getsockname(s, (struct sockaddr *)&donde, &mide) < 0) {
        fprintf(stderr, "error: no puedo escuchar en %s:%ld\n", argv[1], puerto);
        return 1;
    }
    printf("escuchando en %s:%d\n", argv[1], ntohs(donde.sin_port));
    fflush(stdout);
    for (;;) {
        struct sockaddr_in de;
        socklen_t suya = sizeof de;
        ssize_t bytes = recvfrom(s, bufer, sizeof bufer, 0, (struct sockaddr *)&de, &suya);
        if (bytes < 0 || sendto(s, bufer, bytes, 0, (struct sockaddr *)&de, suya) < 0) perror("sin eco");
    }
}
