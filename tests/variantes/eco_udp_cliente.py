"""cliente_eco_udp, en Python y sin nada más que su biblioteca."""

import socket
import sys
import time

if len(sys.argv) < 2:
    print("uso: eco_udp_cliente.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
mensaje = sys.stdin.buffer.read()
try:
    servidor = (ip, int(puerto))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.sendto(mensaje, servidor)
        limite = time.monotonic() + 1
        while True:
            queda = limite - time.monotonic()
            if queda <= 0:
                raise TimeoutError("el eco no llega")
            s.settimeout(queda)
            eco, de = s.recvfrom(65535)
            if de == servidor and eco == mensaje:
                break
except (OSError, ValueError, OverflowError) as error:
    print("error:", error, file=sys.stderr)
    sys.exit(1)
sys.stdout.buffer.write(eco)
