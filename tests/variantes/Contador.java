// contador_visitas, en Java: un hilo por visita y dos números atómicos.
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

public class Contador {
    static final AtomicInteger visitas = new AtomicInteger();
    static final AtomicInteger ahora = new AtomicInteger();

    public static void main(String[] args) throws Exception {
        if (args.length < 1) {
            System.err.println("uso: Contador IP:PUERTO");
            System.exit(2);
        }
        String[] partes = args[0].split(":");
        ServerSocket escucha = null;
        try {
            escucha = new ServerSocket(Integer.parseInt(partes[1]), 128, InetAddress.getByName(partes[0]));
        } catch (IOException | IllegalArgumentException error) {
            System.err.println("error: no puedo escuchar en " + args[0]);
            System.exit(1);
        }
        System.out.println("escuchando en " + partes[0] + ":" + escucha.getLocalPort());
        while (true) {
            Socket cliente = escucha.accept();
            new Thread(() -> atender(cliente)).start();
        }
    }

    static void atender(Socket cliente) {
        int numero = visitas.incrementAndGet();
        ahora.incrementAndGet();
        try (cliente) {
            BufferedInputStream entrada = new BufferedInputStream(cliente.getInputStream());
            OutputStream salida = cliente.getOutputStream();
            salida.write(("eres la visita " + numero + "\n").getBytes());
            for (int letra; (letra = entrada.read()) >= 0; ) {
                if (letra == '\n') {
                    salida.write(("visitas " + visitas + ", ahora " + ahora + "\n").getBytes());
                }
            }
        } catch (IOException error) {
            System.err.println("una visita se ha ido a medias: " + error.getMessage());
        } finally {
            ahora.decrementAndGet();
        }
    }
}
