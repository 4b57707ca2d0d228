"""Un concurso como el de la serie de Python: un hilo por jugador, `Event` y pickles.

Uso: servidor.py JUGADORES [pegados]     (con «pegados», envía juntos los mensajes que van seguidos)

Escribe en qué puerto escucha, lo que le llega, y acaba cuando cuelgan todos.
"""

import pickle
import socket
import sys
import threading

jugadores, pegados = int(sys.argv[1]), len(sys.argv) > 2
PREGUNTAS = [("¿Cuánto es 6 × 7?", "42"), ("¿Planeta más grande?", "Júpiter")]
listos = threading.Event()
unidos, cerrojo = [], threading.Lock()


def enviar(conexion, *valores):
    datos = [pickle.dumps(valor) for valor in valores]
    for trozo in [b"".join(datos)] if pegados else datos:
        conexion.sendall(trozo)


def atender(conexion):
    with conexion, conexion.makefile("rb") as flujo:
        orden, nombre = pickle.load(flujo)
        assert orden == "JOIN", orden
        with cerrojo:
            unidos.append(nombre)
            if len(unidos) == jugadores:
                listos.set()
        enviar(conexion, [2, "Espera a que estéis todos"])
        assert listos.wait(20)
        enviar(conexion, [2, "Empezamos"])
        for numero, (pregunta, buena) in enumerate(PREGUNTAS):
            assert pickle.load(flujo) == ["QUES", ""]
            enviar(conexion, (1, pregunta))
            orden, respuesta = pickle.load(flujo)
            assert orden == "4", orden
            with cerrojo:  # `print` escribe a trozos, y otro hilo podría meterse en medio
                print(nombre, numero, respuesta, flush=True)
            enviar(conexion, (7, "Correcto" if respuesta == buena else "Incorrecto"), (3, "Espera a los demás"))


with socket.create_server(("127.0.0.1", 0)) as servidor:
    print("escuchando en 127.0.0.1:%d" % servidor.getsockname()[1], flush=True)
    hilos = []
    for _ in range(jugadores):
        hilo = threading.Thread(target=atender, args=(servidor.accept()[0],))
        hilo.start()
        hilos.append(hilo)
    for hilo in hilos:
        hilo.join()
