import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.file.*;

/**
 * Uploads a form, which lies in a file as it goes on the wire, once in each of the ways that are named, and prints for each of
 * them a line: the status and the answer, or where it stopped, the address that it was sent to.
 */
class Upload {
  public static void main(String[] given) throws Exception {
    String address = given[0], type = given[1], authorization = given[2];
    Path form = Path.of(given[3]);
    for (int n = 4; n < given.length; n++) {
      String[] way = given[n].split(" ", 2);
      System.out.println(
          way[0].equals("HttpClient")
              ? byHttpClient(HttpClient.Redirect.valueOf(way[1]), address, type, authorization, form)
              : byConnection(given[n], address, type, authorization, form));
    }
  }

  static String byHttpClient(HttpClient.Redirect redirect, String address, String type, String authorization, Path form)
      throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address))
        .header("Content-Type", type)
        .header("Authorization", authorization)
        .POST(HttpRequest.BodyPublishers.ofFile(form))
        .expectContinue(true)
        .build();
    HttpClient client = HttpClient.newBuilder().followRedirects(redirect).version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  static String byConnection(String mode, String address, String type, String authorization, Path form)
      throws Exception {
    HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", type);
    connection.setRequestProperty("Authorization", authorization);
    if (mode.equals("fixed length")) connection.setFixedLengthStreamingMode(Files.size(form));
    if (mode.equals("in chunks")) connection.setChunkedStreamingMode(0);
    try (OutputStream out = connection.getOutputStream()) {
      Files.copy(form, out);
    }
    try {
      int status = connection.getResponseCode();
      InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      return status + " " + new String(in.readAllBytes(), "UTF-8");
    } catch (HttpRetryException retry) {
      return retry.responseCode() + " " + retry.getLocation();
    }
  }
}
