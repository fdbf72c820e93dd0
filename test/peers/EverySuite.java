// A JSSE server with every version and suite that Java has, for clients that only shake hands: java EverySuite.java IDENTITY.p12
// Prints its port. Ends with its standard input.

import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

public final class EverySuite {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final int TIMEOUT_MS = 20_000;

  public static void main(String[] args) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (FileInputStream file = new FileInputStream(args[0])) {
      keys.load(file, PASSWORD);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    SSLServerSocket server =
        (SSLServerSocket)
            context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    server.setEnabledProtocols(server.getSupportedProtocols());
    server.setEnabledCipherSuites(server.getSupportedCipherSuites());
    System.out.println(server.getLocalPort());
    Thread accepting = new Thread(() -> serve(server));
    accepting.setDaemon(true);
    accepting.start();
    while (System.in.read() != -1) {}
  }

  private static void serve(SSLServerSocket server) {
    while (true) {
      try {
        SSLSocket socket = (SSLSocket) server.accept();
        Thread thread = new Thread(() -> greet(socket));
        thread.setDaemon(true);
        thread.start();
      } catch (Exception failed) {
        return;
      }
    }
  }

  private static void greet(SSLSocket socket) {
    try (socket) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.startHandshake();
      while (socket.getInputStream().read() != -1) {}
    } catch (Exception refused) {
      // Most clients offer what cannot be had.
    }
  }
}
