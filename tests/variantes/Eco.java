// servidor_eco, en Java: un hilo por cliente y `transferTo`, que copia con un búfer.
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

public class Eco {
    public static void main(String[] args) throws Exception {
        if (args.length < 1) {
            System.err.println("uso: Eco IP:PUERTO");
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
        try (cliente) {
            cliente.getInputStream().transferTo(cliente.getOutputStream());
        } catch (IOException error) {
            System.err.println("un cliente se ha ido a medias: " + error.getMessage());
        }
    }
}
