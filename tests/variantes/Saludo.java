// servidor_saludo, en Java: `java Saludo.java IP:PUERTO`, que compila y arranca la máquina virtual cada vez.
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

public class Saludo {
    public static void main(String[] args) throws Exception {
        if (args.length < 1) {
            System.err.println("uso: Saludo IP:PUERTO");
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
            try (Socket cliente = escucha.accept()) {
                cliente.getOutputStream().write("Hola, ¡gracias por conectarte!\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException error) {
                System.err.println("un cliente se ha ido: " + error.getMessage());
            }
        }
    }
}
